/** Random steps: what a step asks for is settled when it is its turn, by what the model then has on its desks. */
import fc from 'fast-check';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { HeldPost, Office, Officer, SubjectHead } from '../../shared/domain/directory.ts';
import type { File } from '../../shared/domain/file.ts';
import { startOfWalk, verify, verifyHead } from '../../shared/domain/ledger.ts';
import { allowedActions } from '../../shared/domain/policy.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { governed } from '../../shared/http/access.ts';
import { digest } from '../../shared/store/digest.ts';
import { heldPost, officer } from '../support/officers.ts';
import { type Act, acts, type Kind, ModelOffice } from './office.ts';
import {
  against,
  effects,
  type Name,
  type PaperFile,
  type PaperLetter,
  PaperOffice,
  people,
  reads,
  type Said,
  seats,
  sees,
} from './paper.ts';
import type { Rules } from './rules.ts';

const names = Object.keys(seats) as Name[];
const officers = new Map(people.map((name): [Name, Officer] => [name, officer(name)]));
const found = <T>(value: T | undefined): T => {
  if (value === undefined) throw new RangeError('The sample district lacks something.');
  return value;
};
const postOf = (name: Name): HeldPost => {
  if (name === 'deputy4') return found(sampleDistrict.posts.find(({ holder }) => holder === null));
  return { ...heldPost(name), ...(name === 'javak' && { status: 'abeyance' as const }) };
};
const posts = new Map(names.map((name): [Name, HeldPost] => [name, postOf(name)]));
const nameOf = new Map([...posts].map(([name, { id }]): [string, Name] => [id, name]));
const everyName = new Map(
  (['adm', 'samyukt', 'deputy3'] as const).map((name): [string, string] => [
    heldPost(name).id,
    name,
  ]),
);
const called = (postId: string): string => nameOf.get(postId) ?? everyName.get(postId) ?? postId;
export const postIdOf = (name: Name): string => (posts.get(name) as HeldPost).id;
const officeOf = (code: 'COL' | 'TEH' | 'PWD'): Office =>
  found(sampleDistrict.offices.find((each) => each.code === `BBZ-${code}`));
const headOf = (code: 'COL' | 'TEH'): SubjectHead =>
  found(
    sampleDistrict.subjectHeads.find(
      (each) => each.officeId === officeOf(code).id && each.code === 'B-121',
    ),
  );
const offices = { COL: officeOf('COL'), TEH: officeOf('TEH'), PWD: officeOf('PWD') };
const heads = { COL: headOf('COL'), TEH: headOf('TEH') };

/** How often each act is tried. */
const weights: Readonly<Record<Kind, number>> = {
  'create-file': 5,
  'open-part': 2,
  send: 10,
  return: 4,
  consult: 3,
  answer: 4,
  open: 3,
  receive: 6,
  recall: 6,
  'pull-up': 3,
  park: 2,
  wake: 3,
  amend: 2,
  link: 2,
  unlink: 1,
  place: 3,
  'name-reader': 2,
  'request-view': 3,
  'refuse-view': 2,
  merge: 2,
  'begin-note': 6,
  'save-note': 3,
  'share-note': 3,
  'confirm-note': 3,
  'discard-note': 1,
  'request-close': 5,
  'decide-close': 6,
  'to-record-room': 3,
  'into-record-room': 3,
  'request-reopen': 3,
  'decide-reopen': 4,
  'withdraw-request': 1,
  diarise: 5,
  mark: 6,
  'open-letter': 2,
  'receive-letter': 4,
  'recall-letter': 4,
  'return-letter': 2,
  'pull-letter-up': 1,
  'file-letter': 9,
  'settle-letter': 12,
  dispose: 2,
  'reopen-letter': 2,
  void: 1,
  transfer: 2,
};

/** Natural numbers, of which small ones choose what is likely to be done. */
export interface Choice {
  readonly kind: Kind;
  readonly who: number;
  readonly file: number;
  readonly other: number;
  readonly letter: number;
  readonly to: number;
  readonly way: number;
  readonly wait: number;
}

