/** Refusals of a signature in the words of the service that was called. */

/** A refusal, with the error code and HTTP status that the real service gives. */
export class SigV4Error extends Error {
  readonly code: string;
  readonly status: number;
  /** Further elements for an XML error document. */
  readonly details: Readonly<Record<string, string>>;

  constructor(
    code: string,
    status: number,
    message: string,
    details: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'SigV4Error';
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

export type Refusal =
  | 'missing'
  | 'malformed'
  | 'malformed-query'
  | 'unknown-key'
  | 'mismatch'
  | 'skewed'
  | 'expired'
  | 'unsigned-header'
  | 'body-hash'
  | 'bad-uri';

const S3_CODES: Record<Refusal, [code: string, status: number]> = {
  missing: ['AccessDenied', 403],
  malformed: ['AuthorizationHeaderMalformed', 400],
  'malformed-query': ['AuthorizationQueryParametersError', 400],
  'unknown-key': ['InvalidAccessKeyId', 403],
  mismatch: ['SignatureDoesNotMatch', 403],
  skewed: ['RequestTimeTooSkewed', 403],
  expired: ['AccessDenied', 403],
  'unsigned-header': ['AccessDenied', 403],
  'body-hash': ['XAmzContentSHA256Mismatch', 400],
  'bad-uri': ['InvalidURI', 400],
};

const JSON_CODES: Record<Refusal, string> = {
  missing: 'MissingAuthenticationTokenException',
  malformed: 'IncompleteSignatureException',
  'malformed-query': 'IncompleteSignatureException',
  'unknown-key': 'UnrecognizedClientException',
  mismatch: 'InvalidSignatureException',
  skewed: 'InvalidSignatureException',
  expired: 'InvalidSignatureException',
  'unsigned-header': 'InvalidSignatureException',
  'body-hash': 'InvalidSignatureException',
  'bad-uri': 'InvalidSignatureException',
};

/** Lambda speaks REST, where a refusal is 403. The AWS JSON services answer 400. */
const REST_JSON_SERVICES = new Set(['lambda']);

export function refusal(
  service: string,
  kind: Refusal,
  message: string,
  details: Record<string, string> = {},
): SigV4Error {
  if (service === 's3') {
    const [code, status] = S3_CODES[kind];
    return new SigV4Error(code, status, message, details);
  }
  return new SigV4Error(JSON_CODES[kind], REST_JSON_SERVICES.has(service) ? 403 : 400, message);
}
