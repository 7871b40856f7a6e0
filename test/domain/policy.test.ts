import { describe, expect, it } from 'vitest';
import { sampleUsers } from '../../infra/local/sampleDistrict.ts';
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
import { contentAccess, ownTokens } from '../../shared/domain/record.ts';
import { officer } from '../support/officers.ts';

const subject = (classification: Governed['classification']): Governed => ({
  officeId: officer('rajasv1').post.officeId,
  holderPostId: officer('rajasv1').post.id,
  classification,
  readers: {
    holders: [officer('rajasv1').post.id, officer('aavak').post.id],
    superiors: [officer('adhikshak').post.id],
  },
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
      // As a superior does, if it is one: guards of the machines.
      cleared: ['pull-up', 'reopen-letter', 'decide-close', 'decide-reopen', 'hold'],
      superior: ['pull-up', 'reopen-letter', 'decide-close', 'decide-reopen', 'hold'],
      records: ['hold', 'review'],
      'same-office': ['request-view'],
    };
    for (const rows of Object.values(table)) {
      for (const [relation, allowed] of Object.entries(rows)) {
        if (relation === 'holder' || relation === 'guest') continue;
        const known = [...reading, ...(others[relation] ?? [])];
        expect(allowed.filter((action) => !known.includes(action))).toEqual([]);
      }
    }
  });

  it('lets another office that has the file read it, write on it and give it on, and leaves the rest to the file’s own', () => {
    const abroad = officer('tehsildar');
    const withIt = { ...subject('normal'), holderPostId: abroad.post.id };
    expect(relationOf(abroad, withIt)).toBe('guest');
    for (const action of ['read-content', 'note', 'send', 'open', 'decide'] as const) {
      expect(allows(abroad, action, withIt), action).toBe(true);
    }
    const own = ['draft', 'open-part', 'link', 'merge', 'park', 'request-close', 'file-letter'];
    for (const action of actions.filter((each) => own.includes(each))) {
      expect(allows(abroad, action, withIt), action).toBe(false);
    }
    expect(allowedActions(officer('rajasv1'), subject('normal'))).toEqual(
      expect.arrayContaining(own),
    );
    expect(refusalOf(abroad, withIt)).toBe('not-allowed');
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

  it('[invariant 16] lets whoever is cleared read what is confidential in their own office, and nothing else do with it', () => {
    const secret = subject('confidential');
    for (const username of ['collector', 'adm']) {
      const cleared = officer(username);
      expect(relationOf(cleared, secret)).toBe('cleared');
      for (const action of ['see-cover', 'read-content', 'verify'] as const) {
        expect(allows(cleared, action, secret)).toBe(true);
      }
      for (const action of ['note', 'send', 'mark', 'correct', 'decide', 'name-reader'] as const) {
        expect(allows(cleared, action, secret)).toBe(false);
        expect(refusalOf(cleared, secret)).toBe('not-allowed');
      }
      expect(
        allowedActions(cleared, { ...secret, officeId: officer('tehsildar').post.officeId }),
      ).toEqual([]);
      // What it had itself it also asks to have back; an ordinary file it reads as a superior does.
      const had = { ...secret, readers: { holders: [cleared.post.id], superiors: [] } };
      expect(relationOf(cleared, had)).toBe('earlier-holder');
      expect(relationOf(cleared, subject('normal'))).not.toBe('cleared');
    }
    // Looking into accounts is another duty, and assisting an officer clears nobody; being cleared and assisting does.
    expect(allowedActions(officer('lekhaparikshak'), secret)).toEqual([]);
    const { post } = officer('steno');
    const dictated = { ...secret, holderPostId: officer('collector').post.id };
    expect(allowedActions({ post }, dictated)).toEqual([]);
    const cleared = { ...post, capabilities: [...post.capabilities, 'confidential-read' as const] };
    expect(allows({ post: cleared }, 'read-content', dictated)).toBe(true);
    expect(relationOf({ post: cleared }, { ...dictated, classification: 'normal' })).toBe(
      'assistant',
    );
  });

  it('[invariant 16] finds by search whatever it lets read, and nothing else', () => {
    const everybody = sampleUsers.map(({ username }) => officer(username));
    const named = [officer('sthapna1').post.id, officer('naib').post.id];
    for (const classification of ['normal', 'confidential'] as const) {
      const record = {
        ...subject(classification),
        readers: { ...subject(classification).readers, named },
      };
      const words = contentAccess({ ...record, holder: { postId: record.holderPostId } });
      for (const { post } of everybody) {
        const found = ownTokens(post).some((token) => words.includes(token));
        const letIn = allows({ post }, 'read-content', record);
        const by = relationOf({ post }, record);
        // An auditor and an assistant read what they are led to; search leads neither there.
        if (by !== 'auditor' && by !== 'assistant') expect(found, post.roleCode).toBe(letIn);
      }
    }
  });

  it('[invariant 16] shows a link officer nothing confidential that the delegation keeps from them, whatever the post is to it', () => {
    for (const { username } of sampleUsers) {
      const own = officer(username);
      const link = { ...officer('adm'), post: own.post };
      const asLink = { ownPost: officer('adm').post, delegationId: 'dlg', since: '' };
      const kept = { ...link, asLink: { ...asLink, confidential: false } };
      const trusted = { ...link, asLink: { ...asLink, confidential: true } };
      for (const askedPostIds of [undefined, [own.post.id]]) {
        for (const holderPostId of [officer('rajasv1').post.id, own.post.id]) {
          const secret = { ...subject('confidential'), holderPostId, askedPostIds };
          expect(allowedActions(kept, secret), username).toEqual([]);
          expect(refusalOf(kept, secret), username).toBe('not-found');
          expect(allowedActions(trusted, secret)).toEqual(allowedActions(own, secret));
          const open = { ...secret, classification: 'normal' as const };
          expect(allowedActions(kept, open)).toEqual(allowedActions(own, open));
        }
      }
    }
  });

  it('[invariant 7] lets a personal assistant seal, send, sign and decide nothing, in whichever file', () => {
    const assistants = sampleUsers.filter(({ username }) => officer(username).post.assists);
    expect(assistants.length).toBeGreaterThan(0);
    for (const { username } of assistants) {
      const { post } = officer(username);
      for (const classification of ['normal', 'confidential'] as const) {
        const assisted = { ...subject(classification), holderPostId: post.assists as string };
        const may = allowedActions({ post }, assisted);
        expect(
          may.filter(
            (action) => !['see-cover', 'read-content', 'verify', 'share-draft'].includes(action),
          ),
        ).toEqual([]);
      }
      for (const capability of ['decide', 'sign', 'approve-draft', 'issue'] as const) {
        expect(post.capabilities, username).not.toContain(capability);
      }
    }
  });

  it('lets nobody into a confidential file for where they sit', () => {
    for (const username of ['adhikshak', 'deputy', 'lekhaparikshak', 'sthapna1', 'tehsildar']) {
      for (const action of actions) {
        expect(
          allows(officer(username), action, subject('confidential')),
          `${username} ${action}`,
        ).toBe(false);
      }
    }
  });
});