/** What a run goes on. */
export interface World {
  readonly paper: PaperOffice;
  now: number;
  done: number;
}
export const newWorld = (): World => ({
  paper: new PaperOffice(),
  now: Date.parse('2026-09-28T05:00:00.000Z'),
  done: 0,
});
export const newOffice = (rules: Rules, seals: boolean): ModelOffice =>
  new ModelOffice(rules, found(posts.get('abhilekh')), seals);

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % list.length];
/** Now and then somebody acts whose business it is not, and now and then on what it is not for. */
const isStranger = ({ who }: Choice) => who >= 17 && who < 20;
const isAstray = ({ who }: Choice) => who >= 20;
const isLetterOnDesk = ({ state }: PaperLetter) => state === 'diarised' || state === 'at-post';

/** Files on which the act is likely to make sense. */
const likely: Partial<Record<Kind, (file: PaperFile) => boolean>> = {
  answer: ({ asked, at }) => asked?.to === at,
  receive: ({ coming }) => coming !== undefined,
  recall: ({ last }) => last !== undefined,
  wake: ({ state }) => state === 'parked',
  unlink: ({ links }) => links.size > 0,
  'refuse-view': ({ asking }) => asking.size > 0,
  'save-note': ({ yellow, at }) => yellow.has(at),
  'share-note': ({ yellow, at }) => yellow.has(at),
  'confirm-note': ({ yellow, at }) => yellow.get(at)?.state === 'shared',
  'discard-note': ({ yellow, at }) => yellow.has(at),
  'decide-close': ({ state }) => state === 'closure-pending',
  'to-record-room': ({ state }) => state === 'closed',
  'into-record-room': ({ state, coming }) => state === 'closed' && coming !== undefined,
  'request-reopen': ({ state }) => state === 'closed' || state === 'recorded',
  'decide-reopen': ({ state }) => state === 'reopening-pending',
  'withdraw-request': ({ request }) => request !== undefined,
  'settle-letter': ({ pending }) => pending.length > 0,
};
const atWork = ({ state }: PaperFile) => state === 'active';
const likelyLetter: Partial<Record<Kind, (letter: PaperLetter) => boolean>> = {
  'receive-letter': ({ coming }) => coming !== undefined,
  'recall-letter': ({ last }) => last !== undefined,
  'return-letter': ({ last, state }) => last !== undefined && state === 'at-post',
  'reopen-letter': ({ state }) => state === 'closed',
};
export const withoutFile: ReadonlySet<Kind> = new Set<Kind>([
  'create-file',
  'diarise',
  'mark',
  'open-letter',
  'receive-letter',
  'recall-letter',
  'return-letter',
  'pull-letter-up',
  'dispose',
  'reopen-letter',
  'void',
  'transfer',
]);
export const withLetter: ReadonlySet<Kind> = new Set<Kind>([
  'mark',
  'open-letter',
  'receive-letter',
  'recall-letter',
  'return-letter',
  'pull-letter-up',
  'file-letter',
  'settle-letter',
  'dispose',
  'reopen-letter',
  'void',
  'transfer',
]);
const among = <T>(all: readonly T[], fits: ((each: T) => boolean) | undefined): readonly T[] =>
  fits ? all.filter(fits) : all;

const inCast = (line: readonly string[]): Name[] => people.filter((name) => line.includes(name));

function whoShould(choice: Choice, file: PaperFile, letter: PaperLetter): Name | undefined {
  const { kind, to } = choice;
  const decides = (what: 'close' | 'reopen') =>
    [file.at, ...inCast(seats[file.at].line)].filter(
      (name) => name !== file.request?.by && seats[name].may.includes(what),
    );
  switch (kind) {
    case 'create-file':
      return pick(['rajasv1', 'adhikshak', 'rajasv2', 'vachak', 'regadhikshak'], to) ?? 'rajasv1';
    case 'diarise':
      return pick(['aavak', 'regadhikshak', 'vachak'], to) ?? 'aavak';
    case 'receive':
    case 'into-record-room':
      return file.coming ?? file.at;
    case 'recall':
      return file.last?.from ?? file.at;
    case 'pull-up':
      return pick(inCast(seats[file.at].line), to) ?? file.at;
    case 'decide-close':
      return pick(decides('close'), to) ?? file.at;
    case 'decide-reopen':
      return pick(decides('reopen'), to) ?? file.at;
    case 'withdraw-request':
      return file.request?.by ?? file.at;
    case 'request-reopen':
      return pick(inCast([...file.had]), to) ?? file.at;
    case 'request-view':
      return pick(
        people.filter((name) => sees(name, file) && !reads(name, file)),
        to,
      );
    case 'save-note':
      return pick([file.at, ...(file.yellow.get(file.at)?.shared ?? [])], to) ?? file.at;
    case 'receive-letter':
      return letter.coming ?? letter.at;
    case 'recall-letter':
      return letter.last?.from ?? letter.at;
    case 'pull-letter-up':
      return pick(inCast(seats[letter.at].line), to) ?? letter.at;
    case 'reopen-letter':
      return pick(inCast(seats[letter.closedBy ?? letter.at].line), to) ?? letter.at;
    case 'mark':
    case 'open-letter':
    case 'return-letter':
    case 'dispose':
    case 'void':
    case 'transfer':
    case 'file-letter':
      return letter.at;
    default:
      return file.at;
  }
}

