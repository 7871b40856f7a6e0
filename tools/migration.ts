/**
 * Old files of a table brought onto the system through the public API: first everything is looked over and nothing is
 * written while anything is wrong; then portion by portion, each wholly or not at all.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Client } from '../shared/api/client.ts';
import { type ProblemCode, problems } from '../shared/api/problems.ts';
import { tableFaults } from '../shared/domain/csvTable.ts';
import {
  type MigrationFinding,
  type MigrationRow,
  portionsOf,
} from '../shared/domain/migration.ts';
import {
  type MigrationColumn,
  migrationColumns,
  rowsOf,
  type TableRow,
} from '../shared/domain/migrationTable.ts';
import { progressOf } from './progress.ts';
import { bytesOf, faultOfScan, readScan, scansIn, upload } from './scans.ts';

export interface Migration {
  readonly client: Client;
  readonly api: string;
  readonly table: string;
  readonly scans?: string | undefined;
  /** Codes of the branch whose files they are, and of the record room where the closed ones stand. */
  readonly unit: string;
  readonly recordRoom?: string | undefined;
  /** Only looks everything over. */
  readonly check: boolean;
  readonly out: (line: string) => void;
}

export interface Counts {
  readonly rows: number;
  readonly brought: number;
  /** Brought by an earlier run. */
  readonly before: number;
  readonly faults: number;
}

interface Fault {
  readonly line: number;
  readonly column: string;
  readonly hi: string;
  readonly en: string;
}

/** Does the whole run. @throws ApiProblem, or an Error when storage or the network gives way */
export async function migrate(run: Migration): Promise<Counts> {
  const { client, table, check, out } = run;
  const { units, heads } = await directoryOf(client);
  const unitId = known(units, run.unit);
  const recordRoomId = run.recordRoom === undefined ? undefined : known(units, run.recordRoom);
  const place = { unitId, ...(recordRoomId && { recordRoomId }) };
  const progress = progressOf(table, run.api);
  const { rows, faults } = lookedOver(readFileSync(table, 'utf8'), heads, scansIn(run.scans));
  const left = rows.filter(({ row }) => !Object.hasOwn(progress.files, row.legacyNumber));
  const portions = portionsFor(left);
  for (const portion of portions) {
    // Scans are not there yet: whether they can be taken shows when they have been uploaded.
    const looked = portion.map(({ row }) => ({ ...row, documentIds: [] }));
    const { body } = await client.migrateFiles({ body: { ...place, dryRun: true, rows: looked } });
    faults.push(...body.findings.map((finding) => faultOf(finding, portion)));
  }
  for (const fault of faults) tell(out, fault);
  const before = rows.length - left.length;
  const counts = { rows: rows.length, brought: 0, before, faults: faults.length };
  if (check || faults.length > 0) return counts;

  for (const portion of portions) {
    const sent = await withScans(client, portion, progress);
    const found = 'faults' in sent ? sent.faults : [];
    if ('rows' in sent) {
      const body = { ...place, rows: sent.rows };
      const { findings, files } = await brought(client, body);
      found.push(...findings.map((finding) => faultOf(finding, portion)));
      for (const { legacyNumber, number } of files) {
        progress.files[legacyNumber] = number;
        out(`${legacyNumber} → ${number}`);
      }
      counts.brought += files.length;
      progress.save();
    }
    for (const fault of found) tell(out, fault);
    counts.faults += found.length;
  }
  return counts;
}

/** Branches and subject heads of the person's office by their codes. */
async function directoryOf(client: Client) {
  const { body: me } = await client.getMe({});
  const params = { officeId: me.acting.officeId };
  const [units, heads] = await Promise.all([
    everyPage((cursor) => client.listUnits({ params, query: { cursor } })),
    everyPage((cursor) => client.listSubjectHeads({ params, query: { cursor } })),
  ]);
  const byCode = (list: readonly { code: string; id: string }[]) =>
    new Map(list.map(({ code, id }) => [code, id]));
  return { units: byCode(units), heads: byCode(heads) };
}

async function everyPage<T>(
  ask: (cursor?: string) => Promise<{ body: { items: T[]; next: string | null } }>,
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const { body } = await ask(cursor);
    items.push(...body.items);
    if (body.next === null) return items;
    cursor = body.next;
  }
}

