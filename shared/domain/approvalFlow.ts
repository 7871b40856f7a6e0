/** How a chain carries its file: to whom it asks, to whom it is given back, and home when it is over. */
import type { Approval, ApprovalLevel, ApprovalMember } from './approvalRecord.ts';
import type { Officer, Policy, Post } from './directory.ts';
import type { Changed } from './document.ts';
import { type Asked, type AskedTerm, dueBy, type File } from './file.ts';
import type { EventDraft } from './ledger.ts';
import { type Delay, handOver, touched } from './movement.ts';
import type { DraftNote } from './note.ts';
import type { Telling } from './notice.ts';

export interface ApprovalChanged extends Changed<File> {
  readonly approval: Approval;
  readonly draft?: DraftNote;
  /** What posts are told that the act takes something from. */
  readonly tellings?: readonly Telling[];
}

/** The reason for keeping a file too long, as an event has it, and what was said about it. */
export const reasonFor = (delay: Delay | undefined) => (delay ? { delayReason: delay.code } : {});

export const remarksOn = (delay: Delay | undefined) =>
  delay?.remarks === undefined ? {} : { texts: { delayRemarks: delay.remarks } };

/** Who has the file has opened it, and answers for the time it lay there; who is asked without having it does neither. */
export function atDesk(
  file: File,
  approval: Approval,
  { officer, at, delay }: { officer: Officer; at: string; delay?: Delay | undefined },
): { file: File; approval: Approval; delay?: Delay | undefined } {
  if (file.holder.postId !== officer.post.id) return { file, approval };
  const kept = delay && { delay: { code: delay.code, since: file.holderSince } };
  return { file: touched(file, at), approval: { ...approval, ...kept }, delay };
}

/** Who has the file has it for an opinion alone. */
const isLent = ({ consultation, holder }: File): boolean =>
  consultation?.asked.postId === holder.postId;

/** Who had the file for an opinion has it in their own right from now on. */
function unlent(file: File): File {
  if (!isLent(file)) return file;
  const { consultation: _overtaken, ...own } = file;
  return own;
}

/** The chain gives the file on, with what the post that had it said of its time with it. */
function handedOn(
  file: File,
  { delay, ...approval }: Approval,
  to: Post,
  move: Omit<Parameters<typeof handOver>[2], 'delay'>,
): Pick<ApprovalChanged, 'approval' | 'record' | 'events' | 'tellings'> {
  const said = delay?.since === file.holderSince ? { delay: { code: delay.code } } : {};
  // Lent for an opinion, it leaves whoever was to give it: the level has its answer without.
  return {
    approval,
    ...handOver(file, to, { ...move, ...said }),
    ...(isLent(file) && { tellings: [{ to: file.holder.postId, kind: 'taken-back' }] }),
  };
}

const askedFor = (move: { dueAt?: string | undefined; term?: AskedTerm | undefined }): Asked => ({
  askedDueAt: move.dueAt,
  askedTerm: move.term,
});

/** Gives the file to the only post that is asked, and names the others in it. */
export function moved(
  file: File,
  approval: Approval,
  members: readonly ApprovalMember[],
  move: {
    at: string;
    policy: Policy;
    cause: 'approval-started' | 'decided';
    dueAt?: string | undefined;
    term?: AskedTerm | undefined;
  },
  events: readonly EventDraft[],
): ApprovalChanged {
  const [member, another] = members;
  if (!member || another || member.post.id === file.holder.postId) {
    const here = member && !another ? unlent(file) : file;
    return { approval, record: dueBy(withAsked(here, members), askedFor(move)), events };
  }
  const gone = handedOn(withAsked(file, []), approval, member.post, move);
  return {
    ...gone,
    record: { ...gone.record, chainAsksHolder: true },
    events: [...events, ...gone.events],
  };
}

/** The file says whether who has it is asked, and who is without having it: they read it, and decide. */
export function withAsked(file: File, members: readonly ApprovalMember[]): File {
  const { asked: _before, chainAsksHolder: _holder, ...others } = file;
  const posts = members.map(({ post }) => post.id);
  // Given for an opinion it comes back to whoever asked; on paper it may be on its way.
  const desk = file.consultation?.askedBy ?? file.transit?.to ?? file.holder;
  const rest: File = { ...others, ...(posts.includes(desk.postId) && { chainAsksHolder: true }) };
  const ids = posts.filter((id) => id !== file.holder.postId || isLent(file));
  if (ids.length === 0) return rest;
  const { named = [], ...readers } = file.readers;
  return {
    ...rest,
    asked: ids,
    // What one was asked about one may read afterwards.
    readers: { ...readers, named: [...new Set([...named, ...ids])] },
  };
}

export const replaced = (levels: readonly ApprovalLevel[], one: ApprovalLevel): ApprovalLevel[] =>
  levels.map((each) => (each.no === one.no ? one : each));

/** A chain is over: the file goes back to the post that began it. */
export function end(
  file: File,
  approval: Approval,
  status: Approval['status'],
  { at, policy }: { at: string; policy: Policy },
  events: readonly EventDraft[],
): ApprovalChanged {
  const { revision: _revision, ...rest } = approval;
  const { asked: _asked, chainAsksHolder: _holder, ...rested } = file;
  const { openApprovalId: _open, openApprovalDraftId: _letter, ...released } = rested;
  const ended: Approval = { ...rest, status, endedAt: at };
  return handedTo(released, approval.initiator.post, ended, { at, policy }, events);
}

export function handedTo(
  file: File,
  post: Post,
  approval: Approval,
  move: { at: string; policy: Policy; dueAt?: string | undefined; term?: AskedTerm | undefined },
  events: readonly EventDraft[],
): ApprovalChanged {
  if (file.holder.postId === post.id) {
    return { approval, record: dueBy(unlent(file), askedFor(move)), events };
  }
  const gone = handedOn(file, approval, post, { ...move, cause: 'decided' });
  return { ...gone, events: [...events, ...gone.events] };
}

/** The note that would be left behind: whoever does not have the file leaves none. */
export const ofHolder = (file: File, draft: DraftNote | undefined) =>
  draft?.postId === file.holder.postId ? draft : undefined;

/** The text of an open chain is another from now on: whoever decides, decides on that. */
export const withContent = (approval: Approval, hash: string): Approval =>
  approval.contentHash === hash ? approval : { ...approval, contentHash: hash };
