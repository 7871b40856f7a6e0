import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { giveCharge } from '../../shared/domain/charge.ts';
import {
  delegationMachine,
  delegationStatus,
  endDelegation,
  giveDelegation,
} from '../../shared/domain/delegation.ts';
import {
  actingAs,
  actorOf,
  can,
  delegationAt,
  type HeldPost,
} from '../../shared/domain/directory.ts';
import { livesByItsTable } from '../support/covered.ts';
import { at, heldPost, officer } from '../support/officers.ts';
import { personOf } from '../support/people.ts';

const delegationId = 'dlg_01K00000000000000000000001';
const another = 'dlg_01K00000000000000000000002';
const reason = 'अर्जित अवकाश, आदेश क्रमांक 14/स्था/2026';
const general = heldPost('deputy3');
const adm = heldPost('adm');
const division = {
  lines: [{ officerInCharge: general.id, via: [], link: heldPost('adm').id }],
};
const days = { kind: 'leave', from: '2026-11-23', until: '2026-11-27', reason } as const;

/** What the table looks at, from the post as it stands at an instant. */
interface Subject {
  readonly status: 'planned' | 'active' | 'ended' | 'revoked';
  readonly post: HeldPost;
}
interface Asked {
  readonly by: string;
  readonly acting?: ReturnType<typeof officer>;
  readonly to: HeldPost;
  readonly input: typeof days | { kind: 'leave'; from: string; until: string; reason: string };
  readonly division: typeof division | undefined;
  readonly at: string;
}
const usual: Asked = { by: 'deputy3', to: adm, input: days, division, at };
const bySuperior = { by: 'collector', to: heldPost('deputy2'), division: undefined } as const;
const subjectOf = (post: HeldPost, when = at): Subject => ({
  status: delegationStatus(post, delegationId, when),
  post,
});
const give = (
  post: HeldPost,
  { by, acting, to, input, division: order, at: when }: Asked,
  id = delegationId,
) =>
  giveDelegation(post, to, input, acting ?? officer(by), {
    at: when,
    ledger: undefined,
    delegationId: id,
    division: order,
  });
const given = (more: Partial<Asked> = {}, post = general, id = delegationId) =>
  give(post, { ...usual, ...more }, id).record;
const next = { ...days, from: '2026-11-30', until: '2026-12-04' };
const stateful = {
  planned: () => given({ input: next }),
  active: () => given(),
  ended: () => ({ ...given(), holder: { ...general.holder, tenureId: adm.holder?.tenureId } }),
  revoked: () => general,
} as Record<Subject['status'], () => HeldPost>;

/** The link officer is away on those days. */
const awayToo = (given().delegations ?? []).map((each) => ({
  ...each,
  holderTenureId: adm.holder?.tenureId ?? '',
}));