function whereTo({ kind, to, way }: Choice, file: PaperFile, letter: PaperLetter, at: Name): Name {
  if (kind === 'return-letter' && way < 28) return letter.last?.from ?? at;
  if (kind === 'answer' && way < 28) return file.asked?.by ?? 'collector';
  if (kind === 'pull-up' && way < 30) return file.at;
  if (kind === 'pull-letter-up' && way < 30) return letter.at;
  if (kind === 'refuse-view' && way < 28) return pick([...file.asking], to) ?? file.at;
  if (kind === 'return' && way < 24) return pick(inCast([...file.had]), to) ?? file.at;
  const name = names[to % 20] ?? pick(inCast(seats[at].line), to) ?? 'rajasv1';
  return kind === 'name-reader' && name === 'javak' ? 'collector' : name;
}

/** What is meant, or nothing when there is nothing that it could be about. */
export function settle(choice: Choice, { paper, now, done }: World): Said | undefined {
  const { kind, way } = choice;
  const { files, letters } = paper;
  const astray = isAstray(choice);
  const letterOf = pick(
    among(letters, astray ? undefined : (likelyLetter[kind] ?? isLetterOnDesk)),
    choice.letter,
  );
  if (withLetter.has(kind) && kind !== 'settle-letter' && !letterOf) return undefined;
  let letter = letterOf as PaperLetter;
  const fits =
    kind === 'file-letter'
      ? (each: PaperFile) => each.at === letter.at && (atWork(each) || each.state === 'parked')
      : (likely[kind] ?? atWork);
  const fileOf = pick(among(files, astray ? undefined : fits), choice.file);
  if (!withoutFile.has(kind) && !fileOf) return undefined;
  const file = fileOf as PaperFile;
  const others =
    kind === 'merge'
      ? (each: PaperFile) => each.at === file.at && each !== file
      : kind === 'unlink'
        ? (each: PaperFile) => file.links.has(each.id)
        : undefined;
  const otherOf = pick(among(files, astray ? undefined : others), choice.other);
  if (kind === 'merge' && !otherOf) return undefined;
  const other = otherOf as PaperFile;
  let pages = kind === 'diarise' ? way % 4 : 0;
  if (kind === 'settle-letter') {
    pages = (astray ? choice.letter + 1 : pick(file.pending, choice.letter)) ?? 1;
    const filed = file.letters[pages - 1] ?? letters[0];
    if (!filed) return undefined;
    letter = filed;
  }
  const should = isStranger(choice) ? pick(people, choice.to) : whoShould(choice, file, letter);
  // Nobody sits at a vacant desk.
  const by = should && people.includes(should) ? should : (pick(people, choice.to) as Name);
  const thing: PaperFile | PaperLetter | undefined = withoutFile.has(kind) ? letter : file;
  const isLate = thing !== undefined && now - thing.since > 8 * 86_400_000;
  const delays = isLate
    ? (['workload', 'leave', undefined, 'workload'] as const)
    : ([undefined, undefined, 'leave', 'nonsense'] as const);
  const text = `टीप ${done}`;
  return {
    by,
    now,
    file,
    other,
    letter,
    to: whereTo(choice, file, letter, thing?.at ?? by),
    copies: way % 4 === 3 ? [names[choice.other % names.length] as Name] : [],
    text,
    yes: way % 2 === 0,
    remarks: way & 2 ? text : undefined,
    delay: delays[(way >> 2) & 3],
    submits: way < 16,
    days: [30, 0, 1, 180, 181, 7][way % 6] ?? 30,
    due: dueIn(dues[choice.other % dues.length], now),
    head: way === 29 ? 'closed' : way === 31 ? 'foreign' : 'known',
    grade: way % 8 === 5 ? 'confidential' : way === 30 ? 'secret' : 'normal',
    paper: kind === 'place' ? way % 3 !== 2 : way % 5 === 4,
    pages,
    target: (['TEH', 'COL', 'PWD', 'TEH'] as const)[way % 4] ?? 'TEH',
    author: astray ? (pick(people, choice.to) as Name) : (file?.at ?? by),
  };
}

