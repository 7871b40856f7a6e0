/** Whose desks a post looks at, and what a list tells of what lies there. */
import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { desksSeenBy, toldInList } from '../../shared/domain/dueList.ts';
import { officer, post } from '../support/officers.ts';

const [collectorate, tehsil] = sampleDistrict.offices;
if (!collectorate || !tehsil) throw new Error('The sample has two offices.');
const postsOf = (office: typeof collectorate) =>
  sampleDistrict.posts.filter(({ officeId }) => officeId === office.id);
const seen = (username: string, office = collectorate, asked?: string) =>
  desksSeenBy(officer(username), office, postsOf(office), asked);
const refused = expect.objectContaining({ code: 'not-allowed' });

describe('[invariant 27] the desks of an office', () => {
  it('are all seen by its head, by who keeps its registers, and by who administers it', () => {
    for (const username of ['collector', 'aavak', 'prashasan']) {
      expect(seen(username), username).toBeUndefined();
    }
    // The head is known by the office, whatever the post may do besides.
    const head = officer('nazarat');
    expect(
      desksSeenBy(head, { ...collectorate, headPost: head.post.id }, postsOf(collectorate)),
    ).toBeUndefined();
  });

  it('are else one’s own and those below it, and of a personal assistant the officer’s', () => {
    expect(seen('rajasv1')).toEqual(new Set([post('rajasv1').id]));
    expect(seen('steno')).toEqual(new Set([post('steno').id, post('collector').id]));
    const above = { ...officer('adhikshak'), post: { ...post('adhikshak'), capabilities: [] } };
    expect(desksSeenBy(above, collectorate, postsOf(collectorate))).toEqual(
      new Set(['adhikshak', 'rajasv1', 'rajasv2', 'rajasv3'].map((each) => post(each).id)),
    );
  });

  it('of another office are seen from above it, whatever one keeps in one’s own', () => {
    const below = [...(seen('deputy', tehsil) ?? [])];
    expect(below).toContain(post('vachak').id);
    for (const id of below) {
      expect(sampleDistrict.posts.find((each) => each.id === id)?.superiors).toContain(
        post('deputy').id,
      );
    }
    for (const username of ['aavak', 'prashasan', 'rajasv1', 'samyukt']) {
      expect(() => seen(username, tehsil), username).toThrow(refused);
    }
  });

  it('are not asked about one by one past those that one sees', () => {
    expect(() => seen('rajasv1', collectorate, post('rajasv2').id)).toThrow(refused);
    expect(seen('rajasv1', collectorate, post('rajasv1').id)).toBeDefined();
  });
});

describe('[invariant 16] a row of the list', () => {
  const row = {
    id: 'fil_1',
    number: 'BBZ-COL/REV/1',
    subject: { hi: 'विषय' },
    postId: post('adhikshak').id,
  };
  const told = (username: string, officeId: string | undefined) =>
    toldInList({ ...row, classification: 'confidential' }, officer(username), officeId);
  const named = { id: row.id, number: row.number, subject: null };
  const masked = { id: null, number: null, subject: null };

  it('tells all of what is not confidential', () => {
    const { id, number, subject } = row;
    expect(toldInList({ ...row, classification: 'normal' }, officer('nazarat'), undefined)).toEqual(
      {
        id,
        number,
        subject,
      },
    );
  });

  it('tells of a confidential one its number to whoever may see its cover, and its subject to nobody', () => {
    for (const username of ['adhikshak', 'collector', 'regadhikshak']) {
      expect(told(username, collectorate.id), username).toEqual(named);
    }
    for (const username of ['deputy', 'aavak', 'prashasan', 'tehsildar']) {
      expect(told(username, collectorate.id), username).toEqual(masked);
    }
  });

  it('of another office is told to the post alone that has it', () => {
    expect(told('adhikshak', undefined)).toEqual(named);
    for (const username of ['collector', 'regadhikshak']) {
      expect(told(username, undefined), username).toEqual(masked);
    }
  });
});
