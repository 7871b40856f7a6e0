/**
 * What keeps a chain from being published: its shape, and whom it would ask of the files of each branch. Looked at before
 * a version is published, and by no chain that runs.
 */
import * as z from 'zod';
import { mayAnswer } from './answering.ts';
import { conditionsOf, type Purpose, type TemplateInput, winnerOf } from './chainTemplate.ts';
import { type CaseFacts, casesCounted, casesToldApart, holds } from './condition.ts';
import type { HeldPost, Policy } from './directory.ts';
import { UnitId } from './ids.ts';
import { type Asking, type Chart, type Resolver, resolve } from './resolver.ts';
import type { Bilingual } from './text.ts';

/** Levels that do not go up the line: they carry out or take notice of what was decided. */
const beside: ReadonlySet<Purpose> = new Set(['sign', 'inform', 'advise']);

/** What can be wrong with a chain, in the words that its office is told. */
export const templateFaults = {
  'too-many-levels': {
    hi: 'स्तर निर्धारित सीमा से अधिक हैं',
    en: 'There are more levels than the office may have',
  },
  'too-many-cases': {
    hi: 'शर्तें इतनी अधिक हैं कि सब प्रकरण जाँचे नहीं जा सकते',
    en: 'There are so many conditions that not every case can be looked at',
  },
  'final-not-total': {
    hi: 'कुछ प्रकरणों पर अंतिम निर्णय लेने वाला कोई नहीं है',
    en: 'For some cases nobody decides finally',
  },
  'rule-never-wins': {
    hi: 'अंतिम निर्णय का एक नियम कभी लागू नहीं होगा',
    en: 'One of the rules of the final level never comes to pass',
  },
  'always-skipped': { hi: 'यह स्तर सदैव छूट जाएगा', en: 'The level is always left out' },
  'join-impossible': {
    hi: 'जितनी सहमतियाँ चाहिए उतने पद नहीं हैं',
    en: 'More must agree than are asked',
  },
  'asked-twice': { hi: 'एक ही पद से दो बार पूछा गया है', en: 'One post is asked twice' },
  'same-category': {
    hi: 'पिछले स्तर और इस स्तर के पद एक ही श्रेणी के हैं',
    en: 'It asks a post of the same category as the level before',
  },
  'may-not-answer': {
    hi: 'जिस पद से पूछा गया है वह इस स्तर पर उत्तर नहीं दे सकता',
    en: 'It asks a post that may not answer what the level is asked for',
  },
  'escalates-lower': {
    hi: 'विलंब पर जिस पद से पूछा जाएगा वह अंतिम निर्णय लेने वाले पद से नीचे है',
    en: 'When it is late, a post is asked that is lower than the one that decides finally',
  },
  'no-such-post': {
    hi: 'ऐसा कोई पद नहीं है या वह चालू नहीं है',
    en: 'There is no such post, or it is not active',
  },
  'no-superior': {
    hi: 'आरंभ करने वाले पद के ऊपर इतने वरिष्ठ नहीं हैं',
    en: 'The post that begins has no superior so far up',
  },
  'no-post-of-role': { hi: 'उस भूमिका का कोई पद नहीं है', en: 'No post has that role' },
  'several-posts-of-role': {
    hi: 'उस भूमिका के कई पद हैं',
    en: 'Several posts have that role',
  },
  'no-head': {
    hi: 'शाखा या कार्यालय का प्रमुख नियत नहीं है',
    en: 'The branch or office has no head',
  },
  'order-is-silent': {
    hi: 'कार्य विभाजन आदेश इस पर मौन है',
    en: 'The work-division order is silent on it',
  },
} as const satisfies Record<string, Bilingual & { readonly en: string }>;

/** What is wrong with a chain, by the level it is wrong at: counted from 1, the final one after the last. */
export const TemplateFault = z
  .strictObject({
    level: z.int().positive(),
    fault: z.enum(Object.keys(templateFaults) as (keyof typeof templateFaults)[]),
    /** The branch of whose files it is wrong; none: of all. */
    unitId: UnitId.optional(),
  })
  .meta({ id: 'TemplateFault' });
export type TemplateFault = z.infer<typeof TemplateFault>;

/** Cases times branches that are looked at: a second's work, and far more than any order of an office tells apart. */
const mostCases = 20_000;

/** Every branch of a chart that has a desk, as a chain would be begun there. */
export const branchesOf = (chart: Chart): (readonly [Chart, Asking])[] =>
  chart.units.flatMap(({ id, dealingPost }) => {
    const desk = chart.posts.find((post) => post.id === dealingPost?.id) ?? dealingPost;
    return desk ? [[chart, { unitId: id, headCode: '', initiator: desk }] as const] : [];
  });

/**
 * Everything that keeps a chain from being published, as far as it can be told without a case: the shape alone, and,
 * with the charts, whom it would ask of a file of each branch. Only heads that the chain is for are looked at.
 * Source: the manual's ceiling of levels, and nobody submitting to their own category.
 */
