import { fileRoutes } from '../../shared/api/routes/files.ts';
import { mayDo } from '../../shared/http/access.ts';
import { limitOf, nextOf, serialOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';

export const listCorrespondence = read(
  fileRoutes.listCorrespondence,
  async ({ params, query, officer }) => {
    const { fileId } = params;
    const list = `correspondence/${fileId}`;
    const [{ stored }, page] = await Promise.all([
      load({ stored: files.ref(fileId) }),
      files.correspondence(fileId, { limit: limitOf(query), after: serialOf(list, query) }),
    ]);
    const file = mayDo(officer, 'read-content', stored?.state);
    const shown = new Set(page.items.map(({ no }) => no));
    return {
      body: {
        items: page.items,
        appendices: file.correspondenceAppendices.filter(({ no }) => shown.has(no)),
        next: nextOf(list, page.more ? page.items.at(-1)?.no : undefined),
      },
    };
  },
);
