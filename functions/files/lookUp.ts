import { fileRoutes } from '../../shared/api/routes/files.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import type { File } from '../../shared/domain/file.ts';
import { stopTypes } from '../../shared/domain/movement.ts';
import { readShortNumber } from '../../shared/domain/numbering.ts';
import { allows, maskedFor } from '../../shared/domain/policy.ts';
import { governed, mayDo } from '../../shared/http/access.ts';
import { actorView } from '../../shared/http/actorView.ts';
import { limitOf, nextOf, serialOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as files from '../../shared/store/fileStore.ts';
import { filesNumbered } from '../../shared/store/numberStore.ts';
import { load } from '../../shared/store/reading.ts';

/**
 * Ids by any number a file goes by; its cover, and whether one may see it, is asked for by the id. That a number of the
 * office was given is no secret: the series have no gaps, and registers list every number.
 */
export const findFiles = read(fileRoutes.findFiles, async ({ query, officer }) => {
  const items = await filesNumbered(officer.post.officeId, query.number, {
    short: readShortNumber(query.number),
  });
  return { body: { items, next: null } };
});

const coverOf = ({ id, number, subject, status, holder, holderSince }: File) => ({
  fileId: id,
  number,
  subject,
  status,
  holder,
  since: holderSince,
});

/** Linked files as they stand now. The ids come from the file's cover, so that all are read together. */
export const listLinks = read(fileRoutes.listLinks, async ({ params, query, officer }) => {
  const ids = [...new Set(query.of.split(','))];
  const loaded = await load({
    stored: files.ref(params.fileId),
    ...Object.fromEntries(ids.map((id) => [id, files.ref(id)] as const)),
  });
  const file = mayDo(officer, 'see-cover', loaded.stored?.state);
  const others = loaded as unknown as Record<string, { state: File } | undefined>;
  const items = ids.map((id) => {
    const link = file.links.find(({ fileId }) => fileId === id);
    if (!link) throw new DomainError('no-link', `${id} is not linked.`);
    const other = others[id]?.state;
    const open = other && allows(officer, 'see-cover', governed(other));
    return { kind: link.kind, fileId: id, file: open ? coverOf(other) : null };
  });
  return { body: { items, next: null } };
});

/** The stops of a file, from the run of its events that the cursor names. */
export const listMovements = read(fileRoutes.listMovements, async ({ params, query, officer }) => {
  const { fileId } = params;
  const list = `movements/${fileId}`;
  const [{ stored }, page] = await Promise.all([
    load({ stored: files.ref(fileId) }),
    files.events(fileId, { limit: limitOf(query, 200), after: serialOf(list, query) }),
  ]);
  mayDo(officer, 'see-cover', stored?.state);
  return {
    body: {
      items: page.items
        .filter(({ event }) => stopTypes.has(event.type))
        .map(({ event }) => ({
          seq: event.seq,
          kind: event.type,
          at: event.at,
          by: actorView(event.actor),
          ...files.stopOf(event),
        })),
      next: nextOf(list, page.more ? page.items.at(-1)?.event.seq : undefined),
    },
  };
});

export const listSent = read(fileRoutes.listSent, async ({ query, officer }) => {
  const list = `sent/${officer.post.id}/${query.month}`;
  const { items, last } = await files.sent(officer.post.id, query.month, {
    limit: limitOf(query),
    after: sortKeyOf(list, query),
  });
  return { body: { items: maskedFor(officer, items), next: nextOf(list, last) } };
});
