/** Takes the body of a request: object bytes straight to disk, small documents into memory. */
import { chunkFramingOf, decodeAwsChunked } from './awsChunked.ts';
import { claimedDigests, RunningDigests, type VerifiedDigests } from './digests.ts';
import { type Exchange, headerOf } from './exchange.ts';
import { invalidRequest, S3Error } from './s3Error.ts';
import { parseXml, type XmlElement, XmlSyntaxError } from './xml.ts';

/** The largest object, and the largest part: 5 GiB, S3's limit for one PUT. */
export const MAX_OBJECT_BYTES = 5 * 1024 ** 3;
/** The largest request document. A completion with 10 000 parts stays below. */
const MAX_DOCUMENT_BYTES = 4 * 1024 ** 2;

export interface ReceivedBody extends VerifiedDigests {
  blob: string;
  /** Bytes. */
  size: number;
}

export const entityTooLarge = (): S3Error =>
  new S3Error(
    'EntityTooLarge',
    400,
    'Your proposed upload exceeds the maximum allowed object size.',
    {
      details: { MaxSizeAllowed: String(MAX_OBJECT_BYTES) },
    },
  );

const missingLength = () =>
  new S3Error('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.');

function lengthHeader(exchange: Exchange, name: string): number {
  const text = headerOf(exchange, name);
  if (text === undefined) throw missingLength();
  if (!/^\d{1,15}$/.test(text)) throw invalidRequest(`The ${name} header is not a length.`);
  return Number(text);
}

/** The request's bytes. Leaving the loop early keeps the connection, so that an error can still be answered. */
function wireBytes(exchange: Exchange): AsyncIterable<Buffer> {
  exchange.welcomeBody();
  return exchange.request.iterator({ destroyOnReturn: false });
}

/**
 * Streams the body into a blob that is durable, and true to every claim of the request, when this resolves. On any
 * failure nothing is left behind.
 * @throws {S3Error}
 */
export async function receiveBlob(exchange: Exchange): Promise<ReceivedBody> {
  const claimed = claimedDigests(exchange);
  const framing = chunkFramingOf(exchange.auth.payloadHash);
  const trailers = new Map<string, string>();
  const size = lengthHeader(
    exchange,
    framing === undefined ? 'content-length' : 'x-amz-decoded-content-length',
  );
  if (size > MAX_OBJECT_BYTES) throw entityTooLarge();
  if (claimed.checksum?.value === 'in-trailer' && !framing?.endsWith('trailer'))
    throw invalidRequest('x-amz-trailer needs an x-amz-content-sha256 that announces a trailer.');

  const digests = new RunningDigests(claimed);
  const pending = await exchange.stores.blobs.create();
  try {
    const wire = wireBytes(exchange);
    const content =
      framing === undefined ? wire : decodeAwsChunked(wire, framing, exchange.auth, trailers);
    let received = 0;
    for await (const bytes of content) {
      received += bytes.length;
      if (received > size) break;
      digests.update(bytes);
      await pending.write(bytes);
    }
    if (received !== size)
      throw new S3Error(
        'IncompleteBody',
        400,
        'You did not provide the number of bytes specified by the Content-Length HTTP header',
      );
    const verified = digests.finish(trailers);
    await pending.keep();
    return { ...verified, blob: pending.name, size };
  } catch (error) {
    await pending.discard();
    throw error;
  }
}

/**
 * Reads and verifies a request document.
 * @param checksumOf what an `x-amz-checksum-*` header speaks of; on a completion it is the object, not the document.
 * @throws {S3Error} `MalformedXML` unless its root is the element `root`.
 */
export async function receiveDocument(
  exchange: Exchange,
  root: string,
  checksumOf: 'document' | 'object' = 'document',
): Promise<XmlElement> {
  const claims = claimedDigests(exchange);
  const claimed = checksumOf === 'document' ? claims : { ...claims, checksum: undefined };
  if (chunkFramingOf(exchange.auth.payloadHash) !== undefined)
    throw invalidRequest('A request document cannot be sent as aws-chunked.');
  if (lengthHeader(exchange, 'content-length') > MAX_DOCUMENT_BYTES) throw entityTooLarge();
  const digests = new RunningDigests(claimed);
  const parts: Buffer[] = [];
  for await (const bytes of wireBytes(exchange)) {
    digests.update(bytes);
    parts.push(bytes);
  }
  digests.finish(new Map());
  try {
    const document = parseXml(
      new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)),
    );
    if (document.name === root) return document;
  } catch (error) {
    if (!(error instanceof XmlSyntaxError) && !(error instanceof TypeError)) throw error;
  }
  throw new S3Error(
    'MalformedXML',
    400,
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
