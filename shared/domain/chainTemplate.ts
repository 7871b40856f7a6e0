/**
 * Approval chains as data: levels, whom each asks, by when, what is skipped and who decides finally. A version that was
 * published stays as it was; a running chain keeps a copy of the levels under which it began.
 */
import * as z from 'zod';
import { type CaseFacts, Condition, holds } from './condition.ts';
import { Deadline, Name } from './directory.ts';
import { DomainError } from './errors.ts';
import { ChainId, OfficeId } from './ids.ts';
import { Resolver } from './resolver.ts';
import { asciiCode, line } from './text.ts';

/** What a level is asked for: परीक्षण, अनुशंसा, सहमति, अभिमत, अनुमोदन, स्वीकृति, हस्ताक्षर, अवलोकन. */
export const Purpose = z
  .enum(['examine', 'recommend', 'concur', 'advise', 'approve', 'sanction', 'sign', 'inform'])
  .meta({ id: 'Purpose' });
export type Purpose = z.infer<typeof Purpose>;

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

/** The first rule that holds of a case, if any does. */
export const winnerOf = (rules: readonly FinalRule[], facts: CaseFacts) =>
  rules.find(({ when }) => !when || holds(when, facts));

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
