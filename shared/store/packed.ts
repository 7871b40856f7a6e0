import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Json } from '../domain/ledger.ts';

/**
 * Texts above this many UTF-8 bytes are stored compressed: a Hindi note shrinks to about a quarter, and
 * DynamoDB bills and limits by size.
 */
const threshold = 700;
/** A stored text may not unpack to more than this. */
const maxUnpackedBytes = 4 * 1024 * 1024;

/** JSON as stored: plain when short, brotli when long. */
export function pack(value: Json): string | Uint8Array {
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) <= threshold) return text;
  return brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 6,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    },
  });
}

/** @throws when the stored bytes are not what `pack` made */
export function unpack(stored: unknown): Json {
  if (typeof stored === 'string') return JSON.parse(stored) as Json;
  if (stored instanceof Uint8Array) {
    const text = brotliDecompressSync(stored, { maxOutputLength: maxUnpackedBytes });
    return JSON.parse(text.toString('utf8')) as Json;
  }
  throw new TypeError('Neither text nor packed text.');
}
