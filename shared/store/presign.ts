/**
 * Presigned requests to object storage, made with AWS's own signer and without the whole S3 client, which
 * every start of the function would have to load.
 */
import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { env } from '../env.ts';
import { contentKey, quarantineKey } from './objectKeys.ts';

/** How long presigned requests are good for. Seconds. */
export const uploadSeconds = 300;
export const downloadSeconds = 60;

/** SHA-256 and its HMAC in the shape the signer asks for. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}
const bytesOf = (data: string | ArrayBuffer | ArrayBufferView): Uint8Array =>
  typeof data === 'string'
    ? Buffer.from(data, 'utf8')
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);

/** Lambda hands a function its role in the environment. */
async function credentials() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '',
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

interface Request {
  readonly method: 'GET' | 'PUT';
  readonly bucket: string;
  readonly key: string;
  readonly query?: Record<string, string>;
  /** Headers the request must carry exactly. */
  readonly headers?: Record<string, string>;
  readonly seconds: number;
}

async function presign({
  method,
  bucket,
  key,
  query = {},
  headers = {},
  seconds,
}: Request): Promise<string> {
  const region = process.env.AWS_REGION ?? '';
  // The SDK's own variable: where it names a place, buckets are folders there; else each has its host.
  const named = process.env.AWS_ENDPOINT_URL_S3;
  const base = new URL(named ?? `https://${bucket}.s3.${region}.amazonaws.com`);
  const folder = named ? `${base.pathname.replace(/\/$/, '')}/${bucket}` : '';
  const path = `${folder}/${key.split('/').map(encodeURIComponent).join('/')}`;
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials,
    sha256: Sha256 as never,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const names = Object.keys(headers);
  const signed = await signer.presign(
    {
      method,
      protocol: base.protocol,
      hostname: base.hostname,
      ...(base.port && { port: Number(base.port) }),
      path,
      query,
      headers: { ...headers, host: base.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    } as never,
    {
      expiresIn: seconds,
      unhoistableHeaders: new Set(names),
      signableHeaders: new Set(['host', ...names]),
    },
  );
  const parameters = Object.entries(signed.query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return `${base.protocol}//${base.host}${path}?${parameters.join('&')}`;
}

/** A PUT that storage accepts only with exactly this length, type and SHA-256, and only once. */
export async function presignUpload(upload: {
  documentId: string;
  mediaType: string;
  bytes: number;
  sha256: string;
}): Promise<{ url: string; headers: Record<string, string> }> {
  const headers = {
    'content-length': String(upload.bytes),
    'content-type': upload.mediaType,
    'if-none-match': '*',
    'x-amz-checksum-sha256': Buffer.from(upload.sha256, 'hex').toString('base64'),
  };
  const url = await presign({
    method: 'PUT',
    bucket: env().QUARANTINE_BUCKET,
    key: quarantineKey(upload.documentId),
    headers,
    seconds: uploadSeconds,
  });
  return { url, headers };
}

/** A GET of stored bytes, served as a download under their own type and never as a page. */
export const presignDownload = (sha256: string, mediaType: string, name: string): Promise<string> =>
  presignObject(contentKey(sha256), mediaType, name);

/** The same for any object of the documents bucket. */
export const presignObject = (key: string, mediaType: string, name: string): Promise<string> =>
  presign({
    method: 'GET',
    bucket: env().DOCUMENTS_BUCKET,
    key,
    query: {
      'response-content-type': mediaType,
      'response-content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    },
    seconds: downloadSeconds,
  });

/** A small JSON object of the documents bucket. */
export async function readJson(key: string): Promise<unknown> {
  const bucket = env().DOCUMENTS_BUCKET;
  const response = await fetch(await presign({ method: 'GET', bucket, key, seconds: 30 }));
  if (!response.ok) throw new Error(`Storage answered ${response.status} for ${key}.`);
  return response.json();
}
