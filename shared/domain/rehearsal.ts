/**
 * A chain tried out (पूर्वाभ्यास): whom it would ask of a file, level by level, by the same rules as the chain itself, if
 * everybody agreed. Nothing is written.
 */
import * as z from 'zod';
import {
  type Approval,
  type ApprovalLevel,
  type ApprovalMember,
  actingIn,
  currentLevel,
  type Opening,
  openLevel,
  startApproval,
} from './approval.ts';
import { AskingRule } from './askingRule.ts';
import { Purpose, type Template } from './chainTemplate.ts';
import type { CaseFacts } from './condition.ts';
import { type HeldPost, type Officer, PostRef, postRef, type SubjectHead } from './directory.ts';
import { type File, openFile } from './file.ts';
import { Instant } from './ids.ts';

export const RehearsedLevel = z
  .strictObject({
    no: z.int().positive(),
    purpose: Purpose,
    /** Why it would be left out. */
    skipped: z.enum(['condition', 'same-person', 'nobody']).optional(),
    /** Whom it would ask, and by which rule. Nobody: a superior would have to name a post. */
    asked: z.array(z.strictObject({ post: PostRef, rule: AskingRule })),
    /** By when, if every level before took all its time. */
    dueAt: Instant.optional(),
    /** Of the final level: the power under which it decides. */
    power: z.string().optional(),
  })
  .meta({ id: 'RehearsedLevel' });
export type RehearsedLevel = z.infer<typeof RehearsedLevel>;

/**
 * @param reverses the decision that a chain of reversal would reverse; without one it is tried out as if any post would do
 * @throws what `startApproval` throws: a chain that could not begin cannot be tried out either
 */
export function rehearse(
  file: File,
  template: Template,
  facts: Omit<CaseFacts, 'headCode'>,
  officer: Officer,
  { chart, at, policy }: Opening,
  reverses?: Approval,
): RehearsedLevel[] {
  // Paper would be on its way after the first level, and a reason for delay is given when it is begun: who is asked
  // depends on neither.
  const { pulledBack: _before, ...bare } = file;
  let paperless: File = { ...bare, nature: 'electronic', holderSince: at };
  const { kind } = reverses ? template : { kind: 'approval' as const };
  let { approval } = startApproval(paperless, { ...template, kind }, undefined, officer, {
    at,
    policy,
    facts,
    content: { hash: '' },
    reverses,
    ...(reverses && { chart }),
  });
  let now = at;
  for (const _level of approval.levels) {
    const opened = openLevel(paperless, approval, { chart, at: now, policy });
    if (!opened) break;
    paperless = opened.record;
    approval = agreed(opened.approval, { chart, at: now, file: paperless });
    now = currentLevel(opened.approval)?.dueAt ?? now;
  }
  return approval.levels.map(shown);
}

/**
 * The same without a file: of a case under a subject head, begun by a post on a day, on a file of that post's branch or
 * another.
 * @throws head-inactive, and what `startApproval` throws of the chain
 */
export function rehearseCase(
  template: Template,
  facts: Omit<CaseFacts, 'headCode'>,
  { post: held, head, unitId }: { post: HeldPost; head: SubjectHead; unitId?: string | undefined },
  opening: Opening,
): RehearsedLevel[] {
  const { holder, charge, ...post } = held;
  const person = holder ?? charge;
  const officer: Officer = {
    // Of a post in which nobody sits it is tried out all the same: as if somebody did who is asked nowhere else.
    personId: person?.personId ?? post.id,
    tenureId: person?.tenureId ?? post.id,
    name: person?.name ?? post.designation,
    subject: '',
    post: { ...post, ...(unitId && { unitId }) },
  };
  const { record } = openFile({ subject: template.name, headId: head.id }, officer, head, {
    id: 'fil_00000000000000000000000000',
    number: '',
    shortNumber: '',
    at: opening.at,
  });
  return rehearse(record, template, facts, officer, opening);
}

/** As if all that are asked now had agreed. */
function agreed(approval: Approval, desk: Parameters<typeof actingIn>[1]): Approval {
  const said = (member: ApprovalMember): ApprovalMember => {
    const post = desk.chart.posts.find(({ id }) => id === member.post.id);
    const who = post && actingIn(post, desk);
    return {
      ...member,
      state: 'decided',
      ...(who && { decidedBy: { personId: who.personId, name: who.name } }),
    };
  };
  return {
    ...approval,
    turn: approval.turn + 1,
    levels: approval.levels.map((level) =>
      level.state === 'active'
        ? { ...level, state: 'decided', members: level.members.map(said) }
        : level,
    ),
  };
}

const shown = ({ no, purpose, skipped, members, dueAt, power }: ApprovalLevel): RehearsedLevel => ({
  no,
  purpose,
  ...(skipped && { skipped }),
  asked: members.map(({ post, rule }) => ({ post: postRef(post), rule })),
  ...(dueAt && { dueAt }),
  ...(power && { power }),
});