/** Days ahead by which somebody asks for a thing: sooner and later than others, or none. */
const dues = [undefined, 2, 40, undefined, 9] as const;
const dueIn = (days: number | undefined, now: number) => days && now + days * 86_400_000;

const actOf = (said: Said): Act => {
  const head = heads[seats[said.by].office];
  const foreign = heads[seats[said.by].office === 'COL' ? 'TEH' : 'COL'];
  return {
    by: found(officers.get(said.by)),
    at: new Date(said.now).toISOString(),
    file: said.file?.id ?? '',
    other: said.other?.id ?? '',
    letter: said.letter?.id ?? '',
    to: found(posts.get(said.to)),
    copies: said.copies.map((name) => found(posts.get(name))),
    text: said.text,
    yes: said.yes,
    remarks: said.remarks,
    delay: said.delay,
    purpose: said.submits ? 'submission' : 'action',
    days: said.days,
    dueAt: said.due === undefined ? undefined : new Date(said.due).toISOString(),
    head:
      said.head === 'known' ? head : said.head === 'closed' ? { ...head, active: false } : foreign,
    classification: said.grade,
    paper: said.paper,
    pages: said.pages,
    office: offices[said.target],
    author: postIdOf(said.author),
  };
};

/** The office and the model differ. */
export class Difference extends Error {}
const differ = (what: string, real: unknown, model: unknown): never => {
  throw new Difference(`${what}: the office has ${String(real)}, the model ${String(model)}`);
};
const same = (what: string, real: unknown, model: unknown): void => {
  if (real !== model) differ(what, real, model);
};
const sameNames = (what: string, real: readonly string[], model: ReadonlySet<string>): void => {
  if (real.length !== model.size || !real.every((id) => model.has(called(id)))) {
    differ(what, real.map(called), [...model]);
  }
};

/** A file or letter as it is on record, and as it is on paper. */
function sameThing(what: string, real: File | Receipt, model: PaperFile | PaperLetter): void {
  same(`${what} number`, real.number, model.number);
  same(`${what} status`, real.status, model.state);
  same(`${what} holder`, nameOf.get(real.holder.postId), model.at);
  same(`${what} on its way to`, real.transit && nameOf.get(real.transit.to.postId), model.coming);
  same(`${what} classification`, real.classification === 'confidential', model.secret);
  same(`${what} paper`, real.nature !== 'electronic', model.paper);
  const { lastMove } = real;
  same(`${what} sender`, lastMove && called(lastMove.from.postId), model.last?.from);
  if (model.last) same(`${what} opened`, lastMove?.openedAt !== undefined, model.last.opened);
  sameNames(`${what} holders`, real.readers.holders, model.had);
  sameNames(`${what} superiors`, real.readers.superiors, model.above);
  sameNames(`${what} named readers`, real.readers.named ?? [], model.named);
}

/** The cover of a file. @param idAs the id that the office has for one of the model */
export function sameCover(
  real: File,
  model: PaperFile,
  idAs: (id: string) => string = (id) => id,
): void {
  const what = model.id;
  sameThing(what, real, model);
  same(`${what} notes`, real.noteCount, model.sheet.length);
  same(`${what} letters`, real.correspondenceCount, model.pages.length);
  same(`${what} pages`, real.correspondencePages, model.pages.at(-1)?.[1] ?? 0);
  same(`${what} pending letters`, real.pendingLetters.join(), model.pending.join());
  same(`${what} open parts`, real.openParts, model.openParts);
  const links = [...model.links].map(idAs);
  same(`${what} links`, real.links.map(({ fileId }) => fileId).join(), links.join());
  const { consultation, request } = real;
  same(`${what} asked`, consultation && nameOf.get(consultation.asked.postId), model.asked?.to);
  same(`${what} asks`, consultation && nameOf.get(consultation.askedBy.postId), model.asked?.by);
  same(`${what} request`, request && nameOf.get(request.post.postId), model.request?.by);
}

