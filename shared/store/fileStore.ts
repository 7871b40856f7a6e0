import * as z from 'zod';
import { termsOfFile } from '../domain/clock.ts';
import { CorrespondenceItem } from '../domain/correspondence.ts';
import { type Officer, PostRef } from '../domain/directory.ts';
import type { Changed } from '../domain/document.ts';
import { DomainError } from '../domain/errors.ts';
import { File } from '../domain/file.ts';
import { ViewRequest } from '../domain/fileCare.ts';
import { unopenedArrival } from '../domain/fileGuards.ts';
import { Instant } from '../domain/ids.ts';
import type { SealedEvent as SealedEventType } from '../domain/ledger.ts';
import { SealedEvent } from '../domain/ledger.ts';
import type { MovementCause } from '../domain/movement.ts';
import { DraftNote, isLive, SealedNote } from '../domain/note.ts';
import { comparable } from '../domain/numbering.ts';
import { clockOf, contentAccess, officeToken } from '../domain/record.ts';
import { digest } from './digest.ts';
import type { Check, Companion, RecordChange } from './door.ts';
import {
  accessRowKey,
  aliasKey,
  draftKey,
  draftNoteKeys,
  eventPrefix,
  headKey,
  inboxKeys,
  memberKey,
  openApprovalKey,
  openChainKeys,
  parkedKey,
  sealedKey,
  sealedPrefixes,
  sentKey,
  sentPk,
  viewRequestKey,
  viewRequestPrefix,
  workedKey,
} from './keys.ts';
import { unpack } from './packed.ts';
import { type Item, queryPage, type Ref } from './reading.ts';
import { recordRef, type Stored } from './recordStore.ts';
import { delayIn, fromWhom, registerCompanion } from './registerStore.ts';
import { listed, workRow } from './workStore.ts';

export const ref = (fileId: string): Ref<Stored<File>> => recordRef(fileId, File);

/** The change of a file as the door takes it, with the inbox row of its holder. */
export function change(
  read: Stored<File> | undefined,
  { record, events }: Changed<File>,
): RecordChange {
  const { id, holder, dueAt, status, transit, parked, lastMove, asked, chainAsksHolder } = record;
  // While a chain asks others about it, it is they who have the work, and not the desk on which it lies.
  const workOfHolder = asked === undefined || chainAsksHolder === true;
  return {
    id,
    officeId: record.officeId,
    read: read?.head,
    ...(read && { heldBy: read.state.holder.postId }),
    holder: holder.postId,
    state: record,
    index: {
      // Paper on its way waits in the inbox of the post that must receive it.
      ...((inInbox.has(status) || transit) &&
        inboxKeys(transit?.to.postId ?? holder.postId, parked?.until ?? dueAt, id)),
      ...(inInbox.has(status) && workOfHolder && workRow(record, holder)),
      ...(lastMove && lastMove.openedAt === undefined && { unseen: true }),
      ...listed('file', record, clockOf(record), termsOfFile(record)),
    },
    events,
  };
}

/** Who has the file may work on what is in it; checked again in the write itself. */
export const fileStillWith = (fileId: string, postId: string): Check => ({
  key: headKey(fileId),
  attribute: 'heldBy',
  value: postId,
  otherwise: () => new DomainError('file-not-with-you', 'The file has moved on.'),
});

/** Nothing was done to the file since it was read; else the request is tried again on what is there now. */
export const fileUnchanged = ({ state, head }: Stored<File>): Check => ({
  key: headKey(state.id),
  attribute: 'seq',
  value: head.seq,
});

const inInbox: ReadonlySet<string> = new Set([
  'active',
  'parked',
  'closure-pending',
  'reopening-pending',
]);

/** On which arrival of the file its post has written without opening it. */
export const workedOn = (fileId: string): Ref<string> => ({
  key: workedKey(fileId),
  parse: (item) => z.string().parse(item.arrival),
});

/**
 * The post that has the file writes a note, or at a draft, which changes no version of the file: from now on nobody pulls
 * it back. Once the file was opened there is nothing to write.
 */
export const workedRow = (file: File): Companion[] => worked(file, 'any');

/** The file is pulled back: only if nobody has begun to write since it was read. */
export const unworkedRow = (file: File, read: string | undefined): Companion[] =>
  worked(file, read === undefined ? 'new' : { attribute: 'arrival', value: read });

function worked(file: File, expect: Companion['expect']): Companion[] {
  const arrival = unopenedArrival(file);
  return arrival === undefined ? [] : [{ item: { ...workedKey(file.id), arrival }, expect }];
}

