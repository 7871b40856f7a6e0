/**
 * Approval chains as data: levels, whom each asks, by when, what is skipped and who decides finally. A version that was
 * published stays as it was; a running chain keeps a copy of the levels under which it began.
 */
import * as z from 'zod';
import { type CaseFacts, Condition, casesToldApart, holds, mustNameFacts } from './condition.ts';
import { Deadline, Name } from './directory.ts';
import { DomainError } from './errors.ts';
import { ChainId, OfficeId } from './ids.ts';
import { type Asking, type Chart, Resolver, resolve, type Unresolved } from './resolver.ts';
import { asciiCode, line } from './text.ts';

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
  const rule = rules.find(({ when }) => !when || holds(when, facts));
  if (!rule) {
    throw new DomainError('no-final-authority', 'The chain names nobody to decide such a case.');
  }
  return rule;
}

/** Whether a chain is for files of a subject head. */
export const isFor = ({ heads }: Pick<Template, 'heads'>, headCode: string): boolean =>
  heads.length === 0 || heads.some((beginning) => headCode.startsWith(beginning));

/** What is wrong with a chain, by the level it is wrong at: counted from 1, the final one after the last. */
export interface TemplateFault {
  readonly level: number;
  readonly fault:
    | 'too-many-levels'
    | 'final-not-total'
    | 'rule-never-wins'
    | 'always-skipped'
    | 'join-impossible'
    | 'asked-twice'
    | 'same-category'
    | Unresolved;
}

/**
 * Everything that keeps a chain from being published, as far as it can be told without a case: the shape alone, and,
 * with the chart, whom it would ask of a file of each branch.
 * Source: the manual's ceiling of levels, and nobody submitting to their own category.
 */
export function faultsOf(
  template: TemplateInput,
  { maxLevels, charts }: { maxLevels: number; charts: readonly (readonly [Chart, Asking])[] },
): TemplateFault[] {
  const { levels, final } = template;
  const last = levels.length + 1;
  const up = levels.filter(({ purpose }) => !beside.has(purpose)).length + 1;
  const cases = casesToldApart(conditionsOf(template));
  const winners = cases.map((facts) => final.rules.find(({ when }) => !when || holds(when, facts)));
  const shape: TemplateFault[] = [
    ...(up > maxLevels ? [{ level: maxLevels + 1, fault: 'too-many-levels' } as const] : []),
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
    cases.flatMap((facts) =>
      faultsOfPlan(planOf(template, { ...asking, headCode: facts.headCode }, facts, chart)),
    ),
  );
  return unique([...shape, ...asked]);
}

/** Whom a level would ask, and why it would ask nobody. */
export interface PlannedLevel {
  readonly level: number;
  readonly purpose: Purpose;
  readonly asked: readonly { postId: string; category: number; rule: string }[];
  readonly unresolved: readonly Unresolved[];
  readonly skipped: boolean;
  /** Of the final level: under which power. */
  readonly power?: string;
}

/**
 * A dry run: whom a chain would ask of a case today, level by level.
 * @throws facts-missing, no-final-authority
 */
export function planOf(
  template: TemplateInput,
  asking: Asking,
  facts: CaseFacts,
  chart: Chart,
): PlannedLevel[] {
  mustNameFacts(conditionsOf(template), facts);
  const at = (level: number, purpose: Purpose, who: readonly Resolver[], skipped: boolean) => {
    const found = who.map((resolver) => resolve(resolver, chart, asking));
    return {
      level,
      purpose,
      skipped,
      asked: found.flatMap((each) =>
        'post' in each
          ? [{ postId: each.post.id, category: each.post.category, rule: each.rule }]
          : [],
      ),
      unresolved: found.flatMap((each) => ('unresolved' in each ? [each.unresolved] : [])),
    };
  };
  const rule = template.final.rules.find(({ when }) => !when || holds(when, facts));
  return [
    ...template.levels.map(({ purpose, who, skipWhen }, index) =>
      at(index + 1, purpose, who, skipWhen !== undefined && holds(skipWhen, facts)),
    ),
    ...(rule
      ? [
          {
            ...at(template.levels.length + 1, template.final.purpose, [rule.who], false),
            power: rule.power,
          },
        ]
      : []),
  ];
}

function faultsOfPlan(plan: readonly PlannedLevel[]): TemplateFault[] {
  const asking = plan.filter(({ skipped }) => !skipped);
  return asking.flatMap(({ level, purpose, asked, unresolved }, index): TemplateFault[] => {
    const before = asking.slice(0, index).findLast((each) => !beside.has(each.purpose));
    const twice = new Set(asked.map(({ postId }) => postId)).size < asked.length;
    const sameCategory =
      !beside.has(purpose) &&
      asked.some(({ category }) => before?.asked.some((each) => each.category === category));
    return [
      ...unresolved.map((fault) => ({ level, fault })),
      ...(twice ? [{ level, fault: 'asked-twice' } as const] : []),
      ...(sameCategory ? [{ level, fault: 'same-category' } as const] : []),
    ];
  });
}

const unique = (faults: readonly TemplateFault[]): TemplateFault[] => [
  ...new Map(faults.map((each) => [`${each.level} ${each.fault}`, each])).values(),
];