describe('the table of a delegation', () => {
  livesByItsTable<'give' | 'end', Subject, Asked>({
    machine: delegationMachine,
    elsewhere: ['begin', 'lapse'],
    rules: {
      give: ({ post }, asked) => subjectOf(give(post, asked).record, asked.at),
      end: ({ post }, { by, acting, at: when }) =>
        subjectOf(
          endDelegation(post, delegationId, reason, acting ?? officer(by), {
            at: when,
            ledger: undefined,
          }).record,
          when,
        ),
    },
    occasions: (event, status) =>
      event === 'give'
        ? [
            { subject: subjectOf(general), asked: usual },
            { subject: subjectOf(general), asked: { ...usual, input: next } },
            { subject: subjectOf(general), asked: { ...usual, ...bySuperior } },
            // However low, whom the order names acts; and whoever is back by then.
            { subject: subjectOf(general), asked: { ...usual, to: { ...adm, level: 1 } } },
            {
              subject: subjectOf(general),
              asked: { ...usual, input: next, to: { ...adm, delegations: awayToo } },
            },
          ]
        : [
            {
              subject: subjectOf((stateful[status ?? 'active'] as () => HeldPost)()),
              asked: usual,
            },
          ],
    refused: [
      // Whoever is below it or beside it, even the link officer to be.
      ['give', 'delegation-not-yours', {}, { by: 'rajasv1' }],
      ['give', 'delegation-not-yours', {}, { by: 'deputy2' }],
      // The holder, in another post of theirs.
      [
        'give',
        'delegation-not-yours',
        {},
        { acting: { ...officer('deputy3'), post: heldPost('deputy2') } },
      ],
      ['give', 'post-not-active', {}, { to: { ...adm, status: 'abeyance' } }],
      ['give', 'post-not-active', { post: { ...general, status: 'abolished' } }],
      ['give', 'not-an-officer', {}, { ...bySuperior, to: { ...heldPost('steno') } }],
      ['give', 'not-an-officer', {}, { ...bySuperior, to: { ...adm, kind: 'system' } }],
      ['give', 'post-vacant', {}, { to: { ...adm, holder: null } }],
      ['give', 'post-vacant', { post: { ...general, holder: null } }, bySuperior],
      ['give', 'other-office', {}, { ...bySuperior, to: heldPost('tehsildar') }],
      ['give', 'delegation-to-self', {}, { to: { ...adm, holder: general.holder } }],
      ['give', 'delegation-to-self', {}, { by: 'adm' }],
      ['give', 'delegation-to-self', {}, { ...bySuperior, to: { ...adm, holder: general.holder } }],
      // One that decides nothing, or sits far below and is named by no order.
      ['give', 'link-officer-too-low', {}, { ...bySuperior, to: heldPost('lekha') }],
      ['give', 'link-officer-too-low', {}, { to: { ...adm, capabilities: [] } }],
      [
        'give',
        'link-officer-too-low',
        {},
        { ...bySuperior, to: { ...heldPost('adhikshak'), level: general.level - 4 } },
      ],
      ['give', 'link-officer-away', {}, { to: { ...adm, delegations: awayToo } }],
      // Another than the order names, or no order.
      ['give', 'not-the-link-officer', {}, { to: heldPost('deputy2') }],
      ['give', 'not-the-link-officer', {}, { division: undefined }],
      ['give', 'date-past', {}, { input: { ...days, from: '2026-11-22' } }],
      // In India it is tomorrow already.
      ['give', 'date-past', {}, { at: '2026-11-23T18:30:00.000Z' }],
      [
        'give',
        'delegation-overlaps',
        { post: given() },
        { input: { ...days, from: '2026-11-27', until: '2026-11-30' } },
      ],
      [
        'give',
        'delegation-overlaps',
        { post: given({ input: next }) },
        { input: { ...days, until: '2026-12-31' } },
      ],
      [
        'give',
        'too-many-delegations',
        {
          post: ['01', '02', '03', '04', '05'].reduce(
            (post, day, no) =>
              given(
                { input: { ...days, from: `2026-12-${day}`, until: `2026-12-${day}` } },
                post,
                `dlg_01K0000000000000000000000${no}`,
              ),
            general,
          ),
        },
      ],
      ['end', 'delegation-not-yours', {}, { by: 'rajasv1' }],
      ['end', 'delegation-not-yours', {}, { by: 'deputy2' }],
      ['end', 'delegation-over', { post: general }],
    ],
    after: ({ post }, before) => {
      const { delegations: _after, ...rest } = post;
      const { delegations: _before, ...unchanged } = before.post;
      expect(rest).toEqual(unchanged);
    },
  });
});