/**
 * What a post sent, and the office's movement register: one row each, for every hand-over. The register names a paper
 * by its number alone, so that nothing has to be unsaid when it becomes confidential; who sent it may read it still.
 * @param by who acts; nobody where a worker does
 */
export function movementRows(
  before: File,
  { record: after, events }: Changed<File>,
  cause: MovementCause,
  { at, by }: { readonly at: string; readonly by: Officer | undefined },
): Companion[] {
  const { id, number, subject, classification, officeId } = before;
  const confidential = classification === 'confidential';
  const from = before.holder;
  const to = after.transit?.to ?? after.holder;
  return [
    {
      item: {
        ...sentKey(from.postId, at, id),
        row: {
          id,
          kind: 'file',
          number,
          at,
          to,
          cause,
          subject: confidential ? null : subject,
        } satisfies SentRow,
      },
      // Two movements of one file in one millisecond are two writes of one head, of which one is refused.
      expect: 'any',
    },
    registerCompanion(officeId, 'movement', {
      at,
      number,
      recordId: id,
      confidential,
      order: id,
      columns: {
        from: fromWhom(from, by),
        to: to.designation.hi,
        cause,
        ...delayIn(events),
      },
    }),
  ];
}

/** An entry of what a post sent. */
export const SentRow = z.strictObject({
  id: z.string(),
  kind: z.enum(['file', 'receipt']),
  number: z.string(),
  at: Instant,
  to: PostRef,
  cause: z.string(),
  subject: z.strictObject({ hi: z.string(), en: z.string().optional() }).nullable(),
});
export type SentRow = z.infer<typeof SentRow>;

/** One entry of what a post sent. */
export const sentRow = (postId: string, at: string, id: string): Ref<SentRow> => ({
  key: sentKey(postId, at, id),
  parse: ({ row }) => SentRow.parse(row),
});
/** The entry of a post that may no longer know what the paper is about: that it was sent stays listed. */
export const sentRowClosed = (postId: string, row: SentRow): Companion => ({
  item: { ...sentKey(postId, row.at, row.id), row: { ...row, subject: null } satisfies SentRow },
  expect: 'any',
});

/** What a post sent in a month (`YYYY-MM`), newest first. */
export async function sent(
  postId: string,
  month: string,
  part: { limit: number; after?: string | undefined },
) {
  const { items, more } = await queryPage({
    pk: sentPk(postId, month),
    newestFirst: true,
    ...part,
  });
  return {
    items: items.map(({ row }) => SentRow.parse(row)),
    last: more ? String(items.at(-1)?.sk) : undefined,
  };
}

/** The entry of a file in the office's register: of a new one, or of an old one brought onto the system. */
export const openedRow = (file: File): Companion =>
  registerCompanion(file.officeId, 'file', {
    at: file.entered.at,
    number: file.number,
    recordId: file.id,
    confidential: file.classification === 'confidential',
    order: file.id,
    columns: {
      subject: file.subject.hi,
      head: file.headCode,
      openedBy: file.entered.by.designation.hi,
      shortNumber: file.shortNumber,
    },
  });

/** The entry of a file whose cover was changed: it says no more than the cover may. */
export const amendedRow = (file: File): Companion => ({
  ...openedRow(file),
  expect: 'any',
});

/** An older number leads to its file; several files may have had one number. */
export const aliasRow = (officeId: string, number: string, fileId: string): Companion => ({
  item: { ...aliasKey(officeId, comparable(number), fileId), number },
  expect: 'any',
});

/** Requests of posts to read the file. */
export const viewRequest = (fileId: string, postId: string): Ref<ViewRequest> => ({
  key: viewRequestKey(fileId, postId),
  parse: (item) => ViewRequest.parse(item.request),
});
export const viewRequestCompanion = (fileId: string, request: ViewRequest): Companion => ({
  item: { ...viewRequestKey(fileId, request.post.postId), request },
  expect: 'any',
});
export async function viewRequests(
  fileId: string,
  part: { limit: number; after?: string | undefined },
) {
  const { items, more } = await queryPage({ pk: fileId, prefix: viewRequestPrefix, ...part });
  return {
    items: items.map(({ request }) => ViewRequest.parse(request)),
    last: more ? String(items.at(-1)?.sk) : undefined,
  };
}

/** A file that is to be taken up again on a day, for the worker that wakes it; it stays until that day even if taken up before. */
export const parkedRow = (fileId: string, until: string): Companion => ({
  item: { ...parkedKey(until, fileId), fileId, until },
  expect: 'any',
});

/**
 * Who may find the file now, written with the file itself: search checks every hit against this row,
 * so a change of access holds for the very next search.
 */