export function faultsOf(
  template: TemplateInput,
  {
    policy,
    charts,
  }: {
    policy: Pick<Policy, 'maxLevels' | 'submitWithinCategory'>;
    charts: readonly (readonly [Chart, Asking])[];
  },
): TemplateFault[] {
  const { levels, final, heads } = template;
  const last = levels.length + 1;
  const conditions = conditionsOf(template);
  // The lines of an order tell heads apart as well.
  const amongOf = ([{ division }, { unitId }]: readonly [Chart, Asking]) => ({
    heads,
    told: (division?.lines ?? [])
      .filter((line) => line.unitId === undefined || line.unitId === unitId)
      .flatMap(({ head }) => head ?? []),
  });
  const counted = [{ heads }, ...charts.map(amongOf)].map((among) =>
    casesCounted(conditions, among),
  );
  if (counted.reduce((sum, each) => sum + each, 0) > mostCases) {
    return [{ level: last, fault: 'too-many-cases' }];
  }
  const up = levels.filter(({ purpose }) => !beside.has(purpose)).length + 1;
  const cases = casesToldApart(conditions, { heads });
  const winners = cases.map((facts) => winnerOf(final.rules, facts));
  const shape: TemplateFault[] = [
    ...(up > policy.maxLevels
      ? [{ level: policy.maxLevels + 1, fault: 'too-many-levels' } as const]
      : []),
    ...levels.flatMap(({ who, join, skipWhen }, index): TemplateFault[] => {
      const level = index + 1;
      return [
        ...(typeof join === 'object' && join.atLeast > who.length
          ? [{ level, fault: 'join-impossible' } as const]
          : []),
        ...(skipWhen && cases.every((facts) => holds(skipWhen, facts))
          ? [{ level, fault: 'always-skipped' } as const]
          : []),
      ];
    }),
    ...(winners.includes(undefined) ? [{ level: last, fault: 'final-not-total' } as const] : []),
    ...(final.rules.every((rule) => winners.includes(rule))
      ? []
      : [{ level: last, fault: 'rule-never-wins' } as const]),
  ];
  const asked = charts.flatMap(([chart, asking]) =>
    casesToldApart(conditions, amongOf([chart, asking])).flatMap((facts) =>
      faultsAsked(template, facts, chart, { ...asking, headCode: facts.headCode }, policy),
    ),
  );
  return unique([...shape, ...asked]);
}

/** What is wrong with whom a chain would ask of one case, whoever sits where. */
function faultsAsked(
  { levels, final }: TemplateInput,
  facts: CaseFacts,
  chart: Chart,
  asking: Asking,
  { submitWithinCategory }: Pick<Policy, 'submitWithinCategory'>,
): TemplateFault[] {
  const rule = winnerOf(final.rules, facts);
  const steps = [
    ...levels.map((level, index) => ({ ...level, level: index + 1 })),
    ...(rule ? [{ purpose: final.purpose, who: [rule.who], level: levels.length + 1 }] : []),
  ].filter((step) => !('skipWhen' in step && step.skipWhen && holds(step.skipWhen, facts)));
  const where = asking.unitId === undefined ? {} : { unitId: asking.unitId };
  let before: readonly number[] = [];
  return steps.flatMap(({ level, purpose, who }): TemplateFault[] => {
    const found = who
      .filter((resolver) => !leadsAbroad(resolver, chart, asking))
      .map((resolver) => resolve(resolver, chart, asking));
    const posts = found.flatMap((each) => ('post' in each ? [each.post] : []));
    const faults: TemplateFault['fault'][] = [
      ...found.flatMap((each) => ('unresolved' in each ? [each.unresolved] : [])),
      ...(new Set(posts.map(({ id }) => id)).size < posts.length ? ['asked-twice' as const] : []),
      ...(posts.every((post) => mayAnswer(post, purpose)) ? [] : ['may-not-answer' as const]),
    ];
    if (!beside.has(purpose)) {
      const again = posts.some(({ category }) => before.includes(category));
      if (again && !submitWithinCategory) faults.push('same-category');
      before = posts.map(({ category }) => category);
    }
    if (level > levels.length) faults.push(...faultsLate(final, posts, chart, asking));
    return faults.map((fault) => ({ level, fault, ...where }));
  });
}

/** What is wrong with whom the final level asks when it is late: its word alone decides. */
function faultsLate(
  { escalation, purpose }: TemplateInput['final'],
  deciders: readonly HeldPost[],
  chart: Chart,
  asking: Asking,
): TemplateFault['fault'][] {
  if (!escalation || leadsAbroad(escalation.to, chart, asking)) return [];
  const found = resolve(escalation.to, chart, asking);
  if ('unresolved' in found) return [found.unresolved];
  return [
    ...(mayAnswer(found.post, purpose) ? [] : ['may-not-answer' as const]),
    ...(deciders.some(({ level }) => level > found.post.level) ? ['escalates-lower' as const] : []),
  ];
}

/** A superior whom the chart has not sits in another office: nothing is told of them before they are asked. */
const leadsAbroad = (resolver: Resolver, { posts }: Chart, { initiator }: Asking): boolean => {
  const id = 'superior' in resolver && initiator.superiors[resolver.superior - 1];
  return typeof id === 'string' && !posts.some((post) => post.id === id);
};

const unique = (faults: readonly TemplateFault[]): TemplateFault[] => [
  ...new Map(faults.map((each) => [JSON.stringify(each), each])).values(),
];