describe('a link officer', () => {
  const person = personOf('adm');
  const acting = (post: HeldPost, when = at) => actingAs(person, when, general.id, post);

  it('acts on behalf of the holder from the first day to the end of the last one in India, under a tenure of their own', () => {
    const { record, events } = give(general, { ...usual, input: next });
    expect(() => acting(record)).toThrow(
      expect.objectContaining({ code: 'delegation-not-in-force' }),
    );
    expect(() => acting(record, '2026-11-29T18:29:59.999Z')).toThrow();
    for (const when of ['2026-11-29T18:30:00.000Z', '2026-12-04T18:29:59.999Z']) {
      expect(acting(record, when)).toMatchObject({
        post: { id: general.id },
        tenureId: adm.holder?.tenureId,
        asLink: { delegationId, confidential: false, ownPost: { id: adm.id } },
      });
    }
    expect(() => acting(record, '2026-12-04T18:30:00.000Z')).toThrow(
      expect.objectContaining({ code: 'delegation-not-in-force' }),
    );
    expect(events).toMatchObject([
      {
        type: 'delegation-given',
        pub: { to: adm.id, from: '2026-11-29T18:30:00.000Z' },
        texts: { reason },
      },
    ]);
  });

  it('is sealed with both posts', () => {
    expect(actorOf(acting(given()))).toEqual({
      personId: person.id,
      postId: adm.id,
      tenureId: adm.holder?.tenureId,
      name: person.name,
      designation: adm.designation,
      onBehalfOfPostId: general.id,
      onBehalfOfDesignation: general.designation,
      delegationId,
    });
  });

  it('may do what the post may, without what is kept from them, and never administers posts', () => {
    const mighty = {
      ...general,
      capabilities: [...new Set([...general.capabilities, 'admin' as const, 'issue' as const])],
    };
    const plain = give(mighty, { ...usual, ...bySuperior, to: adm }).record;
    expect(acting(plain).post.capabilities.toSorted()).toEqual(
      mighty.capabilities.filter((each) => each !== 'admin').toSorted(),
    );
    const limited = giveDelegation(
      mighty,
      adm,
      { ...days, without: ['issue', 'decide'] },
      officer('collector'),
      {
        at,
        ledger: undefined,
        delegationId,
        division: undefined,
      },
    ).record;
    for (const capability of ['issue', 'decide', 'admin'] as const) {
      expect(can(acting(limited), capability)).toBe(false);
    }
  });

  it('falls with the tenure of the holder, and with their own', () => {
    const handed = { ...given(), holder: heldPost('deputy2').holder };
    expect(() => acting(handed)).toThrow();
    expect(delegationAt(handed, at)).toBeUndefined();
    const left = { ...person, charges: person.charges.map((each) => ({ ...each, to: at })) };
    expect(() => actingAs(left, at, general.id, given())).toThrow();
    // Nobody else comes in by it.
    expect(() => actingAs(personOf('deputy2'), at, general.id, given())).toThrow(
      expect.objectContaining({ code: 'not-allowed' }),
    );
  });

  it('is gone in the moment the delegation is ended, and another may be named for the time', () => {
    const ended = endDelegation(given(), delegationId, 'वापसी', officer('deputy3'), {
      at,
      ledger: undefined,
    });
    expect(ended.record).toEqual(general);
    expect(() => acting(ended.record)).toThrow(expect.objectContaining({ code: 'not-allowed' }));
    expect(given(bySuperior, ended.record, another).delegations).toHaveLength(1);
  });

  it('[invariant 26] nobody gains by what they give: not the holder, a superior, an administrator, nor a link officer', () => {
    const admin = officer('prashasan');
    const administrator = heldPost('prashasan');
    expect(() => given({ acting: admin, to: administrator })).toThrow(
      expect.objectContaining({ code: 'delegation-to-self' }),
    );
    // An administrator who holds the post is its holder all the same.
    const both = { ...officer('deputy3'), post: admin.post };
    expect(() => given({ acting: both, to: heldPost('deputy2') })).toThrow(
      expect.objectContaining({ code: 'not-the-link-officer' }),
    );
    // As link officer of the collector the additional district magistrate is above others, and helps themselves to none.
    const collector = heldPost('collector');
    const link = actingAs(
      person,
      at,
      collector.id,
      giveDelegation(collector, adm, days, officer('collector'), {
        at,
        ledger: undefined,
        delegationId,
        division: { lines: [{ officerInCharge: collector.id, via: [], link: adm.id }] },
      }).record,
    );
    expect(() => given({ acting: link, to: adm })).toThrow(
      expect.objectContaining({ code: 'delegation-to-self' }),
    );
    const vacant = sampleDistrict.posts.find(({ holder }) => holder === null) as HeldPost;
    const charge = { until: undefined, reason };
    expect(() =>
      giveCharge(vacant, adm, charge, link, {
        at,
        tenureId: 'ten_01K00000000000000000000009',
        ledger: undefined,
      }),
    ).toThrow(expect.objectContaining({ code: 'charge-to-self' }));
  });

  it('[invariant 7] is no personal assistant, who has no charge of a post either', () => {
    const steno = heldPost('steno');
    expect(steno.assists).toBeDefined();
    const vacant = sampleDistrict.posts.find(({ holder }) => holder === null) as HeldPost;
    const charge = { until: undefined, reason };
    expect(() =>
      giveCharge(vacant, steno, charge, officer('collector'), {
        at,
        tenureId: 'ten_01K00000000000000000000009',
        ledger: undefined,
      }),
    ).toThrow(expect.objectContaining({ code: 'not-an-officer' }));
  });

  it('is one at every instant, whatever was asked for', () => {
    const day = fc
      .integer({ min: 0, max: 40 })
      .map((no) => `2026-12-${String(1 + (no % 31)).padStart(2, '0')}`);
    const wish = fc.record({
      from: day,
      until: day,
      to: fc.constantFrom('adm', 'deputy2', 'deputy2'),
    });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 12 }), (wishes) => {
        const post = wishes.reduce((before, { from, until, to }, no) => {
          if (until < from) return before;
          try {
            const id = `dlg_01K000000000000000000000${String(no).padStart(2, '0')}`;
            return given(
              { by: 'collector', to: heldPost(to), input: { ...days, from, until } },
              before,
              id,
            );
          } catch {
            return before;
          }
        }, general);
        const all = post.delegations ?? [];
        expect(all.length).toBeLessThanOrEqual(5);
        for (const one of all) {
          for (const instant of [one.from, one.until]) {
            const inForce = all.filter(({ from, until }) => from <= instant && instant < until);
            expect(inForce.length).toBeLessThanOrEqual(1);
            expect(delegationAt(post, instant)).toEqual(inForce[0]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