/** What stands on a note sheet, and the pages of the letters. */
export function sameContents(
  model: PaperFile,
  sheet: readonly string[],
  pages: readonly (readonly [number, number])[],
): void {
  const what = model.id;
  same(`${what} note sheet`, sheet.length, model.sheet.length);
  model.sheet.forEach((text, index) => {
    same(`${what} note ${index + 1}`, sheet[index], text);
  });
  same(`${what} correspondence`, pages.length, model.pages.length);
  model.pages.forEach(([from, to], index) => {
    same(`${what} first page of letter ${index + 1}`, pages[index]?.[0], from);
    same(`${what} last page of letter ${index + 1}`, pages[index]?.[1], to);
  });
}

function sameFile(office: ModelOffice, model: PaperFile): void {
  const what = model.id;
  const real = office.file(what);
  if (!real) throw new Difference(`${what} is missing: the office has nothing`);
  sameCover(real, model);
  same(`${what} time at the desk`, Date.parse(real.holderSince), model.since);
  const dates = [model.due, ...model.owed.values()].filter((date) => date !== undefined);
  const due = dates.length > 0 ? Math.min(...dates) : undefined;
  same(`${what} due`, real.dueAt && Date.parse(real.dueAt), due);
  sameContents(model, office.sheet(what), office.pagesOf(what));
  for (const name of names) {
    const request = office.requestOf(what, postIdOf(name));
    const open = request && !request.grantedAt && !request.refusedAt;
    same(`${what} is asked for by ${name}`, open ?? false, model.asking.has(name));
  }
  for (const [name, note] of model.yellow) {
    const yellow = office.yellowOf(what, postIdOf(name));
    same(`${what} yellow note of ${name}`, yellow?.status, note.state);
    same(`${what} its text`, yellow?.paragraphs.join('\n'), note.text);
    same(`${what} shared with`, yellow?.sharedWith.length, note.shared.length);
  }
}

export function sameLetterAs(
  real: Receipt,
  model: PaperLetter,
  idAs: (id: string) => string = (id) => id,
): void {
  const what = model.id;
  sameThing(what, real, model);
  same(`${what} in file`, real.fileId, model.inFile && idAs(model.inFile.id));
  same(`${what} settled`, real.settledAt !== undefined, model.settled);
}

function sameLetter(office: ModelOffice, model: PaperLetter): void {
  const real = office.letter(model.id);
  if (!real) throw new Difference(`${model.id} is missing: the office has nothing`);
  sameLetterAs(real, model);
  same(`${model.id} time at the desk`, Date.parse(real.holderSince), model.since);
}

/** Done where nothing speaks against it, and else refused for one of the reasons there are. */
export function sameOutcome(
  kind: Kind,
  by: Name,
  code: string | undefined,
  expected: readonly string[],
): void {
  if (code === undefined ? expected.length > 0 : !expected.includes(code)) {
    differ(`${kind} by ${by}`, code ?? 'done', expected.join(' or ') || 'done');
  }
}

/** One step on both; whatever they do not agree on ends the run. */
function step(kind: Kind, said: Said, world: World, office: ModelOffice): void {
  world.done += 1;
  const { paper } = world;
  const { file, letter } = said;
  const before = file && office.file(file.id);
  const letterBefore = letter && office.letter(letter.id);
  const reasons = against[kind](said);
  const code = office.do(kind, actOf(said));
  sameOutcome(kind, said.by, code, reasons.who.length > 0 ? reasons.who : reasons.what);
  if (code !== undefined) {
    // What is refused leaves no trace.
    if (file) same(`${file.id} after a refusal`, office.file(file.id), before);
    if (letter) same(`${letter.id} after a refusal`, office.letter(letter.id), letterBefore);
    return;
  }
  effects[kind](said, paper);
  same('files', office.files.size, paper.files.length);
  same('letters', office.letters.size, paper.letters.length);
  if (!withoutFile.has(kind)) {
    sameFile(office, file);
    if (file.parent) sameFile(office, file.parent);
    if (kind === 'merge') sameFile(office, said.other);
  }
  if (withLetter.has(kind)) sameLetter(office, letter);
  if (kind === 'create-file' || kind === 'open-part') {
    sameFile(office, paper.files.at(-1) as PaperFile);
  }
  if (kind === 'diarise' || kind === 'transfer') {
    sameLetter(office, paper.letters.at(-1) as PaperLetter);
  }
}