export function accessRow(file: File, rev: number): Companion {
  const { id, number, subject, status, classification, officeId } = file;
  const readers = contentAccess(file);
  return {
    item: {
      ...accessRowKey(id),
      t: 'A',
      key: id,
      rev,
      access: classification === 'normal' ? [...readers, officeToken(officeId)] : readers,
      // Nobody finds a file that was weeded by what was in it.
      words: status === 'weeded' ? [] : readers,
      kind: 'file',
      number,
      subject,
      status,
    },
    expect: 'any',
  };
}

/** The access row of a file after a change. */
export const accessAfter = (
  stored: Stored<File> | undefined,
  { record, events: added }: Changed<File>,
): Companion => accessRow(record, (stored?.head.seq ?? 0) + added.length);

/** The mark that a document stands in a file, written when its letter was filed. */
export const member = (fileId: string, documentId: string): Ref<true> => ({
  key: memberKey(fileId, documentId),
  parse: () => true,
});
export const memberCompanion = (fileId: string, documentId: string, no: number): Companion => ({
  item: { ...memberKey(fileId, documentId), corrNo: no },
  expect: 'new',
});

export const draft = (fileId: string, postId: string): Ref<DraftNote> => ({
  key: draftKey(fileId, postId),
  parse: (item) => DraftNote.parse(item.draft),
});

/** Puts a draft in place of the version that was read, if any. */
export const draftCompanion = (read: DraftNote | undefined, next: DraftNote): Companion => ({
  item: {
    ...draftKey(next.fileId, next.postId),
    ...(isLive(next) && draftNoteKeys(next.postId, next.fileId)),
    version: next.version,
    draft: next,
  },
  expect: read ? { attribute: 'version', value: read.version } : 'new',
});

/** A sealed draft with the marks that its appendices now stand in the file, open to whoever may read that. */
export const sealedDraftCompanions = (
  read: DraftNote | undefined,
  next: DraftNote,
): Companion[] => [
  draftCompanion(read, next),
  ...(read?.appendices ?? []).map(
    ({ documentId }): Companion => ({
      item: { ...memberKey(next.fileId, documentId), noteId: next.id },
      expect: 'new',
    }),
  ),
];

/**
 * An open chain in the reconciler's list and, if it goes by the order, in that of its office: with the matter, and of a
 * confidential file without the number.
 */
export function openChainRow(file: File, approvalId: string, listed: boolean): Companion {
  const { officeId, unitId, headCode, number, classification } = file;
  return {
    item: {
      ...openApprovalKey(approvalId),
      running: true,
      ...(listed && {
        ...openChainKeys(officeId, digest(approvalId)),
        id: approvalId,
        headCode,
        ...(unitId && { unitId }),
        ...(classification !== 'confidential' && { number }),
      }),
    },
    expect: 'any',
  };
}

/**
 * The list that an office has of its open chains names a file no more that becomes confidential. Whether its chain still
 * goes by an order is looked at with its next step.
 */
export const unnamedChainRow = (file: File): Companion[] =>
  file.openApprovalId ? [openChainRow(file, file.openApprovalId, true)] : [];

const EventItem = z.object({
  event: SealedEvent,
  hash: z.string(),
  series: z.enum(['note', 'correspondence', 'version']).optional(),
  no: z.int().optional(),
});
export interface StoredEvent {
  readonly event: SealedEventType;
  readonly hash: string;
}

interface Slice {
  readonly limit: number;
  readonly after?: number | undefined;
}
const padded = (n: number) => String(n).padStart(8, '0');
const slice = (pk: string, prefix: string, { limit, after }: Slice) =>
  queryPage({
    pk,
    prefix,
    limit,
    ...(after !== undefined && { after: `${prefix}${padded(after)}` }),
  });

/** Events of a record in order. */
export async function events(recordId: string, part: Slice) {
  const { items, more } = await slice(recordId, eventPrefix, part);
  return { items: items.map((item): StoredEvent => EventItem.parse(item)), more };
}

/** Events exactly as stored, unparsed, for verification. */
export const rawEvents = (recordId: string, part: Slice) => slice(recordId, eventPrefix, part);
export const rawSealed = (recordId: string, series: keyof typeof sealedPrefixes, part: Slice) =>
  slice(recordId, sealedPrefixes[series], part);

/** The texts sealed with one event, with their salts; a text that cannot be unpacked stays what it is. */
export function fieldsOf(item: Item): Record<string, unknown> {
  const fields = (item.fields ?? {}) as Record<string, { salt?: unknown; value?: unknown }>;
  return Object.fromEntries(
    Object.entries(fields).map(([name, { salt, value }]) => {
      try {
        return [name, { salt, value: unpack(value) }];
      } catch {
        return [name, { salt, value: null, damaged: true }];
      }
    }),
  );
}

