/**
 * Old files brought onto the system (पुरानी नस्तियाँ): each gets a number of today's series, keeps its old one as an alias,
 * and is put where it stands: one at work with the desk of its branch, a closed one in the record room, with its
 * retention counted from the day on which it was closed.
 */
import * as z from 'zod';
import { dayOf, noonOf, oldestPaper } from './calendar.ts';
import { addScans } from './correspondence.ts';
import { type Officer, type Policy, type Post, postRef, type SubjectHead } from './directory.ts';
import type { AttachedDocument, Changed } from './document.ts';
import { type DomainErrorCode, domainErrorCodes } from './errors.ts';
import { type File, PhysicalPlace, untouched } from './file.ts';
import { Day, DocumentId, FileId, SubjectHeadId, UnitId } from './ids.ts';
import { comparable, isNumber } from './numbering.ts';
import {
  AskedClassification,
  keptClassification,
  Nature,
  noReaders,
  withReader,
} from './record.ts';
import { retentionFrom } from './retention.ts';
import { bilingual, officeNumber } from './text.ts';

export const MigrationRow = z
  .strictObject({
    legacyNumber: officeNumber(100),
    subject: bilingual(500),
    headId: SubjectHeadId,
    openedOn: Day,
    closedOn: Day.optional(),
    nature: Nature,
    place: PhysicalPlace.optional(),
    classification: AskedClassification.optional(),
    documentIds: z.array(DocumentId).max(10),
  })
  .refine(({ openedOn, closedOn }) => closedOn === undefined || openedOn <= closedOn, {
    message: 'A file is closed after it was opened.',
    path: ['closedOn'],
  })
  .refine(({ nature, place }) => (nature === 'electronic') === (place === undefined), {
    message: 'A physical or hybrid file has a place, an electronic one has none.',
    path: ['place'],
  })
  .meta({ id: 'MigrationRow' });
export type MigrationRow = z.infer<typeof MigrationRow>;

/** What one write can take. */
const mostWritten = 95;
/** What a row adds to the write: file, events, numbers, register, search, and each of its scans. */
const weightOf = ({ closedOn, documentIds }: MigrationRow): number =>
  10 +
  (closedOn === undefined ? 0 : 1) +
  (documentIds.length === 0 ? 0 : 2 + 4 * documentIds.length);
const fits = (rows: readonly MigrationRow[]): boolean =>
  rows.reduce((sum, row) => sum + weightOf(row), new Set(rows.map(({ headId }) => headId)).size) <=
  mostWritten;

export const MigrationInput = z
  .strictObject({
    /** The branch whose files they are. */
    unitId: UnitId,
    /** Where its closed files stand. */
    recordRoomId: UnitId.optional(),
    /** Only looks the rows over. */
    dryRun: z.boolean().optional(),
    rows: z.array(MigrationRow).min(1).max(25).refine(fits, {
      message: 'More than one write can take: send fewer rows, or rows with fewer scans.',
    }),
  })
  .meta({ id: 'MigrationInput' });
export type MigrationInput = z.infer<typeof MigrationInput>;

/** Cuts rows into portions that one call each can take, in order. */
export function portionsOf(rows: readonly MigrationRow[]): MigrationRow[][] {
  const portions: MigrationRow[][] = [];
  for (const row of rows) {
    const last = portions.at(-1);
    if (last && last.length < 25 && fits([...last, row])) last.push(row);
    else portions.push([row]);
  }
  return portions;
}

/** What keeps a row from being taken. */
export const MigrationFinding = z
  .strictObject({
    /** Of the rows sent, counted from 0. */
    row: z.int().nonnegative(),
    field: z.enum([
      'legacyNumber',
      'headId',
      'openedOn',
      'closedOn',
      'classification',
      'documentIds',
    ]),
    code: z.enum(domainErrorCodes),
  })
  .meta({ id: 'MigrationFinding' });
export type MigrationFinding = z.infer<typeof MigrationFinding>;

export interface MigrationGround {
  readonly at: string;
  readonly headOf: (headId: string) => SubjectHead | undefined;
  /** Whether a file of that old number was brought before. */
  readonly isKnown: (legacyNumber: string) => boolean;
  /** What keeps a document from becoming part of a file. */
  readonly faultOf: (documentId: string) => DomainErrorCode | undefined;
  readonly hasRecordRoom: boolean;
}

