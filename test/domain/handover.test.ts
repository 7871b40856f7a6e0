import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { giveCharge } from '../../shared/domain/charge.ts';
import { countDesk, type DeskItem, listHashOf } from '../../shared/domain/chargeReport.ts';
import { actingAs, bare, chargesOf, HeldPost, Person } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { HandoverInput, handOver, tenureMachine } from '../../shared/domain/handover.ts';
import { digest } from '../../shared/store/digest.ts';
import { livesByItsTable } from '../support/covered.ts';
import { at, heldPost, officer } from '../support/officers.ts';

const tenureId = 'ten_01K00000000000000000000009';
const order = { orderNumber: '12/स्था/2026', orderDate: '2026-11-20', reason: 'स्थानांतरण' };
const found = sampleDistrict.posts.find(({ holder }) => holder === null);
if (!found) throw new Error('The sample has no vacant post.');
const vacant = found;
const personIn = ({ holder }: HeldPost): Person => {
  const person = sampleDistrict.people.find(({ id }) => id === holder?.personId);
  if (!person) throw new RangeError('Nobody holds it.');
  return person;
};
const revenue = heldPost('rajasv1');
const meena = personIn(revenue);
const naveen = personIn(heldPost('rajasv2'));
/** Somebody whose tenures are over. */
const geeta = personIn(heldPost('ri'));
const free: Person = { ...geeta, charges: geeta.charges.map((each) => ({ ...each, to: at })) };
const desk = countDesk([], true);

interface Subject {
  readonly status: 'current' | 'ended';
  readonly post: HeldPost;
}
interface Asked {
  readonly by: string;
  readonly relieved: Person | undefined;
  readonly successor: Person | undefined;
  readonly kind: 'substantive' | 'additional' | 'officiating';
  readonly orderDate: string;
  readonly at: string;
}
const subjectOf = (post: HeldPost): Subject => ({
  status: post.holder ? 'current' : 'ended',
  post,
});
const usual: Asked = {
  by: 'prashasan',
  relieved: meena,
  successor: free,
  kind: 'substantive',
  orderDate: order.orderDate,
  at,
};
const comes: Asked = { ...usual, relieved: undefined };
const administers = heldPost('prashasan');
const abroad: HeldPost = { ...revenue, officeId: heldPost('vachak').officeId };
const hand = (post: HeldPost, asked: Asked, tenure = tenureId) => {
  const { relieved, successor, kind, orderDate } = asked;
  const input = {
    ...order,
    orderDate,
    ...(relieved && { relieves: relieved.id }),
    ...(successor && { to: { personId: successor.id, kind } }),
  };
  return handOver(post, { relieved, successor }, HandoverInput.parse(input), officer(asked.by), {
    at: asked.at,
    tenureId: tenure,
    ledger: undefined,
    desk,
    listHash: 'a'.repeat(64),
  });
};

describe('the table of tenures', () => {
  livesByItsTable<'post' | 'relieve', Subject, Asked>({
    machine: tenureMachine,
    rules: {
      post: ({ post }, asked) => subjectOf(hand(post, asked).record),
      relieve: ({ post }, asked) => subjectOf(hand(post, asked).record),
    },
    occasions: (event, status) =>
      event === 'relieve'
        ? [
            {
              subject: subjectOf(status === 'current' ? revenue : vacant),
              asked: { ...usual, successor: undefined },
            },
          ]
        : [
            { subject: subjectOf(revenue), asked: usual },
            { subject: subjectOf(vacant), asked: comes },
          ],
    refused: [
      // Neither those above it, nor who holds it, nor who administers another office.
      ['relieve', 'not-allowed', {}, { by: 'collector' }],
      ['relieve', 'not-allowed', {}, { by: 'rajasv1' }],
      ['relieve', 'not-allowed', { post: abroad }],
      ['post', 'not-allowed', { post: vacant }, { ...comes, by: 'collector' }],
      ['post', 'not-allowed', { post: { ...abroad, holder: null } }, comes],
      ['relieve', 'own-posting', { post: administers }, { relieved: personIn(administers) }],
      ['relieve', 'own-posting', {}, { successor: personIn(administers) }],
      ['post', 'own-posting', { post: vacant }, { ...comes, successor: personIn(administers) }],
      // Whoever has charge of the post acts in its name, and so not on it.
      ['post', 'own-posting', { post: { ...administers, holder: null } }, comes],
      ['relieve', 'holder-differs', {}, { relieved: naveen }],
      ['relieve', 'post-vacant', { post: vacant }],
      ['relieve', 'date-ahead', {}, { orderDate: '2026-11-24' }],
      ['relieve', 'date-too-old', {}, { orderDate: '1799-12-31' }],
      ['post', 'date-ahead', { post: vacant }, { ...comes, orderDate: '2026-11-24' }],
      ['post', 'date-too-old', { post: vacant }, { ...comes, orderDate: '1799-12-31' }],
      ['post', 'post-not-vacant', {}, comes],
      ['post', 'holds-already', {}, { successor: meena }],
      ['post', 'post-not-active', { post: { ...revenue, status: 'abeyance' } }],
      ['post', 'person-not-active', {}, { successor: { ...free, status: 'suspended' } }],
      ['post', 'person-not-active', {}, { successor: { ...free, status: 'retired' } }],
      ['post', 'already-posted', {}, { successor: naveen }],
      [
        'post',
        'too-many-posts',
        {},
        { kind: 'additional', successor: { ...naveen, charges: Array(9).fill(naveen.charges[0]) } },
      ],
    ],
    after: ({ post }, before) => expect(bare(post)).toEqual(bare(before.post)),
  });

  it('relieves from a post that was abolished, and the last day of an order is the day it is of', () => {
    const abolished: HeldPost = { ...revenue, status: 'abolished' };
    expect(hand(abolished, { ...usual, successor: undefined }).record.holder).toBeNull();
    // In India it is tomorrow already.
    const late = { ...usual, orderDate: '2026-11-24', at: '2026-11-23T18:30:00.000Z' };
    expect(hand(revenue, late).record.holder?.from).toBe(late.at);
  });
});

