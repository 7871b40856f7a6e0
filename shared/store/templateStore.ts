/** Chains as their offices keep them: the sealed record with the draft, every published version, and the office's list. */
import { ChainRecord, TemplateRow } from '../domain/chainLife.ts';
import { Template } from '../domain/chainTemplate.ts';
import { ChainId } from '../domain/ids.ts';
import type { Companion } from './door.ts';
import {
  chainKey,
  chainVersionKey,
  templateCodeKey,
  templateKey,
  templatePrefix,
  templatesPk,
} from './keys.ts';
import { queryPage, type Ref } from './reading.ts';
import { recordChange, recordRef, type Stored } from './recordStore.ts';

export const ref = (chainId: string): Ref<Stored<ChainRecord>> => recordRef(chainId, ChainRecord);

/** One published version: it is written once and never again. */
export const version = (chainId: string, no: number): Ref<Template> => ({
  key: chainVersionKey(chainId, no),
  parse: ({ entity }) => Template.parse(entity),
});

/** Which chain of the office has a code. */
export const code = (officeId: string, text: string): Ref<string> => ({
  key: templateCodeKey(officeId, text),
  parse: ({ chainId }) => ChainId.parse(chainId),
});

export const change = recordChange<ChainRecord>;

interface Written {
  readonly record: ChainRecord;
  /** The version that is published with it, or of one that is retired the newest. */
  readonly published?: Template | undefined;
}

/**
 * What stands beside the record: its row in the office's list, its code, the version that was published for ever, and
 * what chains begin with.
 * @param read the record before the change, if there was one; its head guards what is not new
 * @param current the version with which chains begin, of a chain that was read
 */
export function companions(
  { record, published }: Written,
  read: ChainRecord | undefined,
  current?: Template,
): Companion[] {
  const { id, officeId, code: text, status, version: newest, draft } = record;
  // What is only a draft is not what chains begin with.
  const shown = published ?? current ?? draft ?? read?.draft;
  if (!shown) throw new Error(`${id} has neither a draft nor a version.`);
  const { name, kind, heads } = shown;
  const row: TemplateRow = {
    id,
    code: text,
    name,
    kind,
    heads,
    status,
    version: newest,
    hasDraft: draft !== undefined,
  };
  const begins: Template | undefined =
    status === 'retired' && current ? { ...current, status } : published;
  return [
    { item: { ...templateKey(officeId, id), row }, expect: 'any' },
    ...(read
      ? []
      : [{ item: { ...templateCodeKey(officeId, text), chainId: id }, expect: 'new' } as const]),
    ...(published
      ? [{ item: { ...chainVersionKey(id, newest), entity: published }, expect: 'new' } as const]
      : []),
    ...(begins
      ? [{ item: { ...chainKey(officeId, id), entity: begins }, expect: 'any' } as const]
      : []),
  ];
}

/** Chains of an office, with those that are drafts or retired, in the order in which they were begun. */
export async function list(officeId: string, part: { limit: number; after?: string | undefined }) {
  const { items, more } = await queryPage({
    pk: templatesPk(officeId),
    prefix: templatePrefix,
    ...part,
  });
  return {
    items: items.map(({ row }) => TemplateRow.parse(row)),
    last: more ? String(items.at(-1)?.sk) : undefined,
  };
}
