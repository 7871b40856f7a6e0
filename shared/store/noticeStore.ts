/** What posts are told of: rows beside the write that they tell of, which lapse by themselves. */
import * as z from 'zod';
import type { Policy, Post } from '../domain/directory.ts';
import { Notice, type Noticed, noticeOf, type Telling } from '../domain/notice.ts';
import { newId } from './digest.ts';
import type { Companion } from './door.ts';
import { noticeKey, noticesPk, unreadKeys, unreadPk } from './keys.ts';
import { queryPage, type Ref } from './reading.ts';

/**
 * The rows of what an act tells posts of a file or a letter. The post that acts is not told what it does itself.
 * @param by the acting post, or nothing for a part of the system
 */
export function noticeRows(
  record: Noticed,
  tellings: readonly Telling[],
  { by, at, policy }: { by: Post | undefined; at: string; policy: Policy },
): Companion[] {
  const lapses = Math.floor(Date.parse(at) / 1000) + policy.noticeDays * 86_400;
  return tellings
    .filter(({ to }) => to !== by?.id)
    .map((telling): Companion => {
      const id = newId('ntc');
      return {
        item: {
          ...noticeKey(telling.to, id),
          ...unreadKeys(telling.to, id),
          state: 'unread',
          notice: noticeOf(record, telling, { id, by, at }),
          expiresAt: lapses,
        },
        expect: 'new',
      };
    });
}

const NoticeRow = z.object({
  state: z.enum(['unread', 'read']),
  notice: Notice,
  /** Epoch seconds. */
  expiresAt: z.int(),
});
export type NoticeRow = z.infer<typeof NoticeRow>;

/** A notice of a post, by an id that only this post can look up. */
export const ref = (postId: string, noticeId: string): Ref<NoticeRow> => ({
  key: noticeKey(postId, noticeId),
  parse: (item) => NoticeRow.parse(item),
});

/** The row of a notice that its post has read: it lapses when it would have, and leaves the index. */
export const readRow = (postId: string, notice: Notice, { expiresAt }: NoticeRow): Companion => ({
  item: { ...noticeKey(postId, notice.id), state: 'read', notice, expiresAt },
  expect: { attribute: 'state', value: 'unread' },
});

/** What a post was told of, newest first; what it has not read follows within moments. */
export async function notices(
  postId: string,
  { unread, ...part }: { unread: boolean; limit: number; after?: string | undefined },
) {
  const { items, more } = await queryPage({
    ...(unread ? { pk: unreadPk(postId), index: 'gsi1' } : { pk: noticesPk(postId) }),
    newestFirst: true,
    ...part,
  });
  return {
    items: items.map(({ notice }) => Notice.parse(notice)),
    last: more ? String(items.at(-1)?.sk) : undefined,
  };
}
