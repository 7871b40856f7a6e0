/**
 * AWS Signature Version 4, verified from the wire exactly as AWS does it.
 *
 * Every local endpoint (S3, DynamoDB, Step Functions, Textract) calls
 * {@link verifySigV4} before it looks at a request, so that a process on the same machine that does not hold the
 * installation's secret key can neither read nor write anything.
 */
import type { IncomingHttpHeaders } from 'node:http';
import {
  canonicalHeaders,
  canonicalPath,
  canonicalQuery,
  equalInConstantTime,
  headerText,
  hmacSha256,
  parseTarget,
  type RequestTarget,
  sha256Hex,
  signingKey,
} from './sigv4Canonical.ts';
import { refusal, SigV4Error } from './sigv4Refusal.ts';

export {
  encodeRfc3986,
  equalInConstantTime,
  hmacSha256,
  parseTarget,
  type RequestTarget,
  signingKey,
} from './sigv4Canonical.ts';
export { SigV4Error } from './sigv4Refusal.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** How far the signer's clock may differ from ours, in milliseconds. The figure AWS uses. */
const MAX_CLOCK_SKEW_MS = 15 * 60_000;
/** The longest life of a presigned address, in seconds: seven days. The figure AWS uses. */
const MAX_PRESIGNED_SECONDS = 604_800;
/** The payload hash of a presigned request, whose body is not covered by the signature. */
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** The parts of a request that a signature covers. Node's `IncomingMessage` fits as it is. */
export interface SignedRequest {
  method?: string | undefined;
  /** The request target as it came on the wire: path and query, still percent-encoded. */
  url?: string | undefined;
  headers: IncomingHttpHeaders;
}

export interface SigV4Options {
  /** The service name in the credential scope: `s3`, `dynamodb`, `states`, `sqs` ... */
  service: string;
  region: string;
  /** The secret of an access key, or undefined when no such key exists. */
  secretOf(accessKeyId: string): string | undefined;
  /** The whole body. Every service but S3 signs its SHA-256, so there an absent body means an empty one. */
  body?: Buffer;
  /** Milliseconds since 1970. The system clock when absent. */
  now?: number;
}

/** What a valid signature proves. `key`, `signature`, `scope` and `date` are the seed for S3's signed chunks. */
export interface SigV4Auth {
  accessKeyId: string;
  /** Lower-case hex SHA-256 of the body, or `UNSIGNED-PAYLOAD`, or one of S3's `STREAMING-...` values. */
  payloadHash: string;
  key: Buffer;
  signature: string;
  /** `20261231/ap-south-1/s3/aws4_request` */
  scope: string;
  /** `20261231T235959Z` */
  date: string;
  presigned: boolean;
  /** Lower-case names of the headers that the signature covers. */
  signedHeaders: ReadonlySet<string>;
}

/** Milliseconds since 1970 of `20261231T235959Z`; NaN for anything else. */
function parseAmzDate(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

interface Claim {
  credential: string;
  signedHeaders: string[];
  signature: string;
  date: string;
  payloadHash: string | undefined;
  presigned: boolean;
}

/** Reads a claim from the query of a presigned address and checks that it is alive. S3 only. */
function claimFromQuery(
  query: RequestTarget['query'],
  headers: IncomingHttpHeaders,
  service: string,
  now: number,
): Claim {
  const malformed = (message: string) => refusal(service, 'malformed-query', message);
  const fields = new Map<string, string>();
  for (const [name, value] of query) {
    if (!name.startsWith('X-Amz-')) continue;
    if (fields.has(name)) throw malformed(`The query parameter ${name} is given twice.`);
    fields.set(name, value);
  }
  const field = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined || value === '') throw malformed(`${name} is missing or empty.`);
    return value;
  };
  if (field('X-Amz-Algorithm') !== ALGORITHM)
    throw malformed(`X-Amz-Algorithm only supports "${ALGORITHM}".`);
  const date = field('X-Amz-Date');
  const signedAt = parseAmzDate(date);
  if (Number.isNaN(signedAt))
    throw malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\".");
  const expiresText = field('X-Amz-Expires');
  const expires = /^\d{1,6}$/.test(expiresText) ? Number(expiresText) : 0;
  if (expires < 1 || expires > MAX_PRESIGNED_SECONDS)
    throw malformed('X-Amz-Expires must be between 1 second and a week (604800 seconds).');
  if (signedAt > now + MAX_CLOCK_SKEW_MS)
    throw refusal(service, 'expired', 'Request is not yet valid.');
  if (now > signedAt + expires * 1000)
    throw refusal(service, 'expired', 'Request has expired', {
      'X-Amz-Expires': expiresText,
      Expires: new Date(signedAt + expires * 1000).toISOString(),
      ServerTime: new Date(now).toISOString(),
    });
  return {
    credential: field('X-Amz-Credential'),
    signedHeaders: field('X-Amz-SignedHeaders').split(';'),
    signature: field('X-Amz-Signature'),
    date,
    payloadHash:
      fields.get('X-Amz-Content-Sha256') ??
      headerText(headers, 'x-amz-content-sha256') ??
      UNSIGNED_PAYLOAD,
    presigned: true,
  };
}

