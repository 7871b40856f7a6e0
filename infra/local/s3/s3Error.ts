/** Errors as S3 words them, and the translation of the machine's own failures into them. */
import { SigV4Error } from '../sigv4.ts';
import { element } from './xml.ts';

interface S3ErrorExtras {
  /** Further elements of the error document, such as `Key` or `Condition`. */
  details?: Readonly<Record<string, string>>;
  /** Further response headers, such as `x-amz-delete-marker`. */
  headers?: Readonly<Record<string, string>>;
}

export class S3Error extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, status: number, message: string, extras: S3ErrorExtras = {}) {
    super(message);
    this.name = 'S3Error';
    this.code = code;
    this.status = status;
    this.details = extras.details ?? {};
    this.headers = extras.headers ?? {};
  }
}

export const notImplemented = (what: string): S3Error =>
  new S3Error(
    'NotImplemented',
    501,
    `${what} implies functionality that is not implemented by the embedded S3.`,
  );

export const invalidArgument = (message: string, details: Record<string, string> = {}): S3Error =>
  new S3Error('InvalidArgument', 400, message, { details });

export const invalidRequest = (message: string): S3Error =>
  new S3Error('InvalidRequest', 400, message);

export const noSuchKey = (key: string, headers: Record<string, string> = {}): S3Error =>
  new S3Error('NoSuchKey', 404, 'The specified key does not exist.', {
    details: { Key: key },
    headers,
  });

export const noSuchUpload = (uploadId: string): S3Error =>
  new S3Error(
    'NoSuchUpload',
    404,
    'The specified multipart upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { details: { UploadId: uploadId } },
  );

export const preconditionFailed = (condition: string): S3Error =>
  new S3Error(
    'PreconditionFailed',
    412,
    'At least one of the pre-conditions you specified did not hold',
    { details: { Condition: condition } },
  );

const diskFull = () =>
  new S3Error('InternalError', 507, 'The disk is full: nothing of this request was stored.');
const diskReadOnly = () =>
  new S3Error(
    'InternalError',
    500,
    'The data directory cannot be written to: nothing of this request was stored.',
  );

/** Codes of the operating system. EFBIG is the file-size limit of the process, which fills up just like a disk. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM']);
/** Primary result codes of SQLite. */
const SQLITE_READONLY = 8;
const SQLITE_FULL = 13;

/** Whether an error is the machine's fault, so that the operator should hear of it. */
export const isFault = (error: unknown): boolean =>
  !(error instanceof SigV4Error) &&
  !(error instanceof S3Error && (error.status < 500 || error.status === 501));

/** Turns anything thrown into an answer. Unknown failures keep their text to themselves: it may name paths. */
export function asS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  if (error instanceof SigV4Error)
    return new S3Error(error.code, error.status, error.message, { details: error.details });
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  if (typeof code === 'string' && FULL.has(code)) return diskFull();
  if (typeof code === 'string' && READ_ONLY.has(code)) return diskReadOnly();
  if (typeof errcode === 'number') {
    const primary = errcode & 0xff;
    if (primary === SQLITE_FULL) return diskFull();
    if (primary === SQLITE_READONLY) return diskReadOnly();
  }
  return new S3Error(
    'InternalError',
    500,
    'We encountered an internal error. Please try again. Nothing of this request was stored.',
  );
}

/**
 * Whether a failed commit cannot come back. After an unexplained failure the log may still hold the commit, which the
 * next start would then find without its bytes; so the bytes stay, and the collection at that start decides.
 */
export function isCertainlyUndone(error: unknown): boolean {
  const { status } = asS3Error(error);
  return status < 500 || status === 507;
}

/** The error document of S3. */
export const errorDocument = (error: S3Error, resource: string, requestId: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${element('Code', error.code)}${element('Message', error.message)}${Object.entries(
    error.details,
  )
    .map(([name, value]) => element(name, value))
    .join(
      '',
    )}${element('Resource', resource)}${element('RequestId', requestId)}${element('HostId', 'embedded')}</Error>`;
