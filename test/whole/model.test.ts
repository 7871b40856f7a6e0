/**
 * An installation as it stands against the naive model of an office: some hundreds of random acts over HTTP, each reply
 * held against the model, some sent twice and some with an old version.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freeFirstPort } from '../../infra/local/ports.ts';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import {
  type Answered,
  ApiProblem,
  type CallOptions,
  type Client,
} from '../../shared/api/client.ts';
import { type ProblemCode, problems } from '../../shared/api/problems.ts';
import type { Kind } from '../model/office.ts';
import {
  against,
  effects,
  type Name,
  type PaperFile,
  PaperOffice,
  people,
  reads,
  type Said,
  seats,
  sees,
} from '../model/paper.ts';
import {
  type Choice,
  choices,
  custodyOf,
  postIdOf,
  sameContents,
  sameCover,
  sameLetterAs,
  sameOutcome,
  settle,
  withLetter,
  withoutFile,
} from '../model/steps.ts';
import { type Installation, startInstallation } from '../support/installation.ts';

const seed = 20_261_125;
const mostSteps = 400;
const enoughSteps = 100;
/** A slow machine takes fewer steps, not longer. */
const mostTime = 40_000;

const data = mkdtempSync(join(tmpdir(), 'patravali-model-'));
const clients = new Map<Name, Client>();
let product: Installation;

beforeAll(async () => {
  product = await startInstallation(data, await freeFirstPort());
  for (const name of people) clients.set(name, await product.as(name));
});
afterAll(async () => {
  await product.stop();
  rmSync(data, { recursive: true, force: true });
});

/** What the installation calls a record of the model, and the version of it that everybody knows. */
interface Known {
  readonly id: string;
  version: number;
}
const found = <T>(value: T | undefined): T => {
  if (value === undefined)
    throw new RangeError('The model and the installation have lost each other.');
  return value;
};
const officeIds = Object.fromEntries(
  sampleDistrict.offices.map(({ id, code }) => [code.replace('BBZ-', ''), id]),
) as Record<Said['target'], string>;
const headOf = (name: Name) =>
  found(
    sampleDistrict.subjectHeads.find(
      ({ officeId, code }) => officeId === officeIds[seats[name].office] && code === 'B-121',
    ),
  ).id;
const recordRoom = found(sampleDistrict.units.find(({ kind }) => kind === 'record-room')).id;
const nobodysNote = 'nte_01K00000000000000000000000';

class Ids {
  readonly known = new Map<string, Known>();
  readonly notes = new Map<string, Known>();
  of = (id: string): Known => found(this.known.get(id));
  noteOf = (file: PaperFile, author: Name): Known =>
    this.notes.get(`${file.id} ${author}`) ?? { id: nobodysNote, version: 1 };
}

type Answer = Answered<unknown>;
interface Calling {
  readonly said: Said;
  readonly as: Client;
  readonly ids: Ids;
  readonly options: CallOptions;
  /** Put onto the version that is known, to make it a wrong one. */
  readonly off: number;
}
const delayOf = ({ delay }: Said) => (delay === undefined ? {} : { delay: { code: delay } });
const ofFile = ({ said, ids, off }: Calling) => {
  const { id, version } = ids.of(said.file.id);
  return { params: { fileId: id }, version: version + off };
};
const ofLetter = ({ said, ids, off }: Calling) => {
  const { id, version } = ids.of(said.letter.id);
  return { params: { receiptId: id }, version: version + off };
};
const ofNote = ({ said, ids }: Calling) => {
  const { id, version } = ids.noteOf(said.file, said.author);
  return { params: { fileId: ids.of(said.file.id).id, noteId: id }, version };
};
const decisionOf = ({ said, ids }: Calling) => {
  const { yes, remarks, file } = said;
  return {
    decision: yes ? ('approve' as const) : ('refuse' as const),
    ...(remarks !== undefined && { remarks }),
    ...(file.parent && { parentId: ids.of(file.parent.id).id }),
  };
};
const until = ({ now, days }: Said) =>
  new Date(now + 330 * 60_000 + days * 86_400_000).toISOString().slice(0, 10);