/** Reads a claim from the Authorization header and checks the signer's clock. */
function claimFromHeaders(headers: IncomingHttpHeaders, service: string, now: number): Claim {
  const authorization = headers.authorization;
  if (authorization === undefined || authorization === '') {
    throw refusal(
      service,
      'missing',
      service === 's3' ? 'Access Denied' : 'Missing Authentication Token',
    );
  }
  const match =
    /^AWS4-HMAC-SHA256 +Credential=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (!match)
    throw refusal(
      service,
      'malformed',
      `The authorization header must be "${ALGORITHM} Credential=..., SignedHeaders=..., Signature=...".`,
    );
  const [, credential = '', signedHeaders = '', signature = ''] = match;
  const date = headerText(headers, 'x-amz-date') ?? '';
  const signedAt = parseAmzDate(date);
  if (Number.isNaN(signedAt))
    throw refusal(service, 'malformed', 'A signed request needs a valid x-amz-date header.');
  if (Math.abs(now - signedAt) > MAX_CLOCK_SKEW_MS) {
    const serverTime = new Date(now).toISOString();
    throw refusal(
      service,
      'skewed',
      service === 's3'
        ? 'The difference between the request time and the current time is too large.'
        : `Signature ${signedAt < now ? 'expired' : 'not yet current'}: ${date} is more than 15 min. from ${serverTime}.`,
      { RequestTime: date, ServerTime: serverTime, MaxAllowedSkewMilliseconds: '900000' },
    );
  }
  return {
    credential,
    signedHeaders: signedHeaders.split(';'),
    signature,
    date,
    payloadHash: headerText(headers, 'x-amz-content-sha256'),
    presigned: false,
  };
}

/** The signature must cover `host` and every `x-amz-*` header, or a relay could change what we act upon. */
function checkSignedHeaders(claim: Claim, headers: IncomingHttpHeaders, service: string): void {
  const kind = claim.presigned ? 'malformed-query' : 'malformed';
  const names = claim.signedHeaders;
  for (const [index, name] of names.entries()) {
    if (!/^[a-z0-9-]+$/.test(name) || (index > 0 && name <= (names[index - 1] ?? '')))
      throw refusal(
        service,
        kind,
        'SignedHeaders must be lower-case header names in order, each given once.',
      );
  }
  if (!names.includes('host'))
    throw refusal(service, 'unsigned-header', 'The host header must be signed.', {
      HeadersNotSigned: 'host',
    });
  const unsigned = Object.keys(headers).filter(
    (name) => name.startsWith('x-amz-') && !names.includes(name),
  );
  if (unsigned.length > 0)
    throw refusal(
      service,
      'unsigned-header',
      'There were headers present in the request which were not signed',
      { HeadersNotSigned: unsigned.join(', ') },
    );
}

