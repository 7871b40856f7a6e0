/**
 * The `aws-chunked` content coding: the body cut into chunks, each signed or not, with trailing checksums.
 * Storing such a body undecoded would corrupt the object without a sound, so every deviation is refused.
 */
import { createHash } from 'node:crypto';
import { equalInConstantTime, hmacSha256, type SigV4Auth } from '../sigv4.ts';
import { S3Error } from './s3Error.ts';

/** The longest chunk header or trailer line in bytes. Real ones stay under 200. */
const MAX_LINE = 4096;
const MAX_TRAILERS = 8;
const EMPTY_SHA256 = createHash('sha256').digest('hex');

export type ChunkFraming = 'unsigned-trailer' | 'signed' | 'signed-trailer';

const FRAMINGS: Readonly<Record<string, ChunkFraming>> = {
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER': 'unsigned-trailer',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD': 'signed',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': 'signed-trailer',
};

/** The framing that a payload hash announces, or undefined when the body is plain. */
export function chunkFramingOf(payloadHash: string): ChunkFraming | undefined {
  const framing = FRAMINGS[payloadHash];
  if (framing === undefined && payloadHash.startsWith('STREAMING-'))
    throw new S3Error('NotImplemented', 501, `The payload form ${payloadHash} is not supported.`);
  return framing;
}

const incompleteBody = (why: string) =>
  new S3Error('IncompleteBody', 400, `The aws-chunked body is not well formed: ${why}.`);

const wrongSignature = () =>
  new S3Error(
    'SignatureDoesNotMatch',
    403,
    'The signature of a chunk does not match what we calculated.',
  );

/** Hands out lines and byte runs of a stream while holding at most one incoming buffer and one line. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #fill(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, next.value]) : next.value;
    return true;
  }

  /** The next line without its CR LF. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end > MAX_LINE || (end < 0 && this.#rest.length > MAX_LINE))
        throw incompleteBody('a line is too long');
      if (end >= 0) {
        const text = this.#rest.toString('latin1', 0, end);
        this.#rest = this.#rest.subarray(end + 2);
        return text;
      }
      if (!(await this.#fill())) throw incompleteBody('it ends in the middle of a line');
    }
  }

  /** At least one and at most `limit` bytes. */
  async some(limit: number): Promise<Buffer> {
    while (this.#rest.length === 0)
      if (!(await this.#fill())) throw incompleteBody('it ends in the middle of a chunk');
    const bytes = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(bytes.length);
    return bytes;
  }

  async expectEnd(): Promise<void> {
    while (this.#rest.length === 0) if (!(await this.#fill())) return;
    throw incompleteBody('there are bytes after the end');
  }
}

function parseChunkHeader(line: string): { size: number; signature: string | undefined } {
  const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (!match) throw incompleteBody('a chunk header is not valid');
  return { size: Number.parseInt(match[1] ?? '', 16), signature: match[2] };
}

/**
 * Decodes an aws-chunked body.
 * @param trailers filled with the trailing headers, names in lower case, once the body has been read to its end.
 * @throws {S3Error} `IncompleteBody` or `SignatureDoesNotMatch`. What was yielded before must then be thrown away.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  framing: ChunkFraming,
  auth: SigV4Auth,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(source);
  const signed = framing !== 'unsigned-trailer';
  let previous = auth.signature;
  const sign = (...lines: string[]) => hmacSha256(auth.key, lines.join('\n')).toString('hex');
  for (;;) {
    const { size, signature } = parseChunkHeader(await reader.line());
    if (signed !== (signature !== undefined)) throw wrongSignature();
    const hash = createHash('sha256');
    for (let left = size; left > 0; ) {
      const bytes = await reader.some(left);
      left -= bytes.length;
      if (signed) hash.update(bytes);
      yield bytes;
    }
    if (signature !== undefined) {
      const expected = sign(
        'AWS4-HMAC-SHA256-PAYLOAD',
        auth.date,
        auth.scope,
        previous,
        EMPTY_SHA256,
        hash.digest('hex'),
      );
      if (!equalInConstantTime(expected, signature)) throw wrongSignature();
      previous = signature;
    }
    if (size === 0) break;
    if ((await reader.line()) !== '') throw incompleteBody('a chunk is longer than it says');
  }

  let trailerSignature: string | undefined;
  let canonical = '';
  for (let count = 0; ; count++) {
    const line = await reader.line();
    if (line === '') break;
    // Some signers end a trailer with a bare LF before the CR LF, as the example in S3's manual does.
    const match = /^([A-Za-z0-9-]+):([^\n]*)\n?$/.exec(line);
    const [, name = '', value = ''] = match ?? [];
    if (!match || count >= MAX_TRAILERS || framing === 'signed')
      throw incompleteBody('a trailer is not valid');
    if (name.toLowerCase() === 'x-amz-trailer-signature') trailerSignature = value.trim();
    else {
      trailers.set(name.toLowerCase(), value.trim());
      canonical += `${name.toLowerCase()}:${value.trim()}\n`;
    }
  }
  await reader.expectEnd();
  if (framing === 'signed-trailer') {
    const expected = sign(
      'AWS4-HMAC-SHA256-TRAILER',
      auth.date,
      auth.scope,
      previous,
      createHash('sha256').update(canonical).digest('hex'),
    );
    if (trailerSignature === undefined || !equalInConstantTime(expected, trailerSignature))
      throw wrongSignature();
  }
}