/** Looks rows over: every fault of every row, so that a list is mended in one go. */
export function findingsOf(
  rows: readonly MigrationRow[],
  { at, headOf, isKnown, faultOf, hasRecordRoom }: MigrationGround,
): MigrationFinding[] {
  const today = dayOf(at);
  const numbers = new Set<string>();
  const documents = new Set<string>();
  return rows.flatMap((row, index) => {
    const found: MigrationFinding[] = [];
    const add = (field: MigrationFinding['field'], code: DomainErrorCode) =>
      found.push({ row: index, field, code });
    const head = headOf(row.headId);
    if (!head) add('headId', 'not-found');
    else if (!head.active) add('headId', 'head-inactive');
    if (row.openedOn < oldestPaper) add('openedOn', 'date-too-old');
    if (row.openedOn > today) add('openedOn', 'date-ahead');
    if (row.closedOn !== undefined && row.closedOn > today) add('closedOn', 'date-ahead');
    if (row.closedOn !== undefined && !hasRecordRoom) add('closedOn', 'no-record-room');
    if (row.classification !== undefined && !keptClassification(row.classification)) {
      add('classification', 'classification-refused');
    }
    const number = comparable(row.legacyNumber);
    if (!isNumber(row.legacyNumber)) add('legacyNumber', 'number-blank');
    else if (isKnown(row.legacyNumber) || numbers.has(number)) add('legacyNumber', 'alias-exists');
    numbers.add(number);
    for (const id of row.documentIds) {
      const fault = documents.has(id) ? 'document-attached' : faultOf(id);
      if (fault) add('documentIds', fault);
      documents.add(id);
    }
    return found;
  });
}

export interface Migrating {
  readonly id: string;
  readonly number: string;
  readonly shortNumber: string;
  readonly at: string;
  readonly policy: Policy;
  readonly head: SubjectHead;
  readonly unitId: string;
  /** The desk that has it: of the branch, or of the record room. */
  readonly desk: Post;
  readonly documents: readonly AttachedDocument[];
}

/** Brings one old file onto the system. */
export function migrateFile(
  row: MigrationRow,
  officer: Officer,
  { id, number, shortNumber, at, policy, head, unitId, desk, documents }: Migrating,
): Changed<File> {
  const { legacyNumber, subject, nature, place, openedOn, closedOn } = row;
  const classification = keptClassification(row.classification) ?? 'normal';
  const file: File = {
    id,
    officeId: officer.post.officeId,
    unitId,
    headId: head.id,
    headCode: head.code,
    number,
    shortNumber,
    nature,
    kind: 'main',
    subject,
    classification,
    urgency: 'ordinary',
    status: closedOn === undefined ? 'active' : 'recorded',
    openedAt: noonOf(openedOn),
    entered: { at, by: postRef(desk) },
    holder: postRef(desk),
    holderSince: at,
    readers: withReader(
      noReaders,
      classification === 'confidential' ? { id: desk.id, superiors: [] } : desk,
    ),
    ...untouched,
    aliases: [legacyNumber],
    ...(place && { physical: place }),
    ...(closedOn !== undefined && {
      retention: retentionFrom(policy, head.code, noonOf(closedOn)),
    }),
  };
  const scanned =
    documents.length === 0
      ? { record: file, events: [] }
      : addScans(file, { number: legacyNumber, subject, documents });
  return {
    record: scanned.record,
    events: [
      {
        type: 'migrated',
        pub: {
          number,
          legacyNumber,
          headId: head.id,
          classification,
          nature,
          holder: file.holder,
          openedOn,
          ...(closedOn !== undefined && { closedOn }),
        },
        texts: { subject, ...(place && { place }) },
      },
      ...scanned.events,
    ],
  };
}

export const Migrated = z
  .object({
    /** Every fault; when there is any, nothing was written. */
    findings: z.array(MigrationFinding),
    files: z.array(
      z.object({ row: z.int(), fileId: FileId, number: z.string(), legacyNumber: z.string() }),
    ),
  })
  .meta({ id: 'Migrated' });