/** The body hash that goes into the canonical request. Outside S3 it is always the hash of the real body. */
function payloadHashOf(claim: Claim, options: SigV4Options): string {
  if (options.service !== 's3') {
    const actual = sha256Hex(options.body ?? Buffer.alloc(0));
    if (claim.payloadHash !== undefined && !equalInConstantTime(claim.payloadHash, actual))
      throw refusal(
        options.service,
        'body-hash',
        'The x-amz-content-sha256 header does not match the body of the request.',
      );
    return actual;
  }
  if (claim.payloadHash === undefined)
    throw new SigV4Error(
      'InvalidRequest',
      400,
      'Missing required header for this request: x-amz-content-sha256',
    );
  if (
    options.body !== undefined &&
    /^[0-9a-f]{64}$/.test(claim.payloadHash) &&
    !equalInConstantTime(claim.payloadHash, sha256Hex(options.body))
  )
    throw refusal(
      's3',
      'body-hash',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  return claim.payloadHash;
}

/**
 * Verifies the SigV4 signature of a request: in the Authorization header, or for S3 also in the query.
 *
 * For S3 the body is usually not at hand yet; the caller then has to compare `payloadHash` with what it receives.
 * A session token is not looked at: local keys have none, and the secret alone proves who signs.
 * @throws {SigV4Error} with the code, status and words of the real service.
 */
export function verifySigV4(request: SignedRequest, options: SigV4Options): SigV4Auth {
  const { service, region } = options;
  const { headers } = request;
  const now = options.now ?? Date.now();
  let target: RequestTarget;
  let path: string;
  try {
    target = parseTarget(request.url ?? '/');
    path = canonicalPath(target.rawPath, service);
  } catch {
    throw refusal(service, 'bad-uri', "Couldn't parse the specified URI.");
  }

  const presigned = service === 's3' && target.query.some(([name]) => name === 'X-Amz-Signature');
  if (presigned && headers.authorization !== undefined)
    throw new SigV4Error(
      'InvalidArgument',
      400,
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the Authorization header should be specified',
    );
  const claim = presigned
    ? claimFromQuery(target.query, headers, service, now)
    : claimFromHeaders(headers, service, now);
  checkSignedHeaders(claim, headers, service);

  const malformed = claim.presigned ? 'malformed-query' : 'malformed';
  const scopeParts = claim.credential.split('/');
  const [accessKeyId = '', day = '', claimedRegion, claimedService, terminator] = scopeParts;
  if (scopeParts.length !== 5 || terminator !== 'aws4_request')
    throw refusal(
      service,
      malformed,
      'The credential must be "key/date/region/service/aws4_request".',
    );
  if (!claim.date.startsWith(`${day}T`))
    throw refusal(service, malformed, 'The date in the credential is not the date of the request.');
  const secret = options.secretOf(accessKeyId);
  if (secret === undefined)
    throw refusal(
      service,
      'unknown-key',
      service === 's3'
        ? 'The AWS Access Key Id you provided does not exist in our records.'
        : 'The security token included in the request is invalid.',
    );
  if (claimedRegion !== region || claimedService !== service)
    throw refusal(
      service,
      service === 's3' ? malformed : 'mismatch',
      `Credential should be scoped to the region '${region}' and the service '${service}'.`,
      { Region: region },
    );

  const payloadHash = payloadHashOf(claim, options);
  const canonicalRequest = [
    request.method ?? 'GET',
    path,
    canonicalQuery(target.query),
    canonicalHeaders(headers, claim.signedHeaders),
    claim.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = signingKey(secret, day, region, service);
  const stringToSign = [ALGORITHM, claim.date, scope, sha256Hex(canonicalRequest)].join('\n');
  const expected = hmacSha256(key, stringToSign).toString('hex');
  if (!equalInConstantTime(expected, claim.signature))
    throw refusal(
      service,
      'mismatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );

  return {
    accessKeyId,
    payloadHash,
    key,
    signature: claim.signature,
    scope,
    date: claim.date,
    presigned: claim.presigned,
    signedHeaders: new Set(claim.signedHeaders),
  };
}
