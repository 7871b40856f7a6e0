/** What a request claims about its body, computed while the body passes and compared at its end. */
import { createHash, type Hash } from 'node:crypto';
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_BYTES,
  type ChecksumAlgorithm,
  isChecksumAlgorithm,
  type RunningChecksum,
  runningChecksum,
} from './checksums.ts';
import { type Exchange, headerOf } from './exchange.ts';
import { invalidRequest, S3Error } from './s3Error.ts';

export interface ClaimedDigests {
  /** Hex SHA-256 from the signature. */
  sha256: string | undefined;
  /** Base64, from Content-MD5. */
  md5: string | undefined;
  checksum: { algorithm: ChecksumAlgorithm; value: string | 'in-trailer' } | undefined;
}

const base64OfLength = (text: string, bytes: number): boolean =>
  Buffer.from(text, 'base64').length === bytes &&
  Buffer.from(text, 'base64').toString('base64') === text;

function claimedChecksum(exchange: Exchange): ClaimedDigests['checksum'] {
  const given = CHECKSUM_ALGORITHMS.filter(
    (algorithm) => headerOf(exchange, `x-amz-checksum-${algorithm}`) !== undefined,
  );
  const trailer = headerOf(exchange, 'x-amz-trailer')?.trim().toLowerCase();
  if (given.length + (trailer === undefined ? 0 : 1) > 1)
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  const named = headerOf(exchange, 'x-amz-sdk-checksum-algorithm')?.toLowerCase();
  const algorithm = given[0] ?? trailer?.replace(/^x-amz-checksum-/, '');
  if (algorithm === undefined) {
    if (named !== undefined)
      throw invalidRequest(
        'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
      );
    return undefined;
  }
  if (!isChecksumAlgorithm(algorithm) || (trailer !== undefined && !trailer.startsWith('x-amz-')))
    throw invalidRequest('The value specified in the x-amz-trailer header is not supported');
  if (named !== undefined && named !== algorithm)
    throw invalidRequest(
      'Value for x-amz-sdk-checksum-algorithm header is not that of the checksum given.',
    );
  if (trailer !== undefined) return { algorithm, value: 'in-trailer' };
  const value = headerOf(exchange, `x-amz-checksum-${algorithm}`) ?? '';
  if (!base64OfLength(value, CHECKSUM_BYTES[algorithm]))
    throw invalidRequest(`Value for x-amz-checksum-${algorithm} header is invalid.`);
  return { algorithm, value };
}

/** @throws {S3Error} when the claims themselves are not well formed. */
export function claimedDigests(exchange: Exchange): ClaimedDigests {
  const { payloadHash } = exchange.auth;
  const isHash = /^[0-9a-f]{64}$/.test(payloadHash);
  if (!isHash && payloadHash !== 'UNSIGNED-PAYLOAD' && !payloadHash.startsWith('STREAMING-'))
    throw new S3Error(
      'InvalidArgument',
      400,
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING- value or a SHA-256 in hexadecimal.',
    );
  const md5 = headerOf(exchange, 'content-md5');
  if (md5 !== undefined && !base64OfLength(md5, 16))
    throw new S3Error('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.');
  return {
    sha256: isHash ? payloadHash : undefined,
    md5,
    checksum: claimedChecksum(exchange),
  };
}

const badDigest = (what: string) =>
  new S3Error('BadDigest', 400, `The ${what} you specified did not match what we received.`);

export interface VerifiedDigests {
  /** Hex; the ETag of a plain object. */
  md5: string;
  algorithm: ChecksumAlgorithm;
  /** Base64. */
  checksum: string;
}

export class RunningDigests {
  readonly #claimed: ClaimedDigests;
  readonly #algorithm: ChecksumAlgorithm;
  readonly #checksum: RunningChecksum;
  readonly #md5: Hash = createHash('md5');
  readonly #sha256: Hash | undefined;

  constructor(claimed: ClaimedDigests) {
    this.#claimed = claimed;
    // A body without a claim gets the cheapest checksum, so that every stored object can be verified on reading.
    this.#algorithm = claimed.checksum?.algorithm ?? 'crc32';
    this.#checksum = runningChecksum(this.#algorithm);
    this.#sha256 = claimed.sha256 === undefined ? undefined : createHash('sha256');
  }

  update(bytes: Buffer): void {
    this.#md5.update(bytes);
    this.#sha256?.update(bytes);
    this.#checksum.update(bytes);
  }

  /** @throws {S3Error} `BadDigest` and its kin when any claim is false. */
  finish(trailers: ReadonlyMap<string, string>): VerifiedDigests {
    const { sha256, md5, checksum } = this.#claimed;
    if (sha256 !== undefined && this.#sha256?.digest('hex') !== sha256)
      throw new S3Error(
        'XAmzContentSHA256Mismatch',
        400,
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    const actualMd5 = this.#md5.digest();
    if (md5 !== undefined && actualMd5.toString('base64') !== md5) throw badDigest('Content-MD5');
    const actual = this.#checksum.digest();
    if (checksum !== undefined) {
      const claimed =
        checksum.value === 'in-trailer'
          ? trailers.get(`x-amz-checksum-${checksum.algorithm}`)
          : checksum.value;
      if (claimed === undefined)
        throw new S3Error(
          'MalformedTrailerError',
          400,
          'The request contained trailing data that was not well-formed or did not conform to our published schema.',
        );
      if (claimed !== actual) throw badDigest(checksum.algorithm.toUpperCase());
    }
    return { md5: actualMd5.toString('hex'), algorithm: this.#algorithm, checksum: actual };
  }
}
