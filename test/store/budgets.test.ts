import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { type Decision, decisions } from '../../shared/api/decisions.ts';
import { isWrite, type Route } from '../../shared/api/route.ts';
import { type OperationId, routes } from '../../shared/api/routes/index.ts';
import type { SealedEvent } from '../../shared/domain/ledger.ts';
import type { Item } from '../../shared/store/reading.ts';
import { type Asked, type Office, openOffice, roundTrips, type Told } from '../support/office.ts';
import { officer } from '../support/officers.ts';
import { postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { approvals } from './flows/approvals.ts';
import { chains } from './flows/chains.ts';
import type { Day } from './flows/day.ts';
import { drafts } from './flows/drafts.ts';
import { files } from './flows/files.ts';
import { migration } from './flows/migration.ts';
import { notes } from './flows/notes.ts';
import { offices } from './flows/offices.ts';
import { prints } from './flows/prints.ts';
import { receipts } from './flows/receipts.ts';
import { records } from './flows/records.ts';
import { spine } from './flows/spine.ts';

// The main job last: what follows looks at its file.
const flows = [
  offices,
  drafts,
  approvals,
  chains,
  files,
  notes,
  prints,
  receipts,
  records,
  migration,
  spine,
];

/** What the policy was asked while an operation ran: actions of the decision table, and capabilities. */
const asked: string[] = [];
vi.mock('../../shared/domain/policy.ts', async (original) => {
  const real = await original<typeof import('../../shared/domain/policy.ts')>();
  const allows: typeof real.allows = (officer, action, record) => {
    asked.push(action);
    return real.allows(officer, action, record);
  };
  return { ...real, allows };
});
vi.mock('../../shared/domain/directory.ts', async (original) => {
  const real = await original<typeof import('../../shared/domain/directory.ts')>();
  const can: typeof real.can = (officer, capability) => {
    asked.push(`can ${capability}`);
    return real.can(officer, capability);
  };
  return { ...real, can };
});
const decided = new Map<OperationId, Set<string>>();
/** Every write that succeeded, as it was asked for. */
const written: Written[] = [];
interface Written {
  readonly username: string;
  readonly id: OperationId;
  readonly asked: Asked;
  readonly told: Told;
}

let office: Office;
const seen = new Map<OperationId, Told>();

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

/** Calls an operation that must succeed, and keeps what it cost. */
async function done(username: string, id: OperationId, options: Asked = {}): Promise<Told> {
  asked.length = 0;
  const told = await office.call(username, id, options);
  decided.set(id, new Set([...(decided.get(id) ?? []), ...asked]));
  expect(told.status, `${id}: ${JSON.stringify(told.body)}`).toBeLessThan(300);
  seen.set(id, told);
  if (isWrite(routes[id])) written.push({ username, id, asked: options, told });
  return told;
}

it('does the main job through every route, and each stays within its budget', async () => {
  const day: Day = { office, done, seen, postOf };
  for (const flow of flows) await flow(day);

  // Page texts stand in object storage, which this office does not have: the one read of the table is seen all the same.
  seen.set(
    'getPageText',
    await office.call('aavak', 'getPageText', {
      params: { documentId: seen.get('createUpload')?.body.documentId, page: '1' },
    }),
  );

  for (const [id, { commands }] of seen) {
    const route: Route = routes[id];
    const names = commands.map(({ name }) => name);
    const [identity, ...rest] = commands;
    expect(identity?.name, id).toBe('BatchGetItemCommand');
    const reads = rest.filter(({ name }) => !name.startsWith('TransactWrite'));
    expect(roundTrips(reads), `${id} waits for reads: ${names}`).toBeLessThanOrEqual(1);
    expect(reads.length, `${id}: ${names}`).toBeLessThanOrEqual(5);
    const writes = names.filter((name) => /Write|Put|Update|Delete/.test(name));
    expect(writes, id).toEqual(isWrite(route) ? ['TransactWriteItemsCommand'] : []);
  }
  for (const [id, decision] of Object.entries<Decision>(decisions)) {
    if ('because' in decision) continue;
    const { actions = [], capabilities = [] } = decision;
    const wanted = [...actions, ...capabilities.map((capability) => `can ${capability}`)];
    expect(wanted.length, `${id} asks for something`).toBeGreaterThan(0);
    expect([...(decided.get(id as OperationId) ?? [])], id).toEqual(expect.arrayContaining(wanted));
  }
  // And nobody asks for what the list does not tell, but for the right to read, which buttons and lists look at too.
  for (const [id, seenActions] of decided) {
    const decision: Decision = decisions[id as keyof typeof decisions];
    if ('because' in decision) continue;
    const { actions = [], capabilities = [] } = decision;
    const known = [...actions, ...capabilities.map((capability) => `can ${capability}`)];
    const looked = ['read-content', 'see-cover', 'verify'];
    const untold = [...seenActions].filter(
      (each) => !known.includes(each) && !looked.includes(each) && !each.startsWith('can '),
    );
    expect(untold, id).toEqual([]);
  }
  const guarded = Object.entries<Route>(routes).filter(([, { access }]) => access !== 'public');
  expect([...seen.keys()].sort()).toEqual(guarded.map(([id]) => id).sort());
});

/** Writes that leave no event, or leave none at times, and why. */
const unheard: Partial<
  Record<OperationId, { readonly because: string; readonly when?: (told: Told) => boolean }>
> = {
  createPrint: {
    because:
      'Changes no record: who asked for it, and when, stands with the print and on every sheet.',
  },
  migrateFiles: {
    because: 'A list that is only tried, or has faults, brings no file.',
    when: ({ body }) => body.files.length === 0,
  },
  createDivision: {
    because: 'A table with faults enters nothing.',
    when: ({ body }) => body.order === null,
  },
  readNotices: { because: 'What a post has read of what it was told is no act on a record.' },
};

/** The events in the one transaction that an operation wrote. */
function eventsOf({ commands }: Told) {
  const wrote = commands.findLast(({ name }) => name.startsWith('TransactWrite'));
  const { TransactItems: items = [] } = (wrote?.input ?? {}) as {
    readonly TransactItems?: readonly { readonly Put?: { readonly Item: Item } }[];
  };
  return items.flatMap(({ Put }) => {
    const event = Put?.Item.event as SealedEvent | undefined;
    return event ? [{ ...event, pk: Put?.Item.pk }] : [];
  });
}

/** Whether a record is the one that an operation names: what it makes, or of several in its path the one it is about. */
function isNamed(recordId: string, { id, asked: { params = {} }, told }: Written): boolean {
  const { draftId, noteId, reviewId, issueId, receiptId, approvalId, fileId, postId } = params;
  const { chainId, divisionId } = params;
  // A chain has its history in that of its file.
  const chainOf = approvalId?.replace(/^apr_(.+)-\d+$/, 'fil_$1');
  const named =
    chainId ??
    divisionId ??
    draftId ??
    noteId ??
    reviewId ??
    issueId ??
    receiptId ??
    chainOf ??
    fileId ??
    postId;
  const makes = named === undefined || id.startsWith('create');
  return makes ? JSON.stringify(told.body).includes(recordId) : recordId === named;
}

it('[row 20] puts every write on record in its one transaction: in the history of what it names, with who acted', () => {
  for (const each of written) {
    const { username, id, told } = each;
    const events = eventsOf(told);
    const { when = () => true } = unheard[id] ?? { when: () => false };
    if (when(told)) {
      expect(events, `${id} is told of now`).toEqual([]);
      continue;
    }
    expect(
      events.some(({ record }) => isNamed(record, each)),
      id,
    ).toBe(true);
    for (const event of events) {
      expect(event.pk, id).toBe(event.record);
      expect(event.actor, id).toMatchObject({ personId: officer(username).personId });
    }
  }
  // Every route that writes was seen, so that none is left out by not being called.
  const writes = Object.entries<Route>(routes).filter(
    ([, route]) => isWrite(route) && route.access !== 'public',
  );
  expect([...new Set(written.map(({ id }) => id))].sort()).toEqual(writes.map(([id]) => id).sort());
});

it('refuses what is wrong with its own code, in the caller’s language, and changes no stored byte', async () => {
  const fileId = seen.get('createFile')?.body.file.id;
  const to = postOf('Superintendent (Revenue)');
  const nobody = 'fil_01K00000000000000000000009';
  const send = { params: { fileId }, body: { to } };
  const before = await dump();
  const cases: [string, OperationId, Asked, number, string][] = [
    ['rajasv1', 'getFile', { params: { fileId: nobody } }, 404, 'not-found'],
    ['tehsildar', 'getFile', { params: { fileId } }, 404, 'not-found'],
    ['sthapna1', 'listNotes', { params: { fileId } }, 403, 'not-allowed'],
    ['rajasv1', 'sendFile', { ...send, version: 1 }, 403, 'file-not-with-you'],
    ['adm', 'sendFile', { ...send, version: 1 }, 412, 'stale-version'],
    ['adm', 'sendFile', send, 428, 'if-match-required'],
    [
      'adm',
      'sendFile',
      { ...send, version: 1, headers: { 'idempotency-key': '' } },
      400,
      'idempotency-key-required',
    ],
    [
      'adm',
      'createNote',
      { params: { fileId }, body: { paragraphs: ['\u200b\u200b'] } },
      422,
      'validation',
    ],
    [
      'adm',
      'createNote',
      { params: { fileId }, body: { paragraphs: ['क\u202eख'] } },
      422,
      'validation',
    ],
    ['adm', 'createNote', { params: { fileId }, text: '{"paragraphs":' }, 400, 'malformed'],
    [
      'adm',
      'createNote',
      { params: { fileId }, text: `${'['.repeat(5000)}${']'.repeat(5000)}` },
      400,
      'malformed',
    ],
    [
      'adm',
      'createNote',
      { params: { fileId }, body: { paragraphs: ['क'], by: 'x' } },
      422,
      'validation',
    ],
    [
      'adm',
      'createNote',
      { params: { fileId }, body: {}, headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported-media-type',
    ],
    [
      'aavak',
      'createUpload',
      { body: { name: 'a.svg', mediaType: 'image/svg+xml', bytes: 1, sha256: 'a'.repeat(64) } },
      422,
      'validation',
    ],
    [
      'aavak',
      'createUpload',
      { body: { name: 'a.png', mediaType: 'image/png', bytes: 10 ** 12, sha256: 'a'.repeat(64) } },
      413,
      'too-large',
    ],
    [
      'adm',
      'getTimeline',
      { params: { fileId }, query: { cursor: 'bm9uc2Vuc2U' } },
      400,
      'cursor-invalid',
    ],
  ];
  for (const [username, id, asked, status, code] of cases) {
    for (const [language, script] of [
      ['hi', /[\u0900-\u097f]/],
      ['en', /[A-Za-z]/],
    ] as const) {
      const headers = { ...asked.headers, 'accept-language': language };
      const told = await office.call(username, id, { ...asked, headers });
      expect(told, `${id} ${code}`).toMatchObject({
        status,
        body: { type: `/problems/${code}`, status },
      });
      expect(told.headers['content-type']).toBe('application/problem+json');
      expect(told.body.title).toMatch(script);
    }
  }
  expect(await dump()).toEqual(before);
});

it('[invariant 22] answers a repeated request from store, and refuses another under the same key', async () => {
  const body = { subject: { hi: 'दोहराव' }, headId: sampleDistrict.subjectHeads[0]?.id };
  const headers = { 'idempotency-key': 'one-and-the-same-key' };
  const first = await office.call('rajasv1', 'createFile', { body, headers });
  const before = await dump();
  const second = await office.call('rajasv1', 'createFile', { body, headers });
  expect(second.headers['idempotency-replayed']).toBe('true');
  expect(second.body).toEqual(first.body);
  const other = await office.call('rajasv1', 'createFile', {
    body: { ...body, urgency: 'immediate' },
    headers,
  });
  expect(other.body.type).toBe('/problems/idempotency-key-reused');
  expect(await dump()).toEqual(before);
});

it('[invariant 22] takes the same key from another caller, or for another operation, as a request of its own', async () => {
  const body = { subject: { hi: 'दोहराव' }, headId: sampleDistrict.subjectHeads[0]?.id };
  const headers = { 'idempotency-key': 'one-key-for-several-requests' };
  const first = await office.call('rajasv1', 'createFile', { body, headers });
  const others = [
    await office.call('rajasv2', 'createFile', { body, headers }),
    await office.call('rajasv1', 'createNote', {
      params: { fileId: first.body.file.id },
      body: { paragraphs: ['एक'] },
      headers,
    }),
  ];
  for (const { status, headers: told } of others) {
    expect(status).toBe(201);
    expect(told['idempotency-replayed']).toBeUndefined();
  }
  expect(others[0]?.body.file.id).not.toBe(first.body.file.id);
});

const dump = () => tableOf(office);
