import { fileRoutes } from '../../shared/api/routes/files.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import {
  requestView as asked,
  refuseView as refused,
  type ViewAsked,
} from '../../shared/domain/fileCare.ts';
import type { Telling } from '../../shared/domain/notice.ts';
import { allows } from '../../shared/domain/policy.ts';
import { governed, mayDo } from '../../shared/http/access.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { mustBeAt, read, type WriteRequest, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { noticeRows } from '../../shared/store/noticeStore.ts';
import { load } from '../../shared/store/reading.ts';

type Asked = Pick<WriteRequest<typeof fileRoutes.requestView>, 'officer' | 'at' | 'door'>;

/** The file with the last request of a post, and for how long notices are kept. */
const refsOf = (fileId: string, postId: string) => ({
  stored: files.ref(fileId),
  request: files.viewRequest(fileId, postId),
  policy: directory.policy,
});

/** A post of the office asks the holder to let it read a file that it may only know of. */
export const requestView = write(
  fileRoutes.requestView,
  async ({ params, body, officer, at, door }) => {
    const loaded = await door.load(refsOf(params.fileId, officer.post.id));
    const { stored, request } = loaded;
    if (stored && allows(officer, 'read-content', governed(stored.state))) {
      throw new DomainError('view-granted', 'The post may read the file already.');
    }
    const file = mayDo(officer, 'request-view', stored?.state);
    const { reason } = body;
    return save({ officer, at, door }, loaded, asked(file, request, officer, { reason, at }), {
      to: file.holder.postId,
      kind: 'view-requested',
      reason,
    });
  },
);

export const refuseView = write(
  fileRoutes.refuseView,
  async ({ params, body, officer, at, version, door }) => {
    const { fileId, postId } = params;
    const loaded = await door.load(refsOf(fileId, postId));
    const { stored, request } = loaded;
    const file = mayDo(officer, 'name-reader', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    const { reason } = body;
    return save({ officer, at, door }, loaded, refused(file, request, { reason, at }), {
      to: postId,
      kind: 'view-refused',
      reason,
    });
  },
);

type Loaded = Awaited<ReturnType<typeof load<ReturnType<typeof refsOf>>>>;
/** Writes a request or its refusal: on the file, in the list of its requests, and to the post that is told. */
function save(
  { officer, at, door }: Asked,
  { stored, policy }: Loaded,
  { request, file }: ViewAsked,
  telling: Telling,
) {
  const { record } = file;
  const told = { by: officer.post, at, policy: directory.present(policy, 'policy') };
  return door.commit({
    records: [files.change(stored, file)],
    companions: [
      files.accessAfter(stored, file),
      files.viewRequestCompanion(record.id, request),
      ...noticeRows(record, [telling], told),
    ],
    reply: () => request,
  });
}

export const listViewRequests = read(
  fileRoutes.listViewRequests,
  async ({ params, query, officer }) => {
    const { fileId } = params;
    const list = `views/${fileId}`;
    const [{ stored }, page] = await Promise.all([
      load({ stored: files.ref(fileId) }),
      files.viewRequests(fileId, { limit: limitOf(query), after: sortKeyOf(list, query) }),
    ]);
    mayDo(officer, 'name-reader', stored?.state, 'file-not-with-you');
    return { body: { items: page.items, next: nextOf(list, page.last) } };
  },
);
