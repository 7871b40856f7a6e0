import { draftRoutes } from '../../shared/api/routes/drafts.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { formCodes, forms, type SlotCode, slotCodes, slots } from '../../shared/domain/forms.ts';
import { mayDo } from '../../shared/http/access.ts';
import { limitOf, nextOf, serialOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';
import { sealOf } from '../../shared/store/recordStore.ts';
import { deskOf, draftOf } from './onFile.ts';

export const listForms = read(draftRoutes.listForms, async () => ({
  body: {
    items: formCodes.map((code) => {
      const { requires, admits, salutation = null, closing = null, ...form } = forms[code];
      const parts = slotCodes
        .filter((slot: SlotCode) => requires.includes(slot) || admits.includes(slot))
        .map((slot) => ({ code: slot, name: slots[slot], required: requires.includes(slot) }));
      return { code, ...form, parts, salutation, closing };
    }),
  },
}));

export const listDrafts = read(draftRoutes.listDrafts, async ({ params, query, officer }) => {
  const { fileId } = params;
  const list = `drafts/${fileId}`;
  const [{ file }, page] = await Promise.all([
    load({ file: files.ref(fileId) }),
    drafts.ofFile(fileId, { limit: limitOf(query), after: sortKeyOf(list, query) }),
  ]);
  mayDo(officer, 'read-content', file?.state);
  return { body: { items: page.items, next: nextOf(list, page.last) } };
});

export const getDraft = read(draftRoutes.getDraft, async ({ params, officer }) => {
  const [desk, newest] = await Promise.all([load(deskOf(params)), drafts.newest(params.draftId)]);
  mayDo(officer, 'read-content', desk.file?.state);
  const { state, head } = draftOf(desk);
  // A save between the two reads shows as a text that is newer than the draft.
  const content = newest?.version === state.version ? newest.content : undefined;
  const text = content ?? (await textOf(params.draftId, state.version));
  return {
    etag: String(head.seq),
    body: { draft: state, content: text, version: head.seq, seal: sealOf(head) },
  };
});

async function textOf(draftId: string, no: number) {
  const { version } = await load({ version: drafts.version(draftId, no) });
  if (!version) throw new Error(`${draftId} lacks version ${no}.`);
  return version.content;
}

export const listDraftVersions = read(
  draftRoutes.listDraftVersions,
  async ({ params, query, officer }) => {
    const list = `versions/${params.draftId}`;
    const [desk, page] = await Promise.all([
      load(deskOf(params)),
      drafts.versions(params.draftId, { limit: limitOf(query), after: serialOf(list, query) }),
    ]);
    mayDo(officer, 'read-content', desk.file?.state);
    draftOf(desk);
    return {
      body: {
        items: page.items.map(({ content: _text, ...version }) => version),
        next: nextOf(list, page.more ? page.items.at(-1)?.version : undefined),
      },
    };
  },
);

export const getDraftVersion = read(draftRoutes.getDraftVersion, async ({ params, officer }) => {
  const { version, ...desk } = await load({
    ...deskOf(params),
    version: drafts.version(params.draftId, Number(params.version)),
  });
  mayDo(officer, 'read-content', desk.file?.state);
  draftOf(desk);
  if (!version) throw noVersion(params.version);
  return { body: version };
});

export const compareDraft = read(draftRoutes.compareDraft, async ({ params, query, officer }) => {
  const { from, to, ...desk } = await load({
    ...deskOf(params),
    from: drafts.version(params.draftId, Number(query.from)),
    to: drafts.version(params.draftId, Number(query.to)),
  });
  mayDo(officer, 'read-content', desk.file?.state);
  draftOf(desk);
  if (!from) throw noVersion(query.from);
  if (!to) throw noVersion(query.to);
  // Only who compares two versions waits for what does it.
  const { compare } = await import('../../shared/domain/comparison.ts');
  const changes = compare(from.content, to.content).map(({ part, pieces }) => ({
    part,
    pieces: [...pieces],
  }));
  return { body: { from: from.version, to: to.version, changes } };
});

const noVersion = (no: string) => new DomainError('not-found', `The draft has no version ${no}.`);
