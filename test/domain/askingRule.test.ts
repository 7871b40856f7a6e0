/** By which rule a post is asked, in both languages, whoever is away and whatever the chain asks by. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { escalated, openLevel, startApproval } from '../../shared/domain/approval.ts';
import { AskingRule, instead, kept, named } from '../../shared/domain/askingRule.ts';
import { svgOf } from '../../shared/domain/chainDrawing.ts';
import { pictureOf } from '../../shared/domain/chainPicturing.ts';
import type { TemplateLevel } from '../../shared/domain/chainTemplate.ts';
import { DelegationKind, type HeldPost, postRef } from '../../shared/domain/directory.ts';
import type { Resolver } from '../../shared/domain/resolver.ts';
import { aChain, aChart } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, heldPost, officer, policy, post } from '../support/officers.ts';

const roles = ['COLLECTOR', ...new Set(sampleDistrict.posts.map(({ roleCode }) => roleCode))];
const desks = ['adhikshak', 'deputy', 'deputy2', 'samyukt', 'adm', 'collector', 'lekha'];
const resolver: fc.Arbitrary<Resolver> = fc.oneof(
  fc.constantFrom(...desks, 'tehsildar').map((username) => ({ post: post(username).id })),
  fc.constant({ post: 'pst_01K00000000000000000000009' }),
  fc.integer({ min: 1, max: 9 }).map((superior) => ({ superior })),
  fc.constantFrom(...roles).map((role) => ({ role })),
  fc.constantFrom('unit' as const, 'office' as const).map((head) => ({ head })),
  fc
    .tuple(
      fc.constantFrom('officer-in-charge' as const, 'via' as const, 'final' as const),
      fc.integer({ min: 1, max: 4 }),
    )
    .map(([division, no]) => ({ division, no })),
);

/** Somebody away for a time, or nobody there, with or without charge given. */
const changes = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...desks), fc.nat(5)), {
    selector: ([username]) => username,
    maxLength: 5,
  })
  .map((all) =>
    Object.fromEntries(
      all.map(([username, how]): [string, Partial<HeldPost>] => {
        const link = heldPost('deputy3').holder;
        const { holder } = heldPost(username);
        if (!link || !holder) throw new Error('Both posts are held.');
        if (how === 4) return [username, { holder: null }];
        if (how === 5) return [username, { holder: null, charge: { ...link, from: at } }];
        const delegation = {
          id: 'dlg_01K00000000000000000000001',
          kind: DelegationKind.options[how] ?? 'other',
          holderTenureId: holder.tenureId,
          to: { post: postRef(post('deputy3')), ...link },
          from: at,
          until: '2099-01-01T00:00:00.000Z',
          confidential: false,
        };
        return [username, { delegations: [delegation] }];
      }),
    ),
  );

/** Numbers of orders stand in a rule as the orders bear them. */
const quoted = sampleDistrict.divisions.map(({ orderNumber }) => orderNumber);
const without = (text: string) => quoted.reduce((rest, each) => rest.replaceAll(each, ''), text);
const both = (rule: AskingRule) => {
  expect(AskingRule.parse(rule)).toEqual(rule);
  expect(without(rule.hi)).toMatch(/[\u0900-\u097f]/);
  expect(without(rule.hi)).not.toMatch(/[A-Za-z_]/);
  expect(without(rule.en)).toMatch(/[a-z]/);
  expect(without(rule.en)).not.toMatch(/[\u0900-\u097f]/);
  expect(rule.hi.split('; ')).toHaveLength(rule.en.split('; ').length);
};

it('is told in Hindi and in English, with as many reasons, in the record, the seal and the picture', () => {
  fc.assert(
    fc.property(
      fc.array(resolver, { minLength: 1, maxLength: 3 }),
      resolver,
      fc.constantFrom('advise' as const, 'concur' as const),
      changes,
      fc.constantFrom('rajasv1', 'deputy', 'deputy3', 'adm', 'collector'),
      fc.constantFrom('normal' as const, 'confidential' as const),
      (who, to, purpose, changed, by, classification) => {
        const deadline = { workingMinutes: 60 };
        const level: TemplateLevel = { purpose, who, deadline, escalation: { after: 1, to } };
        const final = { ...aChain().final, rules: [{ who: to, power: 'आदेश' }] };
        const file = { ...aFile(by), classification };
        const begun = startApproval(
          file,
          aChain({ levels: [level], final }),
          undefined,
          officer(by),
          { at, policy, facts: {}, content: { hash: '' } },
        );
        const opening = { chart: aChart(changed), at, policy };
        const opened = openLevel(begun.record, begun.approval, opening);
        if (!opened) return;
        const asked = opened.approval.levels.flatMap(({ members }) => members);
        for (const { rule } of asked) both(rule);
        const sealed = opened.events.find(({ type }) => type === 'level-opened');
        expect(sealed?.pub.asked).toEqual(
          asked.map(({ post: each, rule }) => ({ post: postRef(each), rule })),
        );
        const [first] = opened.approval.levels;
        const late =
          first?.state === 'active' && escalated(file, first, opened.approval, 1, opening);
        if (late) both(late.rule);
        const picture = pictureOf(opened.approval, { at, policy });
        const [, ...stations] = picture.stations;
        const voices = stations.flatMap((station) => station.voices);
        expect(voices.map(({ rule }) => rule)).toEqual(asked.map(({ rule }) => rule));
        const drawn = (language: 'hi' | 'en') =>
          [...svgOf(picture, language).matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
        for (const { rule } of asked) {
          const plain = (text: string) => text.replaceAll(/\s/g, '');
          expect(plain(drawn('hi').join(''))).toContain(plain(rule.hi));
          expect(plain(drawn('en').join(''))).toContain(plain(rule.en));
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('is cut where it is longer than its line of the record', () => {
  const long = { hi: 'पद '.repeat(200), en: 'post '.repeat(200) };
  expect(AskingRule.safeParse(long).success).toBe(false);
  both(kept(instead(named, named, { hi: long.hi.trim(), en: long.en.trim() })));
});
