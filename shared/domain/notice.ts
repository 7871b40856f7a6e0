/**
 * Notices (सूचना): what others did to a file, or ask about it, as the post that it concerns is told. The sealed event is
 * the record; a notice only tells of it, is written in the same transaction, and lapses by itself.
 */
import * as z from 'zod';
import { type Post, PostRef, postRef } from './directory.ts';
import type { File } from './file.ts';
import { FileId, Instant, NoteId, NoticeId, ReceiptId } from './ids.ts';
import type { DraftNote } from './note.ts';
import { Classification } from './record.ts';
import type { Bilingual } from './text.ts';

export const NoticeKind = z
  .enum([
    'pulled-up',
    'taken-back',
    'letter-pulled-up',
    'note-shared',
    'oral-order',
    'view-requested',
    'view-granted',
    'view-refused',
    'level-reminded',
    'level-overdue',
    'asked-no-more',
  ])
  .meta({ id: 'NoticeKind' });
export type NoticeKind = z.infer<typeof NoticeKind>;

/** What a notice of each kind says to the post that is told. */
export const noticeLabels: Readonly<Record<NoticeKind, Bilingual & { readonly en: string }>> = {
  'pulled-up': {
    hi: 'वरिष्ठ पद ने नस्ती आपके पास से बुला ली',
    en: 'A superior post pulled the file up from your desk',
  },
  'taken-back': {
    hi: 'आपके पास राय हेतु आई नस्ती वापस ली गई',
    en: 'A file that was with you for your opinion was taken back',
  },
  'letter-pulled-up': {
    hi: 'वरिष्ठ पद ने पत्र आपके पास से बुला लिया',
    en: 'A superior post pulled the letter up from your desk',
  },
  'note-shared': {
    hi: 'प्रारूप टीप आपके साथ साझा की गई',
    en: 'A draft note was shared with you',
  },
  'oral-order': {
    hi: 'आपका मौखिक आदेश दर्ज हुआ, कृपया पुष्टि करें',
    en: 'An oral order of yours is on record; please confirm it',
  },
  'view-requested': {
    hi: 'आपके पास की नस्ती देखने की अनुमति माँगी गई',
    en: 'A post asks to read a file that is with you',
  },
  'view-granted': { hi: 'नस्ती देखने की अनुमति मिली', en: 'You may read the file' },
  'view-refused': {
    hi: 'नस्ती देखने की अनुमति नहीं मिली',
    en: 'Your request to read the file was refused',
  },
  'level-reminded': {
    hi: 'अनुमोदन शृंखला में आपके निर्णय का आधा समय बीत गया',
    en: 'Half the time for your decision in an approval chain is gone',
  },
  'level-overdue': {
    hi: 'अनुमोदन शृंखला में आपके निर्णय की समय-सीमा बीत गई',
    en: 'Your decision in an approval chain is overdue',
  },
  'asked-no-more': {
    hi: 'अनुमोदन शृंखला वापस ली गई या दूसरे पद को दी गई, अब आपका निर्णय अपेक्षित नहीं',
    en: 'An approval chain asks you no more; it was withdrawn, or another post is asked',
  },
};

/** It names a file or a letter by its number and never by its subject, so that nothing has to be unsaid when that becomes confidential. */
export const Notice = z.strictObject({
  id: NoticeId,
  kind: NoticeKind,
  /** Either of a file or of a letter that is in none. */
  fileId: FileId.optional(),
  receiptId: ReceiptId.optional(),
  number: z.string(),
  classification: Classification,
  /** The post that did it; nothing for the system’s clock. */
  by: PostRef.optional(),
  at: Instant,
  noteId: NoteId.optional(),
  noteNo: z.int().positive().optional(),
  /** Nothing of what is confidential. */
  reason: z.string().optional(),
  readAt: Instant.optional(),
});
export type Notice = z.infer<typeof Notice>;

/** What an act has to say, and to which post. */
export interface Telling {
  readonly to: string;
  readonly kind: NoticeKind;
  readonly noteId?: string;
  readonly noteNo?: number;
  readonly reason?: string;
}

/** What a notice is about. */
export type Noticed = Pick<File, 'id' | 'number' | 'classification'>;

/** The notice of a telling; of a confidential file or letter without any words. */
export function noticeOf(
  { id: recordId, number, classification }: Noticed,
  { to: _to, reason, ...told }: Telling,
  { id, by, at }: { id: string; by: Post | undefined; at: string },
): Notice {
  return {
    id,
    ...(recordId.startsWith('rcp_') ? { receiptId: recordId } : { fileId: recordId }),
    number,
    classification,
    ...told,
    ...(by && { by: postRef(by) }),
    at,
    ...(reason !== undefined && classification === 'normal' && { reason }),
  };
}

/** The post that is asked to confirm what a note that was just sealed says of its oral order. */
export const toConfirm = (draft: DraftNote | undefined, noteNo: number): Telling[] =>
  draft?.orderedBy
    ? [{ to: draft.orderedBy.postId, kind: 'oral-order', noteId: draft.id, noteNo }]
    : [];

/** The post has read it; when it first did stays. */
export const readNotice = (notice: Notice, at: string): Notice => ({ readAt: at, ...notice });
