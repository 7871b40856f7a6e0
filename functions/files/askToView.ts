import { fileRoutes } from '../../shared/api/routes/files.ts';
import { postRef } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { allows } from '../../shared/domain/policy.ts';
import { governed, mayDo } from '../../shared/http/access.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read, write } from '../../shared/http/operation.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';

/** A post of the office asks the holder to let it read a file that it may only know of. */
export const requestView = write(
  fileRoutes.requestView,
  async ({ params, body, officer, at, door }) => {
    const { stored } = await door.load({ stored: files.ref(params.fileId) });
    if (stored && allows(officer, 'read-content', governed(stored.state))) {
      throw new DomainError('view-granted', 'The post may read the file already.');
    }
    const file = mayDo(officer, 'request-view', stored?.state);
    const request = { post: postRef(officer.post), reason: body.reason, askedAt: at };
    return door.commit({
      records: [],
      companions: [files.viewRequestCompanion(file.id, request)],
      reply: () => request,
    });
  },
);

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
