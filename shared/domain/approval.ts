/**
 * An approval chain on a file: levels that examine, recommend, concur and finally approve.
 *
 * The record decides, the state machine only keeps the clock. A decision closes its level in one write; the machine's
 * worker then finds whom the next level asks and gives them the file. Nothing is ever approved by silence: a late level
 * is put on record, reminded and escalated for as long as it takes.
 */
import * as z from 'zod';
import { approvalMachine, speakerOf, stale } from './approvalMachine.ts';
import {
  type Approval,
  type ApprovalLevel,
  type ApprovalMember,
  askedIn,
  currentLevel,
  type Decision,
  isToOpen,
} from './approvalRecord.ts';
import { soonerOf } from './calendar.ts';
import {
  conditionsOf,
  finalRuleFor,
  isFor,
  type Join,
  type Purpose,
  type Template,
} from './chainTemplate.ts';
import { type CaseFacts, holds, mustNameFacts } from './condition.ts';
import {
  type Deadline,
  type HeldPost,
  type Officer,
  type Policy,
  type Post,
  postRef,
} from './directory.ts';
import type { Changed } from './document.ts';
import { DomainError } from './errors.ts';
import { dueBy, type File } from './file.ts';
import { fileMachine, inChain } from './fileMachine.ts';
import { approvalIdOf } from './ids.ts';
import type { EventDraft } from './ledger.ts';
import { check, mustHold } from './machine.ts';
import { type Delay, dueAfter, handOver, keeping, sealed, touched } from './movement.ts';
import { addNote, type DraftNote, delayOnNote, isLive, sealDraft } from './note.ts';
import { type Asking, type Chart, type Resolver, resolve } from './resolver.ts';

export * from './approvalRecord.ts';

export interface ApprovalChanged extends Changed<File> {
  readonly approval: Approval;
  readonly draft?: DraftNote;
}

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
}

/**
 * Begins a chain, sealing the initiator's draft note. The file stays until the first level has been opened.
 * @throws chain-not-found, not-for-this-head, facts-missing, no-final-authority, not-decided, and what the file machine's `start-approval` refuses
 */
