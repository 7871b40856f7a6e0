/** Draft letters: each a sealed record of its own, with its versions, and a row among the drafts of its file. */
import * as z from 'zod';
import type { Changed } from '../domain/document.ts';
import { Draft, DraftVersion } from '../domain/draft.ts';
import type { Check, Companion, RecordChange } from './door.ts';
import { events, fieldsOf, rawSealed } from './fileStore.ts';
import { headKey, letterKey, letterPrefix, sealedKey } from './keys.ts';
import { type Item, queryPage, type Ref } from './reading.ts';
import { recordRef, type Stored } from './recordStore.ts';

export const ref = (draftId: string): Ref<Stored<Draft>> => recordRef(draftId, Draft);

/** The change of a draft, and how the drafts of its file show it; the draft's head guards the row. */
export function change(
  read: Stored<Draft> | undefined,
  { record, events }: Changed<Draft>,
): { record: RecordChange; companions: Companion[] } {
  const { id, officeId, fileId, ordinal } = record;
  return {
    record: { id, officeId, read: read?.head, state: record, events },
    companions: [
      {
        item: { ...letterKey(fileId, ordinal), draft: record },
        expect: read ? 'any' : 'new',
      },
    ],
  };
}

/** Nothing was done to the draft since it was read; else the request is tried again on what is there now. */
export const unchanged = ({ state, head }: Stored<Draft>): Check => ({
  key: headKey(state.id),
  attribute: 'seq',
  value: head.seq,
});

const versionOf = (item: Item): DraftVersion =>
  DraftVersion.parse((fieldsOf(item).version as { value?: unknown } | undefined)?.value);

export const version = (draftId: string, no: number): Ref<DraftVersion> => ({
  key: sealedKey(draftId, 'version', no),
  parse: versionOf,
});

/** Versions of a draft in order. */
export async function versions(
  draftId: string,
  part: { limit: number; after?: number | undefined },
) {
  const { items, more } = await rawSealed(draftId, 'version', part);
  return { items: items.map(versionOf), more };
}

/** The newest version, read beside the draft: its number need not be known. */
export async function newest(draftId: string): Promise<DraftVersion | undefined> {
  const prefix = sealedKey(draftId, 'version', 0).sk.slice(0, 2);
  const { items } = await queryPage({ pk: draftId, prefix, limit: 1, newestFirst: true });
  return items[0] && versionOf(items[0]);
}

/** Drafts of a file, in the order in which they were begun. */
export async function ofFile(fileId: string, part: { limit: number; after?: string | undefined }) {
  const { items, more } = await queryPage({ pk: fileId, prefix: letterPrefix, ...part });
  return {
    items: items.map(({ draft }) => Draft.parse(draft)),
    last: more ? z.string().parse(items.at(-1)?.sk) : undefined,
  };
}

/** A run of a draft's events, each with the reason sealed with it, if any. The texts stand in their versions. */
export async function history(
  draftId: string,
  part: { limit: number; after?: number | undefined },
) {
  const [run, reasons] = await Promise.all([
    events(draftId, part),
    rawSealed(draftId, 'other', part),
  ]);
  const reasonOf = new Map(
    reasons.items.map((item) => [item.eventSeq, fieldsOf(item).reason as { value?: unknown }]),
  );
  return {
    more: run.more,
    items: run.items.map(({ event, hash }) => ({
      event,
      hash,
      reason: z.string().optional().parse(reasonOf.get(event.seq)?.value),
    })),
  };
}
