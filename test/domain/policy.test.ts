import { describe, expect, it } from 'vitest';
import {
  actions,
  allowedActions,
  allows,
  type Governed,
  refusalOf,
  relationOf,
  relations,
  table,
} from '../../shared/domain/policy.ts';
import { officer } from '../support/officers.ts';

const subject = (classification: Governed['classification']): Governed => ({
  officeId: officer('rajasv1').post.officeId,
  holderPostId: officer('rajasv1').post.id,
  classification,
  readers: { holders: [officer('aavak').post.id], superiors: [officer('adhikshak').post.id] },
});

describe('the decision table', () => {
  it.each([
    ['rajasv1', 'holder'],
    ['aavak', 'earlier-holder'],
    ['adhikshak', 'superior'],
    ['lekhaparikshak', 'auditor'],
    ['sthapna1', 'same-office'],
    ['tehsildar', 'other-office'],
  ] as const)('knows how %s stands to the record: %s', (username, relation) => {
    expect(relationOf(officer(username), subject('normal'))).toBe(relation);
  });

  it('has a row for every relation, and only known actions', () => {
    for (const classification of ['normal', 'confidential'] as const) {
      expect(Object.keys(table[classification]).sort()).toEqual([...relations].sort());
      for (const row of Object.values(table[classification])) {
        for (const action of row) expect(actions).toContain(action);
      }
    }
  });

  it('lets only the holder change anything, but for what is named here', () => {
    const reading = ['see-cover', 'read-content', 'verify'];
    const others: Record<string, string[]> = {
      addressee: ['receive'],
      assistant: ['share-draft'],
      'earlier-holder': [
        'pull-back',
        'request-reopen',
        'decide-reopen',
        // Only of its own request: a guard of the file’s machine.
        'withdraw-request',
        'reopen-letter',
        'decide-close',
        'hold',
        // Only if the post is above the one that has it: a guard of the file's machine.
        'pull-up',
      ],
      superior: ['pull-up', 'reopen-letter', 'decide-close', 'decide-reopen', 'hold'],
      records: ['hold', 'review'],
      'same-office': ['request-view'],
    };
    for (const rows of Object.values(table)) {
      for (const [relation, allowed] of Object.entries(rows)) {
        if (relation === 'holder') continue;
        const known = [...reading, ...(others[relation] ?? [])];
        expect(allowed.filter((action) => !known.includes(action))).toEqual([]);
      }
    }
  });

  it('lets no post of another office read what has become confidential, unless the paper is with it', () => {
    const abroad = officer('tehsildar');
    const { id } = abroad.post;
    const was = subject('normal');
    for (const readers of [
      { ...was.readers, holders: [id] },
      { ...was.readers, superiors: [id] },
      { ...was.readers, named: [id] },
    ]) {
      expect(allows(abroad, 'read-content', { ...was, readers })).toBe(true);
      const now = { ...was, readers, classification: 'confidential' as const };
      expect(allowedActions(abroad, now)).toEqual([]);
      expect(refusalOf(abroad, now)).toBe('not-found');
    }
    const withIt = { ...subject('confidential'), holderPostId: id };
    expect(allows(abroad, 'read-content', withIt)).toBe(true);
  });

  it('lets nobody into a confidential file for where they sit', () => {
    for (const username of ['adhikshak', 'collector', 'lekhaparikshak', 'sthapna1', 'tehsildar']) {
      for (const action of actions) {
        expect(
          allows(officer(username), action, subject('confidential')),
          `${username} ${action}`,
        ).toBe(false);
      }
    }
  });
});
