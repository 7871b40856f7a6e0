import * as z from 'zod';
import { Name, PostRef } from '../../domain/directory.ts';
import { FileId, Instant, NoteId, NoticeId, ReceiptId } from '../../domain/ids.ts';
import { NoticeKind } from '../../domain/notice.ts';
import { Classification } from '../../domain/record.ts';
import { page, paging, type Route } from '../route.ts';

export const NoticeItem = z
  .object({
    id: NoticeId,
    kind: NoticeKind,
    /** What it says to the post. */
    label: Name,
    /** Of one of the two. */
    fileId: FileId.nullable(),
    receiptId: ReceiptId.nullable(),
    number: z.string(),
    classification: Classification,
    by: PostRef.nullable(),
    at: Instant,
    noteId: NoteId.nullable(),
    noteNo: z.int().nullable(),
    reason: z.string().nullable(),
    readAt: Instant.nullable(),
  })
  .meta({
    id: 'NoticeItem',
    description:
      'Never the subject of the file or letter, and of a confidential one no reason. `by` is null where the clock of an approval chain speaks.',
  });

export const noticeRoutes = {
  listNotices: {
    area: 'offices',
    method: 'GET',
    path: '/v1/notices',
    summary: {
      hi: 'इस पद के लिए सूचनाएँ, नई पहले',
      en: 'What the acting post was told of, newest first: what others did to its files and letters or ask of it',
    },
    access: 'inbox.read',
    query: z.strictObject({
      unread: z
        .literal('true')
        .optional()
        .meta({ description: 'Only what the post has not read.' }),
      ...paging(100),
    }),
    reply: { status: 200, body: page(NoticeItem, 'NoticePage') },
    problems: ['cursor-invalid'],
  },
  readNotices: {
    area: 'offices',
    method: 'POST',
    path: '/v1/notices/reading',
    summary: { hi: 'सूचनाएँ पढ़ लीं', en: 'Mark notices of the acting post as read' },
    access: 'inbox.write',
    body: z
      .strictObject({ noticeIds: z.array(NoticeId).min(1).max(50) })
      .meta({ id: 'NoticeReading' }),
    reply: {
      status: 200,
      body: z.object({ items: z.array(NoticeItem) }).meta({ id: 'NoticesRead' }),
    },
    problems: ['not-found'],
  },
} as const satisfies Record<string, Route>;
