/** What every act of the demo works with: people who have signed in, ids of the sample, a folder for prints. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type CallOptions, type Client, clientOf } from '../shared/api/client.ts';
import type { Installation } from './installation.ts';
import { step } from './telling.ts';

const usernames = [
  'aavak',
  'rajasv1',
  'adhikshak',
  'deputy',
  'adm',
  'samyukt',
  'collector',
  'prashasan',
  'tehsildar',
  'vachak',
  'javak',
  'abhilekh',
] as const;
type People = { readonly [username in (typeof usernames)[number]]: Client };

export interface Day extends People {
  readonly installation: Installation;
  readonly ids: Installation['ids'];
  /** Somebody who has not signed in: a citizen with a slip or a letter in hand. */
  readonly anybody: Client;
  /** Where prints are saved. */
  readonly folder: string;
}

export async function dayAt(installation: Installation): Promise<Day> {
  const signedIn = await Promise.all(
    usernames.map(async (username) => [username, await installation.as(username)] as const),
  );
  step('अधिकारी अलग-अलग साइन-इन हुए', 'signed in, each with PKCE', usernames.join(', '));
  return {
    ...(Object.fromEntries(signedIn) as People),
    installation,
    ids: installation.ids,
    anybody: clientOf(installation.address.apiUrl, () => ''),
    folder: folderForPrints(process.env.PATRAVALI_OUT),
  };
}

/** The folder that was asked for, or a new one that nobody else of this machine reads. */
function folderForPrints(asked: string | undefined): string {
  if (!asked) return mkdtempSync(join(tmpdir(), 'patravali-demo-'));
  const folder = resolve(asked);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The same person in another post: one of which they have charge, or whose link officer they are. */
export const inPost = (client: Client, postId: string): Client =>
  Object.fromEntries(
    Object.entries(client).map(([id, call]) => [
      id,
      (parts: never, options?: CallOptions) => call(parts, { ...options, postId }),
    ]),
  ) as Client;

/** The day in India, and the month, as the office keeps its registers. */
export const today = (): string => new Date(Date.now() + 330 * 60_000).toISOString().slice(0, 10);
export const thisMonth = (): string => today().slice(0, 7);

/** The version that a file is at; every change of it names the one it saw. */
export const versionOf = async (client: Client, fileId: string): Promise<number> =>
  (await client.getFile({ params: { fileId } })).body.version;
