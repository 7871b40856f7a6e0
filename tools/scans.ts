/** Scans of old files: found in their folder, uploaded once, and waited for until they are read. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '../shared/api/client.ts';
import { maxUploadBytes } from '../shared/domain/document.ts';

const mediaTypes = {
  '.pdf': 'application/pdf',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
} as const;
const mediaTypeOf = (name: string) => {
  const extension = extname(name).toLowerCase();
  return Object.hasOwn(mediaTypes, extension)
    ? mediaTypes[extension as keyof typeof mediaTypes]
    : undefined;
};

/** Paths of what lies in the folder by its name as a table writes it; disks may write a name in another form. */
export const scansIn = (folder: string | undefined): Map<string, string> =>
  new Map(
    folder === undefined
      ? []
      : readdirSync(folder).map((name) => [name.normalize('NFC'), join(folder, name)]),
  );

export type ScanFault = 'empty' | 'too-large' | 'wrong-type';

/** What can be told of a scan without sending it. */
export function faultOfScan(path: string): ScanFault | undefined {
  const { size } = statSync(path);
  if (mediaTypeOf(path) === undefined) return 'wrong-type';
  if (size === 0) return 'empty';
  return size > maxUploadBytes ? 'too-large' : undefined;
}

/** How long a scan may take before the run gives up; what was done until then stays done. */
const patienceMilliseconds = 30 * 60_000;

export type Read = { readonly documentId: string } | { readonly refusal: string };

/** The bytes of a scan, by which a repeated run knows it again. */
export const bytesOf = (path: string) => {
  const bytes = readFileSync(path);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
};

/** Uploads a scan by a presigned request. @throws when storage does not take the bytes */
export async function upload(
  client: Client,
  name: string,
  { bytes, sha256 }: ReturnType<typeof bytesOf>,
): Promise<string> {
  const mediaType = mediaTypeOf(name) ?? 'application/pdf';
  const { body } = await client.createUpload({
    body: { name, mediaType, bytes: bytes.length, sha256 },
  });
  const { 'content-length': _byFetch, ...headers } = body.put.headers;
  const answer = await fetch(body.put.url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  return body.documentId;
}

/** Waits until the scan is checked and read, or refused with its code. */
export async function readScan(client: Client, documentId: string, name: string): Promise<Read> {
  for (const end = Date.now() + patienceMilliseconds; Date.now() < end; await wait(500)) {
    const { body } = await client.getDocument({ params: { documentId } });
    if (body.state === 'refused') {
      return { refusal: body.refusal?.type.replace('/problems/', '') ?? 'document-refused' };
    }
    if (body.state === 'read' || body.state === 'partly-read') return { documentId };
  }
  throw new Error(`${name}: पढ़ा नहीं जा सका · it was not read in time`);
}
