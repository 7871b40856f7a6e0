import * as z from 'zod';

/**
 * Ids are for machines: a prefix that names the kind, and a ULID. Office numbers, which people say
 * and write, are another thing (`numbering.ts`).
 */
const ulid = '[0-7][0-9A-HJKMNP-TV-Z]{25}';
const idOf = <Prefix extends string>(prefix: Prefix) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_${ulid}$`))
    .meta({ example: `${prefix}_01JZ0000000000000000000000` });

export const OfficeId = idOf('ofc');
export const UnitId = idOf('unt');
export const PostId = idOf('pst');
export const PersonId = idOf('per');
export const TenureId = idOf('ten');
export const SubjectHeadId = idOf('hed');
export const ChainId = idOf('chn');
export const DocumentId = idOf('doc');
export const ReceiptId = idOf('rcp');
export const FileId = idOf('fil');
export const NoteId = idOf('nte');
/** A draft letter; its id holds nothing of its file, which names it in its requests. */
export const DraftId = idOf('drf');
/** A letter that went out. */
export const IssueId = idOf('iss');
/** A PDF or table that was asked for and is made by a worker. */
export const PrintId = idOf('prt');
/** A batch of files under review for weeding. */
export const ReviewId = idOf('rev');
export const HoldId = idOf('hld');
/** A work-division order. */
export const DivisionId = idOf('div');
export const NoticeId = idOf('ntc');
/** That a link officer acts for a post. */
export const DelegationId = idOf('dlg');
/** A file's approvals are numbered within it, so that the id alone leads to the file's partition. */
export const ApprovalId = z
  .string()
  .regex(new RegExp(`^apr_${ulid}-[1-9][0-9]{0,3}$`))
  .meta({ example: 'apr_01JZ0000000000000000000000-1' });

export type IdPrefix =
  | 'ofc'
  | 'unt'
  | 'pst'
  | 'per'
  | 'ten'
  | 'hed'
  | 'chn'
  | 'doc'
  | 'rcp'
  | 'fil'
  | 'nte'
  | 'drf'
  | 'iss'
  | 'prt'
  | 'rev'
  | 'hld'
  | 'div'
  | 'ntc'
  | 'dlg'
  | 'out';

/** Makes a new id of a kind. Passed in, so that no rule reads a random source. */
export type NewId = (prefix: IdPrefix) => string;

export const approvalIdOf = (fileId: string, ordinal: number): string =>
  `apr_${fileId.slice(4)}-${ordinal}`;
/** The file and the place in it that an approval's id names. */
export function approvalPlace(approvalId: string): { fileId: string; ordinal: number } {
  const [id = '', ordinal = ''] = approvalId.slice(4).split('-');
  return { fileId: `fil_${id}`, ordinal: Number(ordinal) };
}

/** An instant, stored in UTC with milliseconds. */
export const Instant = z.iso
  .datetime()
  .meta({ id: 'Instant', example: '2026-11-23T05:30:00.000Z' });
export const Day = z.iso.date().meta({ id: 'Day', example: '2026-11-23' });
/** A calendar month in Indian time, as `2026-11`. */
export const Month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
  .meta({ example: '2026-11' });
