/** How a chain begins: with a published template, the facts of the case, and the text that is to be approved. */
import { type ApprovalChanged, reasonFor, remarksOn } from './approvalFlow.ts';
import { askedBy } from './approvalOpening.ts';
import type { Approval, ApprovalLevel } from './approvalRecord.ts';
import { conditionsOf, finalRuleFor, isFor, type Template } from './chainTemplate.ts';
import { type CaseFacts, mustNameFacts } from './condition.ts';
import { type Officer, ownPostOf, type Policy } from './directory.ts';
import { DomainError } from './errors.ts';
import type { File } from './file.ts';
import { fileMachine } from './fileMachine.ts';
import { approvalIdOf } from './ids.ts';
import { check } from './machine.ts';
import { type Delay, keeping, touched } from './movement.ts';
import { type DraftNote, delayOnNote, isLive, sealDraft } from './note.ts';
import type { Chart } from './resolver.ts';
import { reversible } from './reversal.ts';

/** What a chain is begun with. */
export interface Beginning {
  readonly at: string;
  readonly policy: Policy;
  readonly facts: Omit<CaseFacts, 'headCode'>;
  /** Hash of the text that is to be approved, and the draft letter that it is, if it is one. */
  readonly content: { readonly hash: string; readonly draftId?: string | undefined };
  readonly delay?: Delay | undefined;
  /** The decision that the chain is to reverse, of a chain of that kind. */
  readonly reverses?: Approval | undefined;
  /** The office of a chain of reversal: whether anybody in it is above the one who decided. */
  readonly chart?: Chart | undefined;
}

/**
 * Begins a chain, sealing the initiator's draft note. The file stays until the first level has been opened.
 * @throws chain-not-found, not-for-this-head, facts-missing, no-final-authority, not-decided, already-reversed,
 * lower-authority, and what the file machine's `start-approval` refuses
 */
export function startApproval(
  file: File,
  template: Template,
  draft: DraftNote | undefined,
  officer: Officer,
  { at, policy, facts: told, content, delay, reverses, chart }: Beginning,
): ApprovalChanged {
  if (template.status !== 'published' || template.officeId !== file.officeId) {
    throw new DomainError('chain-not-found', 'That chain is not available to this office.');
  }
  if (!isFor(template, file.headCode)) {
    throw new DomainError('not-for-this-head', 'That chain is not for files of this subject head.');
  }
  if ((template.kind === 'reversal') !== (reverses !== undefined)) {
    throw new DomainError(
      'not-decided',
      'A chain of reversal names the decision that it reverses.',
    );
  }
  const { draftId } = content;
  const reversing = reverses && reversible(reverses, { fileId: file.id, draftId });
  const facts: CaseFacts = { ...told, headCode: file.headCode };
  mustNameFacts(conditionsOf(template), facts);
  finalRuleFor(template.final.rules, facts);
  check(fileMachine, 'start-approval', file, { officer, at, ...keeping(file, policy, delay) });

  const ordinal = file.approvalCount + 1;
  const id = approvalIdOf(file.id, ordinal);
  const opened = touched(file, at);
  const noted = isLive(draft)
    ? sealDraft(opened, draft, officer, at, [], delayOnNote(delay, policy))
    : undefined;
  const { lapsesAfterDays } = template;
  const approval: Approval = {
    id,
    fileId: file.id,
    ordinal,
    chainId: template.id,
    chainVersion: template.version,
    kind: template.kind,
    name: template.name,
    status: 'running',
    matter: {
      officeId: file.officeId,
      ...(file.unitId && { unitId: file.unitId }),
      headId: file.headId,
      facts,
    },
    ...(draftId && { draftId }),
    contentHash: content.hash,
    initiator: {
      personId: officer.personId,
      name: officer.name,
      post: officer.post,
      ...ownPostOf(officer),
    },
    startedAt: at,
    ...(lapsesAfterDays && { lapsesAt: daysAfter(at, lapsesAfterDays) }),
    ...reversing,
    turn: 1,
    levels: levelsOf(template),
    ...(delay && { delay: { code: delay.code, since: file.holderSince } }),
  };
  if (chart) mustBeReversible(approval, chart, { at, file });
  return {
    approval,
    record: {
      ...(noted?.record ?? opened),
      approvalCount: ordinal,
      openApprovalId: id,
      ...(draftId && { openApprovalDraftId: draftId }),
    },
    events: [
      ...(noted?.events ?? []),
      {
        type: 'approval-started',
        pub: {
          approvalId: id,
          chainId: template.id,
          chainVersion: template.version,
          contentHash: content.hash,
          levels: approval.levels.map(({ purpose }) => purpose),
          ...(reverses && { reverses: reverses.id }),
          ...reasonFor(delay),
        },
        ...remarksOn(delay),
      },
    ],
    ...(noted && { draft: noted.draft }),
  };
}

/**
 * Somebody can decide the reversal, as far as the chart of the office tells: a post of another office that decides by name
 * is not in it.
 * @throws lower-authority
 */
function mustBeReversible(
  approval: Approval,
  chart: Chart,
  desk: { readonly at: string; readonly file: File },
): void {
  const level = approval.levels.at(-1);
  if (!level?.rules || approval.reversesLevel === undefined) return;
  const { who } = finalRuleFor(level.rules, approval.matter.facts);
  if ('post' in who && !chart.posts.some(({ id }) => id === who.post)) return;
  const found = askedBy(level, approval, chart, desk);
  if ('members' in found && found.members.length > 0) return;
  throw new DomainError('lower-authority', 'No post is above the one that made the decision.');
}

const daysAfter = (at: string, days: number) =>
  new Date(Date.parse(at) + days * 24 * 3600 * 1000).toISOString();

function levelsOf({ levels, final }: Template): ApprovalLevel[] {
  const fresh = { state: 'waiting', members: [], reminders: [] } as const;
  return [
    ...levels.map(
      ({ join = 'all', returnsTo = 'any-earlier', ...level }, index): ApprovalLevel => ({
        ...level,
        ...fresh,
        no: index + 1,
        join,
        returnsTo,
        members: [],
        reminders: [],
      }),
    ),
    {
      ...fresh,
      no: levels.length + 1,
      purpose: final.purpose,
      who: [],
      rules: final.rules,
      join: 'all',
      deadline: final.deadline,
      ...(final.escalation && { escalation: final.escalation }),
      returnsTo: final.returnsTo ?? 'any-earlier',
      members: [],
      reminders: [],
    },
  ];
}