function known(units: ReadonlyMap<string, string>, code: string): string {
  const id = units.get(code);
  if (id) return id;
  const codes = [...units.keys()].join(', ');
  throw new Error(`शाखा ${code} नहीं मिली · there is no branch ${code} (${codes})`);
}

/** Rows of the table, whose scans are still paths, and what is wrong with it as far as this machine can tell. */
function lookedOver(
  text: string,
  heads: ReadonlyMap<string, string>,
  scans: ReadonlyMap<string, string>,
): { rows: TableRow[]; faults: Fault[] } {
  const { rows, faults } = rowsOf(text, { heads, scans });
  const ofTable = faults.map(({ fault, ...at }) => ({ ...at, ...tableFaults[fault] }));
  const ofScans = rows.flatMap(({ line, row }) =>
    row.documentIds.flatMap((path) => {
      const code = faultOfScan(path);
      return code ? [scanFault(line, path, code)] : [];
    }),
  );
  return { rows, faults: [...ofTable, ...ofScans] };
}

const scanFault = (line: number, path: string, code: string): Fault => {
  const { hi, en } = wordsOf(code);
  const name = basename(path);
  return { line, column: 'scans', hi: `${name}: ${hi}`, en: `${name}: ${en}` };
};
const wordsOf = (code: string): { hi: string; en: string } =>
  Object.hasOwn(problems, code) ? problems[code as ProblemCode] : { hi: code, en: code };

/** The portions of rows that one call each can take, each row still with its line. */
function portionsFor(rows: readonly TableRow[]): TableRow[][] {
  let from = 0;
  return portionsOf(rows.map(({ row }) => row)).map(({ length }) => {
    from += length;
    return rows.slice(from - length, from);
  });
}

const columnOf: Readonly<Record<MigrationFinding['field'], MigrationColumn>> = {
  legacyNumber: 'legacyNumber',
  headId: 'head',
  openedOn: 'openedOn',
  closedOn: 'closedOn',
  classification: 'classification',
  documentIds: 'scans',
};
const faultOf = ({ row, field, code }: MigrationFinding, portion: readonly TableRow[]): Fault => ({
  line: portion[row]?.line ?? 0,
  column: columnOf[field],
  ...wordsOf(code),
});

function tell(out: Migration['out'], { line, column, hi, en }: Fault): void {
  const names = Object.hasOwn(migrationColumns, column)
    ? migrationColumns[column as MigrationColumn]
    : { hi: column, en: column };
  out(`पंक्ति ${line}, ${names.hi}: ${hi} · line ${line}, ${column || names.en}: ${en}`);
}

/** Uploads what a portion names and waits until it is read. One scan that is refused keeps the whole portion back. */
async function withScans(
  client: Client,
  portion: readonly TableRow[],
  progress: ReturnType<typeof progressOf>,
): Promise<{ rows: MigrationRow[] } | { faults: Fault[] }> {
  const uploaded = [];
  for (const { line, row } of portion) {
    for (const path of row.documentIds) {
      const name = basename(path).normalize('NFC');
      const content = bytesOf(path);
      const key = `${content.sha256} ${name}`;
      const documentId = progress.scans[key] ?? (await upload(client, name, content));
      uploaded.push({ line, path, key, documentId });
    }
  }
  const faults: Fault[] = [];
  const ids = new Map<string, string>();
  for (const { line, path, key, documentId } of uploaded) {
    const read = await readScan(client, documentId, basename(path));
    if ('refusal' in read) faults.push(scanFault(line, path, read.refusal));
    else {
      ids.set(path, documentId);
      progress.scans[key] = documentId;
    }
  }
  if (uploaded.length > 0) progress.save();
  if (faults.length > 0) return { faults };
  const rows = portion.map(({ row }) => ({
    ...row,
    documentIds: row.documentIds.flatMap((path) => ids.get(path) ?? []),
  }));
  return { rows };
}

type Body = Parameters<Client['migrateFiles']>[0]['body'];

/**
 * Sends a portion under a key made of what it says, so that a run that never heard the answer hears it now. An answer
 * of before that nothing was written is no answer of today: then it is asked anew.
 */
async function brought(client: Client, body: Body) {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  const first = await client.migrateFiles({ body }, { idempotencyKey: `migrate-${digest}` });
  const stale = first.replayed && first.body.findings.length > 0;
  return stale ? (await client.migrateFiles({ body })).body : first.body;
}