const calls: Readonly<Record<Kind, (c: Calling) => Promise<Answer>>> = {
  'create-file': ({ said, as, options }) =>
    as.createFile(
      {
        body: { subject: { hi: said.text }, headId: headOf(said.by), classification: said.grade },
      },
      options,
    ),
  'open-part': (c) =>
    c.as.openFilePart({ ...ofFile(c), body: { kind: c.said.yes ? 'part' : 'volume' } }, c.options),
  send: (c) =>
    c.as.sendFile(
      {
        ...ofFile(c),
        body: {
          to: postIdOf(c.said.to),
          purpose: c.said.submits ? 'submission' : 'action',
          ...delayOf(c.said),
        },
      },
      c.options,
    ),
  return: (c) =>
    c.as.returnFile(
      {
        ...ofFile(c),
        body: {
          to: postIdOf(c.said.to),
          purpose: 'action',
          reason: c.said.text,
          ...delayOf(c.said),
        },
      },
      c.options,
    ),
  consult: (c) =>
    c.as.consultPost(
      { ...ofFile(c), body: { to: postIdOf(c.said.to), reason: c.said.text, ...delayOf(c.said) } },
      c.options,
    ),
  answer: (c) =>
    c.as.answerConsulted(
      { ...ofFile(c), body: { to: postIdOf(c.said.to), ...delayOf(c.said) } },
      c.options,
    ),
  open: (c) => c.as.openFileOnDesk(ofFile(c), c.options),
  receive: (c) => c.as.receiveFile(ofFile(c), c.options),
  recall: (c) => c.as.recallFile(ofFile(c), c.options),
  'pull-up': (c) =>
    c.as.pullUpFile(
      { ...ofFile(c), body: { from: postIdOf(c.said.to), reason: c.said.text } },
      c.options,
    ),
  park: (c) =>
    c.as.parkFile({ ...ofFile(c), body: { until: until(c.said), reason: c.said.text } }, c.options),
  wake: (c) => c.as.wakeFile(ofFile(c), c.options),
  amend: (c) =>
    c.as.amendFile(
      { ...ofFile(c), body: { classification: c.said.grade, reason: c.said.text } },
      c.options,
    ),
  link: (c) =>
    c.as.linkFile(
      {
        ...ofFile(c),
        body: { fileId: c.ids.of(c.said.other.id).id, kind: 'related', reason: c.said.text },
      },
      c.options,
    ),
  unlink: (c) => {
    const { params, version } = ofFile(c);
    const linkedId = c.ids.of(c.said.other.id).id;
    return c.as.unlinkFile(
      { params: { ...params, linkedId }, version, body: { extract: c.said.text } },
      c.options,
    );
  },
  place: (c) =>
    c.as.placeFile(
      {
        ...ofFile(c),
        body: c.said.paper
          ? { nature: 'physical', place: { rack: '1', authorisation: c.said.text } }
          : { nature: 'electronic' },
      },
      c.options,
    ),
  'name-reader': (c) => {
    const { params, version } = ofFile(c);
    return c.as.nameFileReader(
      {
        params: { ...params, postId: postIdOf(c.said.to) },
        version,
        body: { reason: c.said.text },
      },
      c.options,
    );
  },
  'request-view': (c) =>
    c.as.requestView({ params: ofFile(c).params, body: { reason: c.said.text } }, c.options),
  'refuse-view': (c) => {
    const { params, version } = ofFile(c);
    return c.as.refuseView(
      {
        params: { ...params, postId: postIdOf(c.said.to) },
        version,
        body: { reason: c.said.text },
      },
      c.options,
    );
  },
  merge: (c) =>
    c.as.mergeFile(
      { ...ofFile(c), body: { into: c.ids.of(c.said.other.id).id, reason: c.said.text } },
      c.options,
    ),
  'begin-note': (c) =>
    c.as.createNote({ params: ofFile(c).params, body: { paragraphs: [c.said.text] } }, c.options),
  'save-note': (c) =>
    c.as.saveNote({ ...ofNote(c), body: { paragraphs: [c.said.text] } }, c.options),
  'share-note': (c) =>
    c.as.shareNote({ ...ofNote(c), body: { postIds: [postIdOf(c.said.to)] } }, c.options),
  'confirm-note': (c) => c.as.confirmNote(ofNote(c), c.options),
  'discard-note': (c) => c.as.discardNote(ofNote(c), c.options),
  'request-close': (c) =>
    c.as.requestClosure(
      {
        ...ofFile(c),
        body: { ...(c.said.yes && { to: postIdOf(c.said.to) }), ...delayOf(c.said) },
      },
      c.options,
    ),
  'decide-close': (c) => c.as.decideClosure({ ...ofFile(c), body: decisionOf(c) }, c.options),
  'to-record-room': (c) =>
    c.as.sendToRecordRoom({ ...ofFile(c), body: { unitId: recordRoom } }, c.options),
  'into-record-room': (c) => c.as.receiveInRecordRoom({ ...ofFile(c), body: {} }, c.options),
  'request-reopen': (c) =>
    c.as.requestReopening({ ...ofFile(c), body: { reason: c.said.text } }, c.options),
  'decide-reopen': (c) => c.as.decideReopening({ ...ofFile(c), body: decisionOf(c) }, c.options),
  'withdraw-request': (c) => c.as.withdrawRequest(ofFile(c), c.options),
  diarise: ({ said, as, options }) =>
    as.createReceipt(
      {
        body: {
          nature: 'physical',
          subject: { hi: said.text },
          sender: { kind: 'citizen', name: 'श्रीमती नमूना' },
          letter: { language: 'hi' },
          channel: 'counter',
          classification: said.grade,
        },
      },
      options,
    ),
  mark: (c) =>
    c.as.markReceipt(
      {
        ...ofLetter(c),
        body: {
          to: { postId: postIdOf(c.said.to) },
          copies: c.said.copies.map(postIdOf),
          ...delayOf(c.said),
        },
      },
      c.options,
    ),
  'open-letter': (c) => c.as.openReceipt(ofLetter(c), c.options),
  'receive-letter': (c) => c.as.receiveReceipt(ofLetter(c), c.options),
  'recall-letter': (c) => c.as.recallReceipt(ofLetter(c), c.options),
  'return-letter': (c) =>
    c.as.returnReceipt(
      {
        ...ofLetter(c),
        body: { to: postIdOf(c.said.to), reason: c.said.text, ...delayOf(c.said) },
      },
      c.options,
    ),
  'pull-letter-up': (c) =>
    c.as.pullUpReceipt(
      { ...ofLetter(c), body: { from: postIdOf(c.said.to), reason: c.said.text } },
      c.options,
    ),
  'file-letter': (c) =>
    c.as.fileReceipt({ ...ofLetter(c), body: { fileId: c.ids.of(c.said.file.id).id } }, c.options),
  'settle-letter': (c) => {
    const { params, version } = ofFile(c);
    const receiptId = c.ids.of(c.said.letter.id).id;
    return c.as.settleLetter(
      {
        params: { ...params, no: String(c.said.pages) },
        version,
        body: { receiptId, outcome: 'answered' },
      },
      c.options,
    );
  },
  dispose: (c) => c.as.disposeReceipt({ ...ofLetter(c), body: { reason: 'no-action' } }, c.options),
  'reopen-letter': (c) =>
    c.as.reopenReceipt({ ...ofLetter(c), body: { reason: c.said.text } }, c.options),
  void: (c) => c.as.voidReceipt({ ...ofLetter(c), body: { reason: c.said.text } }, c.options),
  transfer: (c) =>
    c.as.transferReceipt(
      { ...ofLetter(c), body: { officeId: officeIds[c.said.target], ...delayOf(c.said) } },
      c.options,
    ),
};

