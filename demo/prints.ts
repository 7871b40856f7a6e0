import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '../shared/api/client.ts';
import { expect, until } from './telling.ts';

type Wanted = Parameters<Client['createPrint']>[0]['body'];

export interface SavedPrint {
  readonly path: string;
  /** Pages of a PDF, rows of a table. */
  readonly pages: number;
  readonly bytes: Uint8Array;
  /** In one line: how large it is and where it was saved. */
  readonly told: string;
}

/** Asks for a print, waits until it is made, fetches it by its short-lived address and saves it. */
export async function print(
  client: Client,
  wanted: Wanted,
  folder: string,
  name: string,
): Promise<SavedPrint> {
  const { body: asked } = await client.createPrint({ body: wanted });
  const { made, download } = await until('the print to be made', async () => {
    const { body } = await client.getPrint({ params: { printId: asked.id }, query: asked.of });
    expect(body.state !== 'failed', `the print is made (${body.failure?.title})`);
    return body.made && body.download ? { made: body.made, download: body.download } : undefined;
  });
  const bytes = new Uint8Array(await (await fetch(download.url)).arrayBuffer());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(sha256 === made.sha256, 'the print that was fetched is the one that was made');
  const table = made.mediaType === 'text/csv';
  const path = join(folder, `${name.replace(/[^A-Za-z0-9-]+/g, '-')}.${table ? 'csv' : 'pdf'}`);
  await writeFile(path, bytes, { mode: 0o600 });
  const size = `${Math.ceil(bytes.length / 1024)} kB`;
  return {
    path,
    pages: made.pages,
    bytes,
    told: `${made.pages} ${table ? 'पंक्तियाँ · rows' : 'पृष्ठ · pages'}, ${size}: ${path}`,
  };
}