describe('handing over', () => {
  it('ends the one tenure in the moment in which the other begins, and is told in the post’s ledger', () => {
    const { record, relieved, successor, events, ledger } = hand(revenue, usual);
    expect(record.holder).toEqual({
      personId: free.id,
      tenureId,
      name: free.name,
      from: at,
      kind: 'substantive',
    });
    expect(relieved?.charges).toEqual(meena.charges.map((each) => ({ ...each, to: at })));
    expect(successor?.charges.at(-1)).toMatchObject({ tenureId, from: at, kind: 'substantive' });
    expect(() => actingAs(Person.parse(relieved), at, revenue.id)).toThrow(
      expect.objectContaining({ code: 'tenure-ended' }),
    );
    expect(actingAs(Person.parse(successor), at)).toMatchObject({
      tenureId,
      post: { id: revenue.id },
    });
    expect(events.map(({ type }) => type)).toEqual(['relieved', 'posted']);
    expect(events[0]).toEqual({
      type: 'relieved',
      pub: {
        personId: meena.id,
        tenureId: revenue.holder?.tenureId,
        kind: 'substantive',
        from: revenue.holder?.from,
        orderDate: order.orderDate,
        desk: { files: 0, letters: 0, asked: 0, overdue: 0 },
        listHash: 'a'.repeat(64),
      },
      texts: { reason: order.reason, orderNumber: order.orderNumber },
    });
    expect(ledger).toMatchObject({
      charges: 0,
      handover: {
        relieved: revenue.holder,
        posted: record.holder,
        by: officer('prashasan').name && {},
      },
    });
  });

  it('may leave the post vacant, and whoever comes then ends the charge of it', () => {
    const left = hand(revenue, { ...usual, successor: undefined });
    expect(left.record).toEqual({ ...revenue, holder: null });
    expect(left.events.map(({ type }) => type)).toEqual(['relieved']);
    const inCharge = giveCharge(
      left.record,
      heldPost('rajasv3'),
      { reason: 'आदेश' },
      officer('adm'),
      {
        at,
        tenureId: 'ten_01K00000000000000000000008',
        ledger: left.ledger,
      },
    );
    expect(inCharge.ledger.handover).toEqual(left.handover);
    const come = hand(inCharge.record, { ...usual, relieved: undefined });
    expect(HeldPost.parse(come.record).charge).toBeUndefined();
    expect(come.events.map(({ type }) => type)).toEqual(['charge-ended', 'posted']);
    // A charge that has lapsed ended of itself.
    const lapsed = { ...inCharge.record, charge: { ...inCharge.record.charge, to: at } };
    const later = hand(HeldPost.parse(lapsed), { ...usual, relieved: undefined });
    expect(later.events.map(({ type }) => type)).toEqual(['posted']);
    expect(later.record.charge).toBeUndefined();
  });

  it.each(['additional', 'officiating'] as const)(
    'posts somebody besides their own post: %s',
    (kind) => {
      const { successor, record } = hand(vacant, {
        ...usual,
        relieved: undefined,
        successor: naveen,
        kind,
      });
      expect(record.holder?.kind).toBe(kind);
      const both = chargesOf(Person.parse(successor), at);
      expect(both.map((each) => each.kind)).toEqual(['substantive', kind]);
      // They act in their own post where they name none.
      expect(actingAs(Person.parse(successor), at).post.id).toBe(naveen.charges[0]?.post.id);
      expect(actingAs(Person.parse(successor), at, vacant.id).tenureId).toBe(tenureId);
    },
  );

  it('keeps of the past what is told of, so that nobody has served too long to be posted', () => {
    const [one] = free.charges;
    if (!one) throw new Error('They were never posted.');
    const past = Array.from({ length: 15 }, (_, no) => ({
      ...one,
      tenureId: `ten_01K000000000000000000001${String(no).padStart(2, '0')}`,
      to: at,
    }));
    const { successor } = hand(revenue, { ...usual, successor: { ...free, charges: past } });
    expect(Person.parse(successor).charges.map((each) => each.tenureId)).toEqual([
      ...past.slice(5).map((each) => each.tenureId),
      tenureId,
    ]);
  });

  it('[invariant 6] [invariant 26] whatever is asked in whichever order, a post is with at most one person, and both say the same of it', () => {
    const posts = ['rajasv1', 'rajasv2', 'rajasv3', 'prashasan'].map(heldPost);
    const who = fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined });
    const step = fc.record({
      post: fc.integer({ min: 0, max: 4 }),
      relieves: who,
      to: who,
      kind: fc.constantFrom('substantive' as const, 'additional' as const, 'officiating' as const),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const chart = [...posts, vacant];
        const people = [...posts.map(personIn), free];
        for (const [no, { post: place, relieves, to, kind }] of steps.entries()) {
          const post = chart[place] as HeldPost;
          const asked: Asked = {
            ...usual,
            relieved: relieves === undefined ? undefined : people[relieves],
            successor: to === undefined ? undefined : people[to],
            kind,
            at: new Date(Date.parse(at) + no * 60_000).toISOString(),
          };
          if (!asked.relieved && !asked.successor) continue;
          const me = officer('prashasan').personId;
          try {
            const done = hand(
              post,
              asked,
              `ten_01K000000000000000000002${String(no).padStart(2, '0')}`,
            );
            expect([asked.relieved?.id, asked.successor?.id]).not.toContain(me);
            chart[place] = HeldPost.parse(done.record);
            for (const person of [done.relieved, done.successor]) {
              const index = people.findIndex(({ id }) => id === person?.id);
              if (person) people[index] = Person.parse(person);
            }
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
          }
          const held = people.flatMap((person) =>
            chargesOf(person, asked.at).map((charge) => [
              charge.post.id,
              person.id,
              charge.tenureId,
            ]),
          );
          const said = chart.flatMap(({ id, holder }) =>
            holder ? [[id, holder.personId, holder.tenureId]] : [],
          );
          expect(held.sort()).toEqual(said.sort());
          for (const person of people) {
            const own = chargesOf(person, asked.at).filter((each) => each.kind === 'substantive');
            expect(own.length).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('what lies on a desk', () => {
  const item = (no: number, more: Partial<DeskItem> = {}): DeskItem => ({
    id: `fil_${no}`,
    kind: 'file',
    number: String(no),
    subject: { hi: 'विषय' },
    urgency: 'ordinary',
    classification: 'normal',
    since: `2026-11-0${no}T00:00:00.000Z`,
    dueAt: null,
    overdue: false,
    status: 'active',
    unseen: false,
    enclosuresMissing: false,
    ...more,
  });
  const items = [
    item(3, { overdue: true }),
    item(2, { kind: 'letter', status: 'in-transit', unseen: true, enclosuresMissing: true }),
    item(5, { kind: 'asked', classification: 'confidential', subject: null }),
    item(4, { status: 'parked' }),
  ];

  it('is counted by kind and state, with what is late and what has lain longest', () => {
    expect(countDesk(items, true)).toEqual({
      files: 2,
      letters: 1,
      asked: 1,
      overdue: 1,
      confidential: 1,
      unseen: 1,
      enclosuresMissing: 1,
      oldestSince: '2026-11-02T00:00:00.000Z',
      byStatus: [
        { kind: 'file', status: 'active', count: 1 },
        { kind: 'letter', status: 'in-transit', count: 1 },
        { kind: 'asked', status: 'active', count: 1 },
        { kind: 'file', status: 'parked', count: 1 },
      ],
      complete: true,
    });
    expect(countDesk([], false)).toMatchObject({ files: 0, oldestSince: null, complete: false });
  });

  it('is pinned by a hash that the order does not change, and everything else does', () => {
    const hash = listHashOf(items, digest);
    expect(listHashOf(items.toReversed(), digest)).toBe(hash);
    for (const other of [
      items.slice(1),
      [...items, item(6)],
      items.with(0, item(3, { since: '2026-11-04T00:00:00.000Z' })),
    ]) {
      expect(listHashOf(other, digest)).not.toBe(hash);
    }
  });
});