/** Acts that do not say which version they saw; and notes, which have versions of their own. */
const withoutVersion: ReadonlySet<Kind> = new Set<Kind>([
  'create-file',
  'diarise',
  'open',
  'open-letter',
  'request-view',
  'begin-note',
  'save-note',
  'share-note',
  'confirm-note',
  'discard-note',
]);

/** What of a step can be asked of this installation: all its heads and posts are active, and no scans are at hand. */
const askable = (kind: Kind, said: Said): Said => {
  const active = (name: Name): Name => (name === 'javak' ? 'collector' : name);
  return {
    ...said,
    to: active(said.to),
    copies: said.copies.map(active),
    head: 'known',
    ...(kind === 'diarise' && { paper: true, pages: 0 }),
  };
};

type Outcome =
  | { readonly code: undefined; readonly answer: Answer }
  | { readonly code: string; readonly status: number };
async function outcomeOf(calling: Promise<Answer>): Promise<Outcome> {
  try {
    return { code: undefined, answer: await calling };
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    return { code: error.problem.type.replace('/problems/', ''), status: error.status };
  }
}

/** Keeps the ids and versions that a reply tells, and those that follow from it. */
function note(
  kind: Kind,
  said: Said,
  body: unknown,
  paper: PaperOffice,
  ids: Ids,
  sealed: boolean,
) {
  const told = body as {
    id?: string;
    version: number;
    file?: { id: string };
    receipt?: { id: string; transferredTo?: { receiptId: string } };
  };
  const newest = (list: readonly { id: string }[]) => found(list.at(-1)).id;
  const changed = (id: string) => {
    ids.of(id).version += 1;
  };
  if (kind.endsWith('-note')) {
    const author = kind === 'begin-note' ? said.file.at : said.author;
    ids.notes.set(`${said.file.id} ${author}`, { id: found(told.id), version: told.version });
    return;
  }
  if (sealed) found(ids.notes.get(`${said.file.id} ${said.by}`)).version += 1;
  if (kind === 'create-file' || kind === 'open-part') {
    const { id } = found(told.file);
    ids.known.set(newest(paper.files), { id, version: told.version });
    if (kind === 'open-part') changed(said.file.id);
  } else if (kind === 'request-view' || kind === 'refuse-view') {
    changed(said.file.id);
  } else if (kind === 'diarise') {
    const { id } = found(told.receipt);
    ids.known.set(newest(paper.letters), { id, version: told.version });
  } else if (kind === 'file-letter' || kind === 'settle-letter') {
    ids.of(said.file.id).version = told.version;
    changed(said.letter.id);
  } else if (withoutFile.has(kind)) {
    ids.of(said.letter.id).version = told.version;
    const there = told.receipt?.transferredTo;
    if (kind === 'transfer') {
      ids.known.set(newest(paper.letters), { id: found(there).receiptId, version: 1 });
    }
  } else {
    ids.of(said.file.id).version = told.version;
    if (kind === 'merge') changed(said.other.id);
  }
}

