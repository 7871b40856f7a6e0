import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Client } from '../shared/api/client.ts';
import { expect, until } from './telling.ts';

export interface Scan {
  readonly name: string;
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly bytes: Buffer;
}

const sample = (name: string) => readFile(new URL(`../samples/scans/${name}`, import.meta.url));

/** A farmer's application, photographed on the counter. */
export const applicationScan = async (): Promise<Scan> => ({
  name: 'avedan-fasal-kshati.jpg',
  mediaType: 'image/jpeg',
  bytes: await sample('h07-photo.jpg'),
});

/** The same sheet from another machine: other bytes, fewer dots, the same words. */
export const applicationAgain = async (): Promise<Scan> => ({
  name: 'avedan-dusri-prati.jpg',
  mediaType: 'image/jpeg',
  bytes: await sharp(await sample('h07-photo.jpg'))
    .resize({ width: 1500 })
    .jpeg({ quality: 70 })
    .toBuffer(),
});

/** An order of another office, scanned at 300 dpi. */
export const orderScan = async (): Promise<Scan> => ({
  name: 'panchayat-janch-aadesh.png',
  mediaType: 'image/png',
  bytes: await sample('h03-clean300.png'),
});

/** Announces a scan, which signs a request for exactly these bytes. */
export async function announce(clerk: Client, { name, mediaType, bytes }: Scan) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { body } = await clerk.createUpload({
    body: { name, mediaType, bytes: bytes.length, sha256 },
  });
  const { 'content-length': _byFetch, ...headers } = body.put.headers;
  return {
    documentId: body.documentId,
    put: (content: Buffer) =>
      fetch(body.put.url, { method: 'PUT', headers, body: new Uint8Array(content) }),
  };
}

/** Waits until the scan has been checked and read, page by page. */
export const readScan = (clerk: Client, documentId: string) =>
  until('the scan to be read', async () => {
    const { body } = await clerk.getDocument({ params: { documentId } });
    expect(body.state !== 'refused', `the scan is accepted (${body.refusal?.type})`);
    return body.state === 'read' || body.state === 'partly-read' ? body : undefined;
  });

/** Uploads a scan and waits until it has been checked; it is read while the letter is already being diarised. */
export async function upload(clerk: Client, scan: Scan): Promise<string> {
  const { documentId, put } = await announce(clerk, scan);
  const stored = await put(scan.bytes);
  expect(stored.ok, `storage takes the announced bytes (${stored.status} ${await stored.text()})`);
  await until('the scan to be checked', async () => {
    const { body } = await clerk.getDocument({ params: { documentId } });
    expect(body.state !== 'refused', `the scan is accepted (${body.refusal?.type})`);
    return body.state === 'reserved' ? undefined : body;
  });
  return documentId;
}
