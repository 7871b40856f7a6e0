/** What DynamoDB takes a row to weigh, and what it counts for writing it. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Item = Readonly<Record<string, AttributeValue>>;

/**
 * Bytes of an item: the UTF-8 of its names and texts, binary as long as it is, a number about a byte for two digits and
 * one more, a list or map three bytes and one for each part.
 * Source: "DynamoDB item sizes and formats", Amazon DynamoDB Developer Guide.
 */
export function itemSize(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + text(name) + valueSize(value),
    0,
  );
}

/**
 * Units of one write: one for each KiB begun of the row before or after, whichever is larger; twice that in a transaction.
 */
export function writeUnits(
  before: Item | undefined,
  after: Item | undefined,
  how: { readonly inTransaction: boolean },
): number {
  const bytes = Math.max(itemSize(before ?? {}), itemSize(after ?? {}), 1);
  return Math.ceil(bytes / 1024) * (how.inTransaction ? 2 : 1);
}

const text = (value: string) => Buffer.byteLength(value);
const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
/** Zeros before and behind do not count; a sign takes a byte. */
function numberSize(value: string): number {
  const [mantissa = ''] = value.replace(/^[-+]/, '').split(/e/i);
  const digits = mantissa.replace('.', '').replace(/^0+/, '');
  const counted = mantissa.includes('.') ? digits : digits.replace(/0+$/, '');
  return Math.ceil(counted.length / 2) + 1 + (value.startsWith('-') ? 1 : 0);
}

function valueSize({ S, N, B, BOOL, NULL, L, M, SS, NS, BS }: AttributeValue): number {
  if (S !== undefined) return text(S);
  if (N !== undefined) return numberSize(N);
  if (B !== undefined) return B.length;
  if (BOOL !== undefined || NULL !== undefined) return 1;
  if (L !== undefined) return 3 + sum(L.map((each) => 1 + valueSize(each)));
  if (M !== undefined) return 3 + Object.keys(M).length + itemSize(M);
  if (SS !== undefined) return sum(SS.map(text));
  if (NS !== undefined) return sum(NS.map(numberSize));
  return sum((BS ?? []).map(({ length }) => length));
}