const textOf = <T>(item: Item, field: string, schema: z.ZodType<T>): T =>
  schema.parse((fieldsOf(item)[field] as { value?: unknown } | undefined)?.value);

/** What was said with events, by their sequence: reasons and remarks; notes and letters stand in series of their own. */
export async function texts(recordId: string, part: Slice): Promise<Map<number, Texts>> {
  const { items } = await slice(recordId, sealedPrefixes.other, part);
  return new Map(
    items.map((item) => [
      z.int().parse(item.eventSeq),
      z
        .record(
          z.string(),
          z.object({ value: z.json() }).transform(({ value }) => value),
        )
        .parse(fieldsOf(item)),
    ]),
  );
}
/** What was said of a delay with an event that has such a text. */
export const remarksOnDelay = (said: Texts | undefined): string | undefined =>
  typeof said?.delayRemarks === 'string' ? said.delayRemarks : undefined;
type Texts = Readonly<Record<string, z.infer<ReturnType<typeof z.json>>>>;

/** How many a worker reads at a time. */
const atOnce = 25;
/** All of a series of a record, page by page, for a worker: no request has the time. */
async function* all<T>(
  read: (part: Slice) => Promise<{ items: T[]; more: boolean }>,
  serialOf: (item: T) => number,
): AsyncGenerator<T[]> {
  for (let after: number | undefined, more = true; more; ) {
    const page = await read({ limit: atOnce, after });
    yield page.items;
    const last = page.items.at(-1);
    after = last && serialOf(last);
    more = page.more && last !== undefined;
  }
}
export const allNotes = (fileId: string) =>
  all(
    (part) => notes(fileId, part),
    ({ note }) => note.no,
  );
export const allCorrespondence = (fileId: string) =>
  all(
    (part) => correspondence(fileId, part),
    ({ no }) => no,
  );
export const allEvents = (recordId: string) =>
  all(
    (part) => events(recordId, part),
    ({ event }) => event.seq,
  );

/** Sealed notes in order, each with the sequence of the event that sealed it. */
export async function notes(fileId: string, part: Slice) {
  const { items, more } = await slice(fileId, sealedPrefixes.note, part);
  return {
    items: items.map((item) => ({
      note: textOf(item, 'note', SealedNote),
      seq: z.int().parse(item.eventSeq),
    })),
    more,
  };
}

/** One sealed note by its number, as a reference. */
export const noteRef = (fileId: string, no: number): Ref<SealedNote> => ({
  key: { pk: fileId, sk: `${sealedPrefixes.note}${padded(no)}` },
  parse: (item) => textOf(item, 'note', SealedNote),
});

/** One letter on the correspondence side by its number, as a reference. */
export const item = (fileId: string, no: number): Ref<CorrespondenceItem> => ({
  key: sealedKey(fileId, 'correspondence', no),
  parse: (found) => textOf(found, 'item', CorrespondenceItem),
});

export async function correspondence(fileId: string, part: Slice) {
  const { items, more } = await slice(fileId, sealedPrefixes.correspondence, part);
  return { items: items.map((item) => textOf(item, 'item', CorrespondenceItem)), more };
}

/** The sealed texts of the events `from` to `to`, by series: at most one text item an event. */
export function sealedWindow(
  recordId: string,
  after: { seq: number; noteNo: number; corrNo: number },
  limit: number,
) {
  return Promise.all([
    rawEvents(recordId, { limit, after: after.seq }),
    rawSealed(recordId, 'note', { limit, after: after.noteNo }),
    rawSealed(recordId, 'correspondence', { limit, after: after.corrNo }),
    rawSealed(recordId, 'other', { limit, after: after.seq }),
  ]);
}

const Stop = z.object({
  from: PostRef,
  to: PostRef,
  heldSince: Instant,
  heldWorkingMinutes: z.int(),
  purpose: z.string().optional(),
  delayReason: z.string().optional(),
});

/** A hand-over as its event has it: from whom, to whom, and how long it had lain. */
export function stopOf({ pub, at }: SealedEventType) {
  const { from, to, heldSince, heldWorkingMinutes, purpose, delayReason } = Stop.parse(pub);
  return {
    from,
    to,
    lay: {
      since: heldSince,
      seconds: Math.max(0, Math.round((Date.parse(at) - Date.parse(heldSince)) / 1000)),
      workingMinutes: heldWorkingMinutes,
    },
    purpose: purpose ?? null,
    delayReason: delayReason ?? null,
  };
}
