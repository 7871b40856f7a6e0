import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { chargeMachine, endCharge, giveCharge } from '../../shared/domain/charge.ts';
import { actingAs, type HeldPost, Person } from '../../shared/domain/directory.ts';
import { livesByItsTable } from '../support/covered.ts';
import { at, heldPost, officer } from '../support/officers.ts';

const tenureId = 'ten_01K00000000000000000000009';
const reason = 'आदेश क्रमांक 12/स्था/2026';
const found = sampleDistrict.posts.find(({ holder }) => holder === null);
if (!found) throw new Error('The sample has no vacant post.');
const vacant = found;
const filled = { holder: heldPost('rajasv1').holder };

/** What the table looks at, from the post as it stands: a charge lapses by itself. */
interface Subject {
  readonly status: 'given' | 'ended';
  readonly post: HeldPost;
}
interface Asked {
  readonly by: string;
  readonly to: HeldPost;
  readonly until: string | undefined;
  readonly at: string;
}
const usual: Asked = { by: 'adm', to: heldPost('deputy3'), until: undefined, at };
const subjectOf = (post: HeldPost): Subject => ({ status: post.charge ? 'given' : 'ended', post });
const give = (post: HeldPost, { to, until, by, at: when }: Asked, ledger?: { charges: number }) =>
  giveCharge(post, to, { until, reason }, officer(by), {
    at: when,
    tenureId,
    ledger: ledger && { id: post.id, ...ledger },
  });
const end = (post: HeldPost, { by, at: when }: Asked) =>
  endCharge(post, 'पदस्थापना', officer(by), { at: when, ledger: undefined });
const given = (more: Partial<Asked> = {}) => give(vacant, { ...usual, ...more }).record;

describe('the table of charge of a post', () => {
  livesByItsTable<'give' | 'end', Subject, Asked>({
    machine: chargeMachine,
    rules: {
      give: ({ post }, asked) => subjectOf(give(post, asked).record),
      end: ({ post }, asked) => subjectOf(end(post, asked).record),
    },
    occasions: (event, status) => [
      {
        subject: subjectOf(event === 'end' && status === 'given' ? given() : vacant),
        asked: usual,
      },
    ],
    refused: [
      // Below it, beside it, and who administers the posts of another office.
      ['give', 'not-a-superior', {}, { by: 'rajasv1' }],
      ['give', 'not-a-superior', {}, { by: 'deputy3' }],
      [
        'give',
        'not-a-superior',
        { post: { ...vacant, officeId: heldPost('vachak').officeId } },
        { by: 'prashasan' },
      ],
      ['give', 'post-not-vacant', { post: { ...vacant, ...filled } }],
      ['give', 'post-not-vacant', { post: given() }],
      [
        'give',
        'post-not-vacant',
        { post: given({ until: '2026-11-23' }) },
        { at: '2026-11-23T18:29:59.999Z' },
      ],
      ['give', 'other-office', {}, { to: heldPost('tehsildar') }],
      ['give', 'post-not-active', {}, { to: { ...usual.to, status: 'abeyance' } }],
      ['give', 'post-not-active', {}, { to: { ...usual.to, status: 'abolished' } }],
      ['give', 'post-not-active', { post: { ...vacant, status: 'abeyance' } }],
      ['give', 'post-vacant', {}, { to: { ...usual.to, holder: null } }],
      ['give', 'post-vacant', {}, { to: vacant }],
      // Whoever has only charge of a post is not given charge of another by it.
      ['give', 'post-vacant', {}, { to: { ...given(), id: usual.to.id } }],
      ['give', 'not-an-officer', {}, { to: heldPost('steno') }],
      ['give', 'not-an-officer', {}, { to: { ...usual.to, kind: 'system' } }],
      ['give', 'charge-to-self', {}, { to: heldPost('adm') }],
      // Whoever only administers posts does not help themselves to an officer's.
      ['give', 'charge-to-self', {}, { by: 'prashasan', to: heldPost('prashasan') }],
      ['give', 'date-past', {}, { until: '2026-11-22' }],
      // In India it is tomorrow already.
      ['give', 'date-past', {}, { until: '2026-11-23', at: '2026-11-23T18:30:00.000Z' }],
      ['end', 'not-a-superior', {}, { by: 'rajasv1' }],
      ['end', 'not-a-superior', {}, { by: 'deputy3' }],
      ['end', 'post-vacant', { post: vacant }],
      [
        'end',
        'post-vacant',
        { post: given({ until: '2026-11-23' }) },
        { at: '2026-11-23T18:30:00.000Z' },
      ],
    ],
    after: ({ post }, before) => {
      const { charge: _charge, ...rest } = post;
      const { charge: _before, ...unchanged } = before.post;
      expect(rest).toEqual(unchanged);
    },
  });
});

describe('charge of a vacant post', () => {
  const person = Person.parse(
    sampleDistrict.people.find(({ id }) => id === usual.to.holder?.personId),
  );

  it('is the other post’s holder’s, to the end of its last day in India', () => {
    const { record, events } = give(vacant, { ...usual, until: '2026-11-30' });
    expect(record.charge).toEqual({
      personId: person.id,
      tenureId,
      name: person.name,
      from: at,
      to: '2026-11-30T18:30:00.000Z',
    });
    expect(events).toEqual([
      {
        type: 'charge-given',
        pub: { to: usual.to.id, personId: person.id, tenureId, until: '2026-11-30' },
        texts: { reason },
      },
    ]);
    const acting = (when: string) => actingAs(person, when, vacant.id, record);
    expect(acting('2026-11-30T18:29:59.999Z')).toMatchObject({ tenureId, post: { id: vacant.id } });
    expect(() => acting('2026-11-30T18:30:00.000Z')).toThrow();
  });

  it('may be given for the day itself, and again once it lapsed', () => {
    const today = given({ until: '2026-11-23' });
    const again = give(today, { ...usual, at: '2026-11-23T18:30:00.000Z' }, { charges: 1 });
    expect(again.ledger).toEqual({ id: vacant.id, charges: 2 });
    expect(again.record.charge).toMatchObject({ from: '2026-11-23T18:30:00.000Z' });
    expect(again.record.charge?.to).toBeUndefined();
  });

  it('is ended when somebody was posted meanwhile, and the post is left as it was', () => {
    expect(end({ ...given(), ...filled }, usual).record).toEqual({ ...vacant, ...filled });
    const { record, events, ledger } = end(given(), { ...usual, by: 'prashasan' });
    expect(record).toEqual(vacant);
    expect(ledger).toEqual({ id: vacant.id, charges: 1 });
    expect(events).toEqual([
      {
        type: 'charge-ended',
        pub: { personId: person.id, tenureId },
        texts: { reason: 'पदस्थापना' },
      },
    ]);
  });
});
