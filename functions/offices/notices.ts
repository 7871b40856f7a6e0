import { noticeRoutes } from '../../shared/api/routes/notices.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { type Notice, noticeLabels, readNotice } from '../../shared/domain/notice.ts';
import { isHiddenFrom, visibleTo } from '../../shared/domain/policy.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read, write } from '../../shared/http/operation.ts';
import * as notices from '../../shared/store/noticeStore.ts';
import type { Ref } from '../../shared/store/reading.ts';

const shown = ({ by, fileId, receiptId, noteId, noteNo, reason, readAt, ...notice }: Notice) => ({
  ...notice,
  label: noticeLabels[notice.kind],
  fileId: fileId ?? null,
  receiptId: receiptId ?? null,
  by: by ?? null,
  noteId: noteId ?? null,
  noteNo: noteNo ?? null,
  reason: reason ?? null,
  readAt: readAt ?? null,
});

export const listNotices = read(noticeRoutes.listNotices, async ({ query, officer }) => {
  const { id } = officer.post;
  const unread = query.unread !== undefined;
  const list = `notices/${id}/${unread ? 'unread' : 'all'}`;
  const { items, last } = await notices.notices(id, {
    unread,
    limit: limitOf(query),
    after: sortKeyOf(list, query),
  });
  return { body: { items: visibleTo(officer, items).map(shown), next: nextOf(list, last) } };
});

/** Nothing is sealed: that a post has read of an event is no event of the file. */
export const readNotices = write(noticeRoutes.readNotices, async ({ body, officer, at, door }) => {
  const { id: postId } = officer.post;
  const ids = [...new Set(body.noticeIds)];
  const refs: Record<string, Ref<notices.NoticeRow>> = Object.fromEntries(
    ids.map((id) => [id, notices.ref(postId, id)]),
  );
  const rows = await door.load(refs);
  const all = ids.map((id) => {
    const row = rows[id];
    if (!row || isHiddenFrom(officer, row.notice)) {
      throw new DomainError('not-found', `There is no notice ${id} of this post.`);
    }
    return { row, notice: readNotice(row.notice, at) };
  });
  return door.commit({
    records: [],
    companions: all
      .filter(({ row }) => row.state === 'unread')
      .map(({ row, notice }) => notices.readRow(postId, notice, row)),
    reply: () => ({ items: all.map(({ notice }) => shown(notice)) }),
  });
});