export function startApproval(
  file: File,
  template: Template,
  draft: DraftNote | undefined,
  officer: Officer,
  { at, policy, facts: told, content, delay, reverses }: Beginning,
): ApprovalChanged {
  if (template.status !== 'published' || template.officeId !== file.officeId) {
    throw new DomainError('chain-not-found', 'That chain is not available to this office.');
  }
  if (!isFor(template, file.headCode)) {
    throw new DomainError('not-for-this-head', 'That chain is not for files of this subject head.');
  }
  if (
    (template.kind === 'reversal') !== (reverses !== undefined) ||
    reverses?.status === 'running'
  ) {
    throw new DomainError(
      'not-decided',
      'A chain of reversal names the decision that it reverses.',
    );
  }
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
    ...(content.draftId && { draftId: content.draftId }),
    contentHash: content.hash,
    initiator: { personId: officer.personId, name: officer.name, post: officer.post },
    startedAt: at,
    ...(lapsesAfterDays && { lapsesAt: daysAfter(at, lapsesAfterDays) }),
    ...(reverses && { reverses: reverses.id }),
    turn: 1,
    levels: levelsOf(template),
    ...(delay && { delay: { code: delay.code, since: file.holderSince } }),
  };
  return {
    approval,
    record: { ...(noted?.record ?? opened), approvalCount: ordinal, openApprovalId: id },
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

/** The reason for keeping a file too long, as an event has it, and what was said about it. */
const reasonFor = (delay: Delay | undefined) => (delay ? { delayReason: delay.code } : {});
const remarksOn = (delay: Delay | undefined) =>
  delay?.remarks === undefined ? {} : { texts: { delayRemarks: delay.remarks } };

/** Who has the file has opened it, and answers for the time it lay there; who is asked without having it does neither. */
function atDesk(
  file: File,
  approval: Approval,
  { officer, at, delay }: { officer: Officer; at: string; delay?: Delay | undefined },
): { file: File; approval: Approval; delay?: Delay | undefined } {
  if (file.holder.postId !== officer.post.id) return { file, approval };
  const kept = delay && { delay: { code: delay.code, since: file.holderSince } };
  return { file: touched(file, at), approval: { ...approval, ...kept }, delay };
}

/** The chain gives the file on, with what the post that had it said of its time with it. */
function handedOn(
  file: File,
  { delay, ...approval }: Approval,
  to: Post,
  move: Omit<Parameters<typeof handOver>[2], 'delay'>,
): Pick<ApprovalChanged, 'approval' | 'record' | 'events'> {
  const said = delay?.since === file.holderSince ? { delay: { code: delay.code } } : {};
  return { approval, ...handOver(file, to, { ...move, ...said }) };
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

/** What the worker that opens levels looks into. */
export interface Opening {
  readonly chart: Chart;
  readonly at: string;
  readonly policy: Policy;
}

/**
 * Opens the next level: leaves out what is to be left out, finds whom the level asks, and gives the file to the one who
 * is asked alone. Several are asked where the file lies: it can be with one post only.
 * @returns nothing when no level is to be opened
 */
export function openLevel(
  file: File,
  approval: Approval,
  { chart, at, policy }: Opening,
): ApprovalChanged | undefined {
  if (!isToOpen(approval)) return undefined;
  const events: EventDraft[] = [];
  let levels = approval.levels;
  for (const level of levels) {
    if (level.state !== 'waiting') continue;
    const found = askedBy(level, { ...approval, levels }, chart, { at, file });
    if ('skipped' in found) {
      const skipped = { ...level, state: 'skipped', skipped: found.skipped } as const;
      levels = replaced(levels, skipped);
      events.push({
        type: 'level-skipped',
        pub: { approvalId: approval.id, level: level.no, because: found.skipped },
      });
      continue;
    }
    const { members, power } = found;
    const opened: ApprovalLevel = {
      ...level,
      state: 'active',
      members: [...level.members, ...members].slice(-20),
      openedAt: at,
      dueAt: dueAfter(at, level.deadline, policy),
      reminders: [],
      ...(power && { power }),
    };
    events.push({
      type: 'level-opened',
      pub: {
        approvalId: approval.id,
        level: level.no,
        purpose: level.purpose,
        asked: members.map(({ post, rule }) => ({ post: postRef(post), rule })),
        ...(opened.dueAt && { dueAt: opened.dueAt }),
        ...(power && { power }),
      },
    });
    const next = { ...approval, levels: replaced(levels, opened) };
    const cause = approval.turn === 1 ? 'approval-started' : 'decided';
    return moved(file, next, members, { at, policy, cause, dueAt: opened.dueAt }, events);
  }
  return undefined;
}

/** Gives the file to the only post that is asked, and names the others in it. */
function moved(
  file: File,
  approval: Approval,
  members: readonly ApprovalMember[],
  move: {
    at: string;
    policy: Policy;
    cause: 'approval-started' | 'decided';
    dueAt?: string | undefined;
  },
  events: readonly EventDraft[],
): ApprovalChanged {
  const [member, another] = members;
  if (!member || another || member.post.id === file.holder.postId) {
    return { approval, record: dueBy(withAsked(file, members), move.dueAt), events };
  }
  const gone = handedOn(withAsked(file, []), approval, member.post, move);
  return {
    approval: gone.approval,
    record: { ...gone.record, chainAsksHolder: true },
    events: [...events, ...gone.events],
  };
}

/** The file says whether who has it is asked, and who is without having it: they read it, and decide. */
function withAsked(file: File, members: readonly ApprovalMember[]): File {
  const { asked: _before, chainAsksHolder: _holder, ...others } = file;
  const posts = members.map(({ post }) => post.id);
  // Given for an opinion it comes back to whoever asked; on paper it may be on its way.
  const desk = file.consultation?.askedBy ?? file.transit?.to ?? file.holder;
  const rest: File = { ...others, ...(posts.includes(desk.postId) && { chainAsksHolder: true }) };
  const ids = posts.filter((id) => id !== file.holder.postId);
  if (ids.length === 0) return rest;
  const { named = [], ...readers } = file.readers;
  return {
    ...rest,
    asked: ids,
    // What one was asked about one may read afterwards.
    readers: { ...readers, named: [...new Set([...named, ...ids])] },
  };
}

type Found =
  | { readonly members: ApprovalMember[]; readonly power?: string }
  | { readonly skipped: 'condition' | 'same-person' };

/**
 * Whom a level asks. A post with nobody in it is stood in for by the nearest above it; where the chain names nobody, the
 * head of the office is asked. Who began the chain, or decided on the level before, is not asked again: the level is
 * left out, and the final one goes to the post above.
 */
function askedBy(
  level: ApprovalLevel,
  approval: Approval,
  chart: Chart,
  { at, file }: { at: string; file: File },
): Found {
  const { facts } = approval.matter;
  if (level.skipWhen && holds(level.skipWhen, facts)) return { skipped: 'condition' };
  const asking: Asking = {
    ...(approval.matter.unitId && { unitId: approval.matter.unitId }),
    headCode: facts.headCode,
    initiator: approval.initiator.post,
  };
  const final = level.rules && finalRuleFor(level.rules, facts);
  const resolvers: readonly Resolver[] = final ? [final.who] : level.who;
  const acted = final ? actedElsewhere(approval, level.no) : actedBefore(approval, level.no);
  const chosen: ApprovalMember[] = [];
  let left = 0;
  for (const resolver of resolvers) {
    const found = standing(resolver, chart, asking, { at, file });
    const person = found && holderAt(found.post, at);
    if (found && person !== undefined && acted.has(person)) {
      const above = final && superiorOf(found.post, chart, at, acted);
      if (!above) {
        left += 1;
        continue;
      }
      chosen.push(member(above, `${found.rule}; same person: superior`, at));
    } else if (found) {
      chosen.push(member(found.post, found.rule, at));
    }
  }
  const distinct = [...new Map(chosen.map((each) => [each.post.id, each])).values()];
  if (distinct.length === 0 && left > 0 && !final) return { skipped: 'same-person' };
  return { members: distinct, ...(final && { power: final.power }) };
}

const member = (post: HeldPost, rule: string, at: string): ApprovalMember => {
  const { holder: _holder, charge: _charge, ...bare } = post;
  return { post: bare, rule: rule.slice(0, 200), state: 'asked', askedAt: at };
};

/** Who acts in a post now: its holder, or whoever has charge of it. */
export function holderAt({ holder, charge }: HeldPost, at: string): string | undefined {
  if (holder) return holder.personId;
  const stands = charge && charge.from <= at && (charge.to === undefined || at < charge.to);
  return stands ? charge.personId : undefined;
}

function standing(
  resolver: Resolver,
  chart: Chart,
  asking: Asking,
  { at, file }: { at: string; file: File },
): { post: HeldPost; rule: string } | undefined {
  const found = resolve(resolver, chart, asking);
  const head = chart.posts.find(
    ({ id, status }) => id === chart.office.headPost && status === 'active',
  );
  const away =
    'post' in found &&
    file.classification === 'confidential' &&
    found.post.officeId !== file.officeId;
  if (!('post' in found) || away) {
    const reason = 'post' in found ? 'other-office' : found.unresolved;
    return head && { post: head, rule: `${reason}: head of the office` };
  }
  if (holderAt(found.post, at) !== undefined) return found;
  const above = superiorOf(found.post, chart, at, new Set());
  return above ? { post: above, rule: `${found.rule}; vacant: superior` } : found;
}

/** The nearest post above in which somebody acts who has not acted yet. */
const superiorOf = (post: Post, { posts }: Chart, at: string, acted: ReadonlySet<string>) =>
  post.superiors
    .map((id) => posts.find((each) => each.id === id && each.status === 'active'))
    .find((each): each is HeldPost => {
      const person = each && holderAt(each, at);
      return person !== undefined && !acted.has(person);
    });

const personsIn = (levels: readonly ApprovalLevel[]) =>
  levels.flatMap(({ members }) =>
    members.flatMap(({ decidedBy }) => (decidedBy ? [decidedBy.personId] : [])),
  );
const actedElsewhere = ({ initiator, levels }: Approval, no: number) =>
  new Set([initiator.personId, ...personsIn(levels.filter((level) => level.no !== no))]);
const actedBefore = ({ initiator, levels }: Approval, no: number) => {
  const before = levels.filter((level) => level.no < no && level.state === 'decided').at(-1);
  return new Set([initiator.personId, ...personsIn(before ? [before] : [])]);
};

const replaced = (levels: readonly ApprovalLevel[], one: ApprovalLevel): ApprovalLevel[] =>
  levels.map((each) => (each.no === one.no ? one : each));

/** The note that stands for a bare agreement, in the words these offices use. */
const phrase: Record<Purpose, string> = {
  examine: 'परीक्षण किया गया।',
  recommend: 'अनुशंसा सहित प्रस्तुत।',
  concur: 'सहमत।',
  advise: 'अभिमत: कोई आपत्ति नहीं।',
  approve: 'प्रस्ताव अनुसार अनुमोदित।',
  sanction: 'प्रस्ताव अनुसार स्वीकृत।',
  sign: 'हस्ताक्षरित।',
  inform: 'अवलोकन किया।',
};

export interface DecisionInput {
  readonly level: number;
  readonly decision: Decision;
  readonly remarks?: readonly string[] | undefined;
  readonly returnTo?: number | undefined;
  readonly contentHash: string;
  /** Why the post that has the file kept it beyond the limit. */
  readonly delay?: Delay | undefined;
}

/**
 * Decides the active level for the officer's post. Its yellow note becomes the note of the decision, with the remarks
 * behind it; without one the remarks are sealed as a note. When the level has its answer, it is closed: the next is to be
 * opened, or the chain has ended, or it is given back to be put right.
 * @throws what the approval machine's `decide` and the file machine's `decide` refuse, note-shared, note-too-long
 */
export function decide(
  file: File,
  approval: Approval,
  input: DecisionInput,
  officer: Officer,
  { draft, ...act }: { at: string; policy: Policy; noteId: string; draft?: DraftNote | undefined },
): ApprovalChanged {
  const { remarks, returnTo } = input;
  const { at, policy } = act;
  check(fileMachine, 'decide', file, { officer, at, ...keeping(file, policy, input.delay) });
  check(approvalMachine, 'decide', approval, {
    ...input,
    returnTo,
    officer,
    at,
    // What the note says is a reason as good as what is said beside it.
    remarks: isLive(draft) ? [...draft.paragraphs, ...(remarks ?? [])] : remarks,
  });
  const level = currentLevel(approval) as ApprovalLevel;
  const desk = atDesk(file, approval, { officer, at, delay: input.delay });
  const told = { ...input, delay: desk.delay };
  const late = delayOnNote(desk.delay, policy);
  if (isLive(draft)) {
    const noted = sealDraft(desk.file, draft, officer, at, remarks, late);
    return { ...decided(noted, desk.approval, level, told, officer, act), draft: noted.draft };
  }
  const said = remarks?.length ? remarks : [phrase[level.purpose]];
  const noted = addNote(desk.file, act.noteId, said, officer, at, { delay: late });
  return decided(noted, desk.approval, level, told, officer, act);
}

/** The level after what the officer's post said, whose note is on the sheet. */
function decided(
  noted: Changed<File>,
  approval: Approval,
  level: ApprovalLevel,
  { level: no, decision, returnTo, contentHash, delay }: DecisionInput,
  officer: Officer,
  { at, policy }: { at: string; policy: Policy },
): ApprovalChanged {
  const members = level.members.map(
    (each): ApprovalMember =>
      each.post.id === officer.post.id && each.state === 'asked'
        ? {
            ...each,
            state: 'decided',
            decision,
            decidedAt: at,
            decidedBy: { personId: officer.personId, name: officer.name },
            noteNo: noted.record.noteCount,
            seenHash: contentHash,
          }
        : each,
  );
  const voted = { ...level, members };
  const outcome = outcomeOf(voted);
  const late = level.dueAt !== undefined && at > level.dueAt;
  const told = {
    approvalId: approval.id,
    level: no,
    purpose: level.purpose,
    decision,
    contentHash,
    late,
    ...reasonFor(delay),
  };
  const event = (status: Approval['status']): EventDraft => ({
    type: 'decided',
    pub: { ...told, status },
    ...remarksOn(delay),
  });
  if (!outcome) {
    const next = { ...approval, levels: replaced(approval.levels, voted) };
    return {
      approval: next,
      record: withAsked(noted.record, askedIn(currentLevel(next))),
      events: [...noted.events, event('running')],
    };
  }
  const closed: ApprovalLevel = {
    ...voted,
    state: 'decided',
    decidedAt: at,
    members: members.map((each) => (each.state === 'asked' ? { ...each, state: 'excused' } : each)),
  };
  const turned = { ...approval, turn: approval.turn + 1 };
  const free = withAsked(noted.record, []);
  const events = (status: Approval['status']) => [...noted.events, event(status)];
  if (outcome === 'returned') {
    const revised = { ...turned, levels: replaced(approval.levels, again(closed)) };
    return giveBack(
      free,
      revised,
      { to: returnTo ?? 0, by: no, at, policy, level },
      events('revising'),
    );
  }
  const levels = replaced(approval.levels, closed);
  if (outcome === 'agreed' && levels.some(({ state }) => state === 'waiting')) {
    return { approval: { ...turned, levels }, record: free, events: events('running') };
  }
  const status = outcome === 'agreed' ? 'approved' : 'rejected';
  return end(free, { ...turned, levels }, status, { at, policy }, events(status));
}

type Outcome = 'agreed' | 'rejected' | 'returned';
/** The answer of a level as far as its members have spoken, or nothing while it is open. */
export function outcomeOf({
  members,
  join,
}: Pick<ApprovalLevel, 'members' | 'join'>): Outcome | undefined {
  const fresh = members.filter(({ state }) => state !== 'excused');
  const said = fresh.flatMap(({ state, decision, escalated }) =>
    state === 'decided' && decision ? [{ decision, escalated }] : [],
  );
  if (said.some(({ decision }) => decision === 'return')) return 'returned';
  const alone = said.find(({ escalated }) => escalated);
  if (alone) return alone.decision === 'reject' ? 'rejected' : 'agreed';
  // Whoever was asked because others were late is not one whose word is waited for.
  const electors = fresh.filter(({ escalated }) => !escalated).length;
  const refused = said.filter(({ decision }) => decision === 'reject').length;
  const agreed = said.length - refused;
  const needed = neededOf(join, electors);
  if (agreed >= needed) return 'agreed';
  return electors - refused < needed ? 'rejected' : undefined;
}
const neededOf = (join: Join, electors: number) =>
  join === 'all' ? electors : join === 'any' ? 1 : Math.min(join.atLeast, electors);

/** The file goes to whoever is to put it right; the chain's clock runs on there. */
function giveBack(
  file: File,
  approval: Approval,
  {
    to,
    by,
    at,
    policy,
    level,
  }: { to: number; by: number; at: string; policy: Policy; level: ApprovalLevel },
  events: readonly EventDraft[],
): ApprovalChanged {
  const post = speakerOf(approval, to);
  const dueAt = dueAfter(at, level.deadline, policy);
  const given: Approval = {
    ...approval,
    status: 'revising',
    revision: { by, to, post, since: at, dueAt, reminders: [] },
  };
  return handedTo({ ...file, chainAsksHolder: true }, post, given, { at, policy, dueAt }, events);
}

/** A chain is over: the file goes back to the post that began it. */
function end(
  file: File,
  approval: Approval,
  status: Approval['status'],
  { at, policy }: { at: string; policy: Policy },
  events: readonly EventDraft[],
): ApprovalChanged {
  const { revision: _revision, ...rest } = approval;
  const { openApprovalId: _open, asked: _asked, chainAsksHolder: _holder, ...released } = file;
  const ended: Approval = { ...rest, status, endedAt: at };
  return handedTo(released, approval.initiator.post, ended, { at, policy }, events);
}

function handedTo(
  file: File,
  post: Post,
  approval: Approval,
  move: { at: string; policy: Policy; dueAt?: string | undefined },
  events: readonly EventDraft[],
): ApprovalChanged {
  if (file.holder.postId === post.id) {
    return { approval, record: dueBy(file, move.dueAt), events };
  }
  const gone = handedOn(file, approval, post, { ...move, cause: 'decided' });
  return { ...gone, events: [...events, ...gone.events] };
}

/** A level that will be asked anew: what was said there stays on record and counts no more. */
function again({ openedAt: _o, dueAt: _d, decidedAt: _a, ...level }: ApprovalLevel): ApprovalLevel {
  return {
    ...level,
    state: 'waiting',
    members: level.members.map((each) => ({ ...each, state: 'excused' })),
    reminders: [],
  };
}

/** Whoever has the file hands it on by an act in its chain. */
interface Act {
  readonly at: string;
  readonly policy: Policy;
  /** Why it was kept beyond the limit. */
  readonly delay?: Delay | undefined;
}

/** Decided levels that had another text before them are asked anew. */
const reopened = (approval: Approval, also: (level: ApprovalLevel) => boolean): ApprovalLevel[] => {
  const others = new Set(stale(approval).map(({ no }) => no));
  return approval.levels.map((level) =>
    others.has(level.no) || also(level) ? again(level) : level,
  );
};

/**
 * Puts up again what was given back. It goes straight to whoever returned it; only levels that saw another text are
 * asked before. Whoever began may begin again from the first level.
 * @throws what the approval machine's `resubmit` refuses, in-transit
 */
export function resubmit(
  file: File,
  approval: Approval,
  draft: DraftNote | undefined,
  officer: Officer,
  { at, policy, restart, delay }: Act & { restart: boolean },
): ApprovalChanged {
  check(fileMachine, 'decide', file, { officer, at, ...keeping(file, policy, delay) });
  check(approvalMachine, 'resubmit', approval, { officer, at, restart });
  const desk = atDesk(file, approval, { officer, at, delay });
  const noted = isLive(draft)
    ? sealDraft(desk.file, draft, officer, at, [], delayOnNote(desk.delay, policy))
    : undefined;
  const { revision, ...rest } = desk.approval;
  return {
    approval: {
      ...rest,
      status: 'running',
      turn: approval.turn + 1,
      levels: reopened(approval, () => restart),
    },
    record: withAsked(noted?.record ?? desk.file, []),
    events: [
      ...(noted?.events ?? []),
      {
        type: 'resubmitted',
        pub: {
          approvalId: approval.id,
          contentHash: approval.contentHash,
          to: restart ? 1 : (revision?.by ?? 1),
          ...(restart && { restart }),
          ...reasonFor(desk.delay),
        },
        ...remarksOn(desk.delay),
      },
    ],
    ...(noted && { draft: noted.draft }),
  };
}

/**
 * Asks those again who agreed to another text; then it comes back to the level that is asked now. Who has the file seals
 * what they wrote: it leaves them.
 * @throws what the approval machine's `ask-again` refuses, note-shared
 */
export function askAgain(
  file: File,
  approval: Approval,
  officer: Officer,
  { at, policy, draft, delay }: Act & { draft?: DraftNote | undefined },
): ApprovalChanged {
  check(fileMachine, 'decide', file, { officer, at, ...keeping(file, policy, delay) });
  check(approvalMachine, 'ask-again', approval, { officer, at });
  const current = currentLevel(approval) as ApprovalLevel;
  const desk = atDesk(file, approval, { officer, at, delay });
  const late = delayOnNote(desk.delay, policy);
  const noted = sealed(desk.file, ofHolder(file, draft), officer, at, late);
  return {
    ...noted,
    approval: {
      ...desk.approval,
      turn: approval.turn + 1,
      levels: reopened(approval, ({ no }) => no === current.no),
    },
    record: withAsked(noted.record, []),
    events: [
      ...noted.events,
      {
        type: 'asked-again',
        pub: {
          approvalId: approval.id,
          contentHash: approval.contentHash,
          levels: stale(approval).map(({ no }) => no),
          ...reasonFor(desk.delay),
        },
        ...remarksOn(desk.delay),
      },
    ],
  };
}

/** The note that would be left behind: whoever does not have the file leaves none. */
const ofHolder = (file: File, draft: DraftNote | undefined) =>
  draft?.postId === file.holder.postId ? draft : undefined;

/** The text of an open chain is another from now on: whoever decides, decides on that. */
export const withContent = (approval: Approval, hash: string): Approval =>
  approval.contentHash === hash ? approval : { ...approval, contentHash: hash };

/**
 * The post that began the chain takes it back.
 * @throws what the approval machine's `withdraw` refuses, in-transit, consultation-open
 */
export function withdraw(
  file: File,
  approval: Approval,
  officer: Officer,
  { at, policy, reason }: { at: string; policy: Policy; reason: string },
): ApprovalChanged {
  // It stays with the post, or comes back to it: for its time there nothing is owed yet.
  mustHold(fileMachine, 'decide', file, inChain, { officer, at });
  check(approvalMachine, 'withdraw', approval, { officer, at });
  const desk = atDesk(file, approval, { officer, at });
  return end(desk.file, { ...approval, turn: approval.turn + 1 }, 'withdrawn', { at, policy }, [
    { type: 'approval-withdrawn', pub: { approvalId: approval.id }, texts: { reason } },
  ]);
}

/**
 * Asks another post in the place of one: by a superior of the one, or whoever administers chains. Who gives the file away
 * with it seals what they wrote.
 * @throws what the approval machine's `reassign` refuses, note-shared
 */
export function reassign(
  file: File,
  approval: Approval,
  { from, to, reason }: { from: string | undefined; to: HeldPost; reason: string },
  officer: Officer,
  { at, policy, draft }: { at: string; policy: Policy; draft?: DraftNote | undefined },
): ApprovalChanged {
  check(approvalMachine, 'reassign', approval, { officer, at, from, to });
  const level = currentLevel(approval) as ApprovalLevel;
  const members = [
    ...level.members.map(
      (each): ApprovalMember =>
        each.post.id === from && each.state === 'asked' ? { ...each, state: 'excused' } : each,
    ),
    member(to, from ? `in place of ${from}` : 'named', at),
  ];
  const changed = { ...approval, levels: replaced(approval.levels, { ...level, members }) };
  const asked = members.filter(({ state }) => state === 'asked');
  const goes = asked.length === 1 && to.id !== file.holder.postId;
  const noted = sealed(file, goes ? ofHolder(file, draft) : undefined, officer, at);
  const move = { at, policy, cause: 'decided', dueAt: level.dueAt } as const;
  const gone = moved(noted.record, changed, asked, move, [
    ...noted.events,
    {
      type: 'reassigned',
      pub: { approvalId: approval.id, level: level.no, ...(from && { from }), to: postRef(to) },
      texts: { reason },
    },
  ]);
  return { ...gone, ...(noted.draft && { draft: noted.draft }) };
}

/** Nobody finished the chain within its time: it is over, and nothing is approved by it. */
export function lapse(
  file: File,
  approval: Approval,
  { at, policy }: { at: string; policy: Policy },
): ApprovalChanged | undefined {
  const { status, lapsesAt } = approval;
  if ((status !== 'running' && status !== 'revising') || lapsesAt === undefined || at < lapsesAt) {
    return undefined;
  }
  // On paper and on its way: it lapses when it has come.
  if (file.transit || file.consultation) return undefined;
  return end(file, { ...approval, turn: approval.turn + 1 }, 'lapsed', { at, policy }, [
    { type: 'approval-lapsed', pub: { approvalId: approval.id, lapsedAt: lapsesAt } },
  ]);
}

const week = { workingMinutes: 6 * 450, elapsedSeconds: 7 * 24 * 3600 };
/**
 * The time until a late level is reminded again: twice as long each time, up to a week or its own time, so that a chain
 * that everybody left alone does not fill its file with reminders.
 */
function pauseAfter(deadline: Deadline, reminders: readonly string[]): Deadline {
  const longer = (time: number, most: number) =>
    Math.min(time * 2 ** Math.min(reminders.length, 30), Math.max(time, most));
  return 'workingMinutes' in deadline
    ? { workingMinutes: longer(deadline.workingMinutes, week.workingMinutes) }
    : { elapsedSeconds: longer(deadline.elapsedSeconds, week.elapsedSeconds) };
}

export type DelayNoted = ApprovalChanged & {
  readonly nextReminderAt: string;
  /** The posts that are late. */
  readonly late: readonly Post[];
};

/**
 * Puts on record that a turn is late, that it was reminded, and after so many reminders asks the post to which the
 * chain escalates. Decides nothing.
 * @returns nothing when there is no delay: it was decided meanwhile, or the timer ran a moment early
 */
export function noteDelay(
  file: File,
  approval: Approval,
  turn: number,
  { chart, at, policy }: Opening,
): DelayNoted | undefined {
  if (approval.turn !== turn) return undefined;
  if (approval.status === 'revising') return revisionDelay(file, approval, { at, policy });
  const level = currentLevel(approval);
  if (approval.status !== 'running' || level?.state !== 'active') return undefined;
  if (level.dueAt === undefined || at < level.dueAt) return undefined;
  const nextReminderAt = dueAfter(at, pauseAfter(level.deadline, level.reminders), policy);
  const reminders = [...level.reminders.slice(-499), at];
  const helper = escalated(level, approval, reminders.length, { chart, at, policy });
  const members = helper ? [...level.members, helper] : level.members;
  const reminded: ApprovalLevel = { ...level, reminders, members };
  const next = { ...approval, levels: replaced(approval.levels, reminded) };
  const asked = askedIn(reminded);
  return {
    nextReminderAt,
    late: asked.map(({ post }) => post),
    approval: next,
    record: helper ? withAsked(file, asked) : file,
    events: [
      {
        type: 'level-overdue',
        pub: {
          approvalId: approval.id,
          level: level.no,
          posts: asked.map(({ post }) => postRef(post)),
          dueAt: level.dueAt,
          reminder: reminders.length,
          ...(helper && { escalatedTo: postRef(helper.post) }),
        },
      },
    ],
  };
}

function revisionDelay(
  file: File,
  approval: Approval,
  { at, policy }: { at: string; policy: Policy },
): DelayNoted | undefined {
  const { revision } = approval;
  if (!revision || at < revision.dueAt) return undefined;
  const level = approval.levels.find(({ no }) => no === revision.by) as ApprovalLevel;
  const reminders = [...revision.reminders.slice(-499), at];
  return {
    nextReminderAt: dueAfter(at, pauseAfter(level.deadline, revision.reminders), policy),
    late: [revision.post],
    approval: { ...approval, revision: { ...revision, reminders } },
    record: file,
    events: [
      {
        type: 'level-overdue',
        pub: {
          approvalId: approval.id,
          level: revision.to,
          posts: [postRef(revision.post)],
          dueAt: revision.dueAt,
          reminder: reminders.length,
        },
      },
    ],
  };
}

/** The post that is asked as well, when the level has been reminded often enough. */
function escalated(
  level: ApprovalLevel,
  approval: Approval,
  reminders: number,
  { chart, at }: Opening,
): ApprovalMember | undefined {
  const { escalation, members } = level;
  if (!escalation || reminders < escalation.after) return undefined;
  if (members.some((each) => each.escalated)) return undefined;
  const { unitId, facts } = approval.matter;
  const asking = {
    ...(unitId && { unitId }),
    headCode: facts.headCode,
    initiator: approval.initiator.post,
  };
  const found = resolve(escalation.to, chart, asking);
  if (!('post' in found) || members.some(({ post }) => post.id === found.post.id)) return undefined;
  return { ...member(found.post, `late: ${found.rule}`, at), escalated: true };
}

/** What the state machine is told when a turn is over. Seconds are until the next one is due. */
export const TurnAnswer = z.strictObject({
  outcome: z.enum(['next', 'approved', 'rejected', 'withdrawn', 'lapsed']),
  turn: z.int().positive(),
  seconds: z.int().positive(),
});
export type TurnAnswer = z.infer<typeof TurnAnswer>;

/** The answer for a turn as the record has it, or nothing while it is open. */
export function answerFor(
  approval: Approval,
  turn: number,
  { at, policy }: { at: string; policy: Policy },
): TurnAnswer | undefined {
  const { status } = approval;
  if (status !== 'running' && status !== 'revising') {
    return { outcome: status, turn, seconds: 1 };
  }
  if (approval.turn === turn) return undefined;
  return { outcome: 'next', ...currentTurn(approval, { at, policy }) };
}

/** The turn that is open, and how long its clock still runs. */
export function currentTurn(
  approval: Approval,
  { at, policy }: { at: string; policy: Policy },
): { turn: number; seconds: number } {
  const level = currentLevel(approval);
  const dueAt =
    approval.revision?.dueAt ?? level?.dueAt ?? (level && dueAfter(at, level.deadline, policy));
  return { turn: approval.turn, seconds: secondsUntil(soonerOf(dueAt, approval.lapsesAt), at) };
}

/** Step Functions waits at least a second and no longer than thirty days at a time. */
export function secondsUntil(dueAt: string | undefined, at: string): number {
  const seconds = dueAt ? Math.ceil((Date.parse(dueAt) - Date.parse(at)) / 1000) : 0;
  return Math.min(Math.max(seconds, 1), 30 * 24 * 3600);
}