async function take(kind: Kind, said: Said, choice: Choice, paper: PaperOffice, ids: Ids) {
  const stale = choice.wait === 27 && !withoutVersion.has(kind);
  const calling: Calling = {
    said,
    as: found(clients.get(said.by)),
    ids,
    options: { idempotencyKey: crypto.randomUUID() },
    off: stale ? 1000 : 0,
  };
  const { who, what } = against[kind](said);
  const outcome = await outcomeOf(calls[kind](calling));
  sameOutcome(kind, said.by, outcome.code, who.length > 0 ? who : stale ? ['stale-version'] : what);
  if (choice.wait % 9 === 8) {
    // Sent once more, it is answered as before and nothing happens.
    const again = await outcomeOf(calls[kind](calling));
    expect(again.code).toBe(outcome.code);
    if (outcome.code === undefined && again.code === undefined) {
      expect(again.answer.replayed).toBe(true);
      expect(again.answer.body).toEqual(outcome.answer.body);
    }
  }
  if (outcome.code !== undefined) {
    expect(outcome.status, outcome.code).toBe(problems[outcome.code as ProblemCode].status);
    return outcome.code;
  }
  const yellow = said.file?.yellow.get(said.by);
  const sealed = ['private', 'confirmed'].includes(yellow?.state ?? '');
  const before = said.file?.parent?.openParts;
  effects[kind](said, paper);
  const seals = sealed && said.file.yellow.get(said.by)?.state === 'sealed';
  note(kind, said, outcome.answer.body, paper, ids, seals);
  const { parent } = said.file ?? {};
  if (parent && parent.openParts !== before) ids.of(parent.id).version += 1;
  return undefined;
}

/** Every item of a list, page by page. */
async function all<Item>(
  list: (cursor: string | undefined) => Promise<Answered<{ items: Item[]; next: string | null }>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await list(cursor);
    items.push(...body.items);
    cursor = body.next ?? undefined;
  } while (cursor !== undefined);
  return items;
}