/** Where the events alone say that a thing lies. */
export function custodyOf(
  events: readonly { readonly type: string; readonly pub: object }[],
): string | undefined {
  let at: string | undefined;
  for (const { type, pub } of events) {
    const { holder, to, onItsWay } = pub as {
      holder?: string | { postId: string };
      to?: { postId: string };
      onItsWay?: boolean;
    };
    if (holder) at = typeof holder === 'string' ? holder : holder.postId;
    if (to && !onItsWay && type !== 'transferred') at = to.postId;
  }
  return at;
}

/** Who may know of a thing, and who may read it. */
function sameReaders(office: ModelOffice, thing: PaperFile | PaperLetter): void {
  const real = office.file(thing.id) ?? office.letter(thing.id);
  if (!real) throw new Difference(`${thing.id} is missing: the office has nothing`);
  for (const [name, by] of officers) {
    const may = allowedActions(by, governed(real));
    same(`${thing.id} known to ${name}`, may.includes('see-cover'), sees(name, thing));
    same(`${thing.id} read by ${name}`, may.includes('read-content'), reads(name, thing));
  }
}

/** At the end of a run: everything once more, and what the sealed histories say. */
export function lookThrough({ paper }: World, office: ModelOffice): void {
  for (const file of paper.files) {
    sameFile(office, file);
    if (file.secret)
      same(`${file.id} confidential, in its office`, seats[file.at].office, file.office);
  }
  for (const letter of paper.letters) sameLetter(office, letter);
  for (const thing of [...paper.files, ...paper.letters]) sameReaders(office, thing);
  same('numbers', office.numbers.join(' '), paper.numbers.join(' '));
  same('numbers given twice', new Set(paper.numbers).size, paper.numbers.length);
  for (const [id, kept] of [...office.files, ...office.letters]) {
    same(
      `${id} custody by its movements`,
      called(custodyOf(kept.events) ?? ''),
      called(kept.state.holder.postId),
    );
    const stored = kept.entries.map(({ event, hash, fields }) => ({ event, hash, fields }));
    const { walk, findings } = verify(startOfWalk, stored, id, digest);
    same(`${id} chain`, [...findings, ...verifyHead(walk, kept.head)].length, 0);
  }
}

/** A step of a run, as fast-check takes it away or makes it smaller. */
export class Step implements fc.Command<World, ModelOffice> {
  readonly choice: Choice;
  private said: Said | undefined;
  constructor(choice: Choice) {
    this.choice = choice;
  }
  check(world: Readonly<World>): boolean {
    const { wait } = this.choice;
    // Mostly minutes, now and then days.
    const later = wait < 24 ? wait * 5 * 60_000 : (wait - 23) * 3 * 86_400_000;
    this.said = settle(this.choice, { ...world, now: world.now + later });
    return this.said !== undefined;
  }
  run(world: World, office: ModelOffice): void {
    if (!this.said) return;
    world.now = this.said.now;
    step(this.choice.kind, this.said, world, office);
    counter.steps += 1;
  }
  toString = (): string => JSON.stringify(this.choice);
}
/** Steps that were taken, in all runs together. */
export const counter = { steps: 0 };

const kinds = Object.keys(acts).flatMap((kind) =>
  Array.from({ length: weights[kind as Kind] }, () => kind as Kind),
);
export const choices = fc.record({
  kind: fc.constantFrom(...kinds),
  who: fc.nat(22),
  file: fc.nat(11),
  other: fc.nat(11),
  letter: fc.nat(11),
  to: fc.nat(29),
  way: fc.nat(31),
  wait: fc.nat(27),
});
export const steps = (most: number) =>
  fc.commands([choices.map((choice) => new Step(choice))], { maxCommands: most, size: 'max' });
