/**
 * Approval chains as data: levels, whom each asks, by when, what is skipped and who decides finally. A version that was
 * published stays as it was; a running chain keeps a copy of the levels under which it began.
 */
import * as z from 'zod';
import { type CaseFacts, Condition, casesCounted, casesToldApart, holds } from './condition.ts';
import { Deadline, Name, type Policy } from './directory.ts';
import { DomainError } from './errors.ts';
import { ChainId, OfficeId, UnitId } from './ids.ts';
import { type Asking, type Chart, Resolver, resolve } from './resolver.ts';
import { asciiCode, type Bilingual, line } from './text.ts';

/** What a level is asked for: परीक्षण, अनुशंसा, सहमति, अभिमत, अनुमोदन, स्वीकृति, हस्ताक्षर, अवलोकन. */
export const Purpose = z
  .enum(['examine', 'recommend', 'concur', 'advise', 'approve', 'sanction', 'sign', 'inform'])
  .meta({ id: 'Purpose' });
export type Purpose = z.infer<typeof Purpose>;

/** Levels that do not go up the line: they carry out or take notice of what was decided. */
const beside: ReadonlySet<Purpose> = new Set(['sign', 'inform', 'advise']);

/** How many of those who are asked side by side must agree. */
export const Join = z
  .union([z.enum(['all', 'any']), z.strictObject({ atLeast: z.int().min(1).max(5) })])
  .meta({ id: 'Join' });
export type Join = z.infer<typeof Join>;

/** What happens to a level that is late, besides that it is put on record and reminded. */
export const Escalation = z
  .strictObject({
    /** After so many reminders. */
    after: z.int().min(1).max(20),
    /** Who is asked as well: whichever of the two decides first. */
    to: Resolver,
  })
  .meta({ id: 'Escalation' });

export const TemplateLevel = z
  .strictObject({
    purpose: Purpose,
    /** Several are asked side by side. */
    who: z.array(Resolver).min(1).max(5),
    join: Join.optional(),
    deadline: Deadline,
    escalation: Escalation.optional(),
    skipWhen: Condition.optional(),
    /** To whom the level may give it back: to anybody before it, or only to whoever began. */
    returnsTo: z.enum(['any-earlier', 'initiator']).optional(),
  })
  .meta({ id: 'TemplateLevel' });
export type TemplateLevel = z.infer<typeof TemplateLevel>;

export const FinalRule = z
  .strictObject({
    /** The cases it is for; the first rule that holds decides. */
    when: Condition.optional(),
    who: Resolver,
    /** The order or entry of the book of powers under which that post decides. */
    power: line(200),
  })
  .meta({ id: 'FinalRule' });
export type FinalRule = z.infer<typeof FinalRule>;

export const FinalLevel = z
  .strictObject({
    purpose: z.enum(['approve', 'sanction']),
    rules: z.array(FinalRule).min(1).max(10),
    deadline: Deadline,
    escalation: Escalation.optional(),
    returnsTo: z.enum(['any-earlier', 'initiator']).optional(),
  })
  .meta({ id: 'FinalLevel' });

export const TemplateInput = z
  .strictObject({
    code: asciiCode(40),
    name: Name,
    kind: z.enum(['approval', 'reversal']),
    /** Beginnings of the codes of the subject heads it is for; none: for every head. */
    heads: z.array(asciiCode(60)).max(50),
    levels: z.array(TemplateLevel).max(8),
    final: FinalLevel,
    /** Calendar days after which a chain that nobody finished lapses; nothing is approved by it. */
    lapsesAfterDays: z.int().min(1).max(3650).optional(),
  })
  .meta({ id: 'TemplateInput' });
export type TemplateInput = z.infer<typeof TemplateInput>;

export const Template = z
  .strictObject({
    ...TemplateInput.shape,
    id: ChainId,
    officeId: OfficeId,
    version: z.int().positive(),
    status: z.enum(['draft', 'published', 'retired']),
  })
  .meta({ id: 'Template' });
export type Template = z.infer<typeof Template>;

/** Every condition that a chain asks. */
export const conditionsOf = ({ levels, final }: TemplateInput): Condition[] => [
  ...levels.flatMap(({ skipWhen }) => (skipWhen ? [skipWhen] : [])),
  ...final.rules.flatMap(({ when }) => (when ? [when] : [])),
];

/** The rule under which a case is finally decided. @throws no-final-authority: there is none for it */
export function finalRuleFor(rules: readonly FinalRule[], facts: CaseFacts): FinalRule {
  const rule = winnerOf(rules, facts);
  if (!rule) {
    throw new DomainError('no-final-authority', 'The chain names nobody to decide such a case.');
  }
  return rule;
}

/** Whether a chain is for files of a subject head. */
export const isFor = ({ heads }: Pick<Template, 'heads'>, headCode: string): boolean =>
  heads.length === 0 || heads.some((beginning) => headCode.startsWith(beginning));

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
  'no-such-post': {
    hi: 'वह पद कार्यालय में नहीं है या चालू नहीं है',
    en: 'The office has no such post, or it is not active',
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

const winnerOf = (rules: readonly FinalRule[], facts: CaseFacts) =>
  rules.find(({ when }) => !when || holds(when, facts));

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
    const found = who.map((resolver) => resolve(resolver, chart, asking));
    const posts = found.flatMap((each) => ('post' in each ? [each.post] : []));
    const faults: TemplateFault['fault'][] = [
      ...found.flatMap((each) => ('unresolved' in each ? [each.unresolved] : [])),
      ...(new Set(posts.map(({ id }) => id)).size < posts.length ? ['asked-twice' as const] : []),
    ];
    if (!beside.has(purpose)) {
      const again = posts.some(({ category }) => before.includes(category));
      if (again && !submitWithinCategory) faults.push('same-category');
      before = posts.map(({ category }) => category);
    }
    return faults.map((fault) => ({ level, fault, ...where }));
  });
}

const unique = (faults: readonly TemplateFault[]): TemplateFault[] => [
  ...new Map(faults.map((each) => [JSON.stringify(each), each])).values(),
];