async function sameOnRecord(file: PaperFile, ids: Ids): Promise<void> {
  const { id, version } = ids.of(file.id);
  const params = { fileId: id };
  const as = found(clients.get(found(people.find((name) => reads(name, file)))));
  const cover = await as.getFile({ params });
  expect(cover.body.version, file.id).toBe(version);
  sameCover(cover.body.file, file, (other) => ids.of(other).id);
  const [notes, letters, events] = [
    await all((cursor) => as.listNotes({ params, query: { cursor } })),
    await all((cursor) => as.listCorrespondence({ params, query: { cursor } })),
    await all((cursor) => as.getTimeline({ params, query: { cursor } })),
  ];
  sameContents(
    file,
    notes.map(({ paragraphs }) => paragraphs.join('\n')),
    letters.map(({ pageFrom, pageTo }) => [pageFrom, pageTo] as const),
  );
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: version }, (_, i) => i + 1));
  const pub = events.map(({ type, facts }) => ({ type, pub: facts }));
  expect(custodyOf(pub), file.id).toBe(cover.body.file.holder.postId);
  const proof = await as.getProof({ params, query: { limit: '200' } });
  expect(proof.body, file.id).toMatchObject({ verdict: 'intact', findings: [] });
  expect(proof.body.head.hash).toBe(events.at(-1)?.hash);
}

/** Whoever may not know of it is told that it is not there. */
async function sameToEverybody(file: PaperFile, ids: Ids): Promise<void> {
  const params = { fileId: ids.of(file.id).id };
  for (const name of people) {
    const { code } = await outcomeOf(found(clients.get(name)).getFile({ params }));
    expect(code, `${file.id} shown to ${name}`).toBe(sees(name, file) ? undefined : 'not-found');
    const notes = await outcomeOf(found(clients.get(name)).listNotes({ params }));
    expect(notes.code === undefined, `${file.id} read by ${name}`).toBe(reads(name, file));
  }
}

it('[invariant 1] [invariant 2] [invariant 3] [invariant 16] [invariant 22] [invariant 23] an installation and the model agree about hundreds of acts over HTTP, and about every record at the end', async () => {
  const paper = new PaperOffice();
  const ids = new Ids();
  const now = Date.now();
  const log: string[] = [];
  const refused = new Set<string>();
  let done = 0;
  try {
    for (const choice of fc.sample(choices, { seed, numRuns: 3 * mostSteps })) {
      if (done >= mostSteps || Date.now() > now + mostTime) break;
      const settled = settle(choice, { paper, now, done });
      if (!settled) continue;
      const said = askable(choice.kind, settled);
      done += 1;
      const about = withLetter.has(choice.kind) ? said.letter?.id : '';
      const on = withoutFile.has(choice.kind) ? '' : said.file.id;
      log.push(`${said.by}: ${choice.kind} ${on} ${about} → ${said.to}`);
      const code = await take(choice.kind, said, choice, paper, ids);
      log.push(code ?? 'done');
      if (code) refused.add(code);
    }
    for (const file of paper.files) await sameOnRecord(file, ids);
    for (const file of paper.files.slice(-8)) await sameToEverybody(file, ids);
    for (const letter of paper.letters) {
      const as = found(clients.get(found(people.find((name) => reads(name, letter)))));
      const { body } = await as.getReceipt({ params: { receiptId: ids.of(letter.id).id } });
      sameLetterAs(body.receipt, letter, (other) => ids.of(other).id);
      expect(body.version, letter.id).toBe(ids.of(letter.id).version);
    }
  } catch (error) {
    throw new Error(`Seed ${seed}, step ${done}:\n${log.slice(-40).join('\n')}`, { cause: error });
  }
  process.stdout.write(
    `seed ${seed}: ${done} acts in ${Math.round((Date.now() - now) / 1000)} s, ${paper.files.length} files, ${paper.letters.length} letters, ${refused.size} kinds of refusal\n`,
  );
  expect(done).toBeGreaterThanOrEqual(enoughSteps);
  expect(refused.size).toBeGreaterThan(10);
});
