/**
 * An office that works by the rules under test: it holds the records, asks the decision table, applies the rule and
 * keeps the sealed events, as the API does with its store.
 */

import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { financialYearOf, yearOf } from '../../shared/domain/calendar.ts';
import type { HeldPost, Office, Officer, SubjectHead } from '../../shared/domain/directory.ts';
import type { Changed } from '../../shared/domain/document.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import type { File } from '../../shared/domain/file.ts';
import { granted, type ViewAsked, type ViewRequest } from '../../shared/domain/fileCare.ts';
import { unopenedArrival } from '../../shared/domain/fileGuards.ts';
import { mustBeActive } from '../../shared/domain/fileMachine.ts';
import {
  type Entry,
  type EventDraft,
  emptyHead,
  type Head,
  seal,
} from '../../shared/domain/ledger.ts';
import { type DraftNote, isLive, type NoteChanged } from '../../shared/domain/note.ts';
import { officeNumberOf, seriesOf } from '../../shared/domain/numbering.ts';
import { allows, relationOf } from '../../shared/domain/policy.ts';
import type { Receipt, ReceiptInput } from '../../shared/domain/receipt.ts';
import { governed, mayDo, mustHave } from '../../shared/http/access.ts';
import { digest } from '../../shared/store/digest.ts';
import { above, policy } from '../support/officers.ts';
import type { Rules } from './rules.ts';

/** What a record is, with its history, and in an office that seals with its sealed history. */
export interface Kept<R> {
  readonly state: R;
  readonly events: readonly EventDraft[];
  readonly head: Head;
  readonly entries: readonly Entry[];
}
/** One act: who, when, and what it is about. What it does not need is not looked at. */
export interface Act {
  readonly by: Officer;
  readonly at: string;
  readonly file: string;
  readonly other: string;
  readonly letter: string;
  readonly to: HeldPost;
  readonly copies: readonly HeldPost[];
  readonly text: string;
  readonly yes: boolean;
  readonly remarks: string | undefined;
  readonly delay: string | undefined;
  readonly purpose: 'submission' | 'action';
  readonly days: number;
  readonly dueAt: string | undefined;
  readonly head: SubjectHead;
  readonly classification: 'normal' | 'confidential' | 'secret';
  readonly paper: boolean;
  readonly pages: number;
  readonly office: Office;
  /** Whose yellow note it is. */
  readonly author: string;
}

export class ModelOffice {
  readonly files = new Map<string, Kept<File>>();
  readonly letters = new Map<string, Kept<Receipt>>();
  /** What stands on each note sheet, by number. A store refuses to write a place twice; this one would show it. */
  readonly sheets = new Map<string, string[]>();
  /** Pages of the letters on the correspondence side. */
  readonly pages = new Map<string, [number, number][]>();
  readonly yellow = new Map<string, DraftNote>();
  /** On which arrival of a file was written before it was opened. */
  readonly worked = new Map<string, string>();
  /** The last request of each post to read a file. */
  readonly requests = new Map<string, ViewRequest>();
  readonly counters = new Map<string, number>();
  /** Every number ever given. */
  readonly numbers: string[] = [];
  private notesBegun = 0;
  private readonly rules: Rules;
  private readonly keeper: HeldPost;

  private readonly seals: boolean;

  constructor(rules: Rules, keeper: HeldPost, seals: boolean) {
    this.rules = rules;
    this.keeper = keeper;
    this.seals = seals;
  }

  /** Does it, or says the code of the refusal; then nothing has changed. */
  do(kind: keyof typeof acts, act: Act): string | undefined {
    try {
      acts[kind](this, act, this.rules);
      return undefined;
    } catch (error) {
      if (error instanceof DomainError) return error.code;
      throw error;
    }
  }

  file = (id: string): File | undefined => this.files.get(id)?.state;
  letter = (id: string): Receipt | undefined => this.letters.get(id)?.state;
  yellowOf = (fileId: string, postId: string): DraftNote | undefined =>
    this.yellow.get(`${fileId} ${postId}`);
  requestOf = (fileId: string, postId: string): ViewRequest | undefined =>
    this.requests.get(`${fileId} ${postId}`);
  openNotes = (fileId: string, except?: string): boolean =>
    [...this.yellow.values()].some(
      (note) => note.fileId === fileId && note.postId !== except && isLive(note),
    );
  newId = (prefix: 'fil' | 'rcp' | 'nte'): string => {
    this.notesBegun += 1;
    const made = { fil: this.files.size + 1, rcp: this.letters.size + 1, nte: this.notesBegun };
    return `${prefix}_${made[prefix]}`;
  };
  recordRoom = (): HeldPost => this.keeper;

  save(changed: Changed<File>, act: Act): void {
    const { record } = changed;
    this.files.set(record.id, this.sealed(this.files.get(record.id), changed, act));
    for (const { place, texts = {} } of changed.events) {
      if (place?.series === 'note') {
        const { paragraphs } = texts.note as { paragraphs: string[] };
        this.sheet(record.id)[place.no - 1] = paragraphs.join('\n');
      }
      if (place?.series === 'correspondence') {
        const item = texts.item as { pageFrom: number; pageTo: number };
        this.pagesOf(record.id)[place.no - 1] = [item.pageFrom, item.pageTo];
      }
    }
  }
  saveLetter(changed: Changed<Receipt>, act: Act): void {
    const { id } = changed.record;
    this.letters.set(id, this.sealed(this.letters.get(id), changed, act));
  }
  saveRequest({ request, file }: ViewAsked, act: Act): void {
    this.requests.set(`${file.record.id} ${request.post.postId}`, request);
    this.save(file, act);
  }
  saveNote({ note }: NoteChanged): void {
    this.yellow.set(`${note.fileId} ${note.postId}`, note);
    const file = this.file(note.fileId);
    const arrival = file && unopenedArrival(file);
    if (arrival !== undefined && file?.holder.postId === note.postId) {
      this.worked.set(file.id, arrival);
    }
  }
  sheet = (fileId: string): string[] => listOf(this.sheets, fileId);
  pagesOf = (fileId: string): [number, number][] => listOf(this.pages, fileId);

  private sealed<R extends { id: string; officeId: string }>(
    kept: Kept<R> | undefined,
    { record, events }: Changed<R>,
    { by, at }: Act,
  ): Kept<R> {
    const all = [...(kept?.events ?? []), ...events];
    if (!this.seals) return { state: record, events: all, head: emptyHead, entries: [] };
    const { entries, head } = seal(kept?.head ?? emptyHead, events, {
      office: record.officeId,
      record: record.id,
      at,
      actor: { system: by.post.id },
      digest,
      newSalt: () => salt,
    });
    return { state: record, events: all, head, entries: [...(kept?.entries ?? []), ...entries] };
  }
}
const salt = '0'.repeat(32);
const listOf = <T>(lists: Map<string, T[]>, key: string): T[] => {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
};

type Doing = (office: ModelOffice, act: Act, rules: Rules) => void;
const gone = () => new DomainError('not-found', 'There is no such record.');

const handing = ({ at, purpose, delay, remarks }: Act) => ({
  at,
  policy,
  purpose,
  reason: remarks,
  ...(delay !== undefined && { delay: { code: delay } }),
});
/** Any of the three ways in which a holder hands a file on. */
const handingOn =
  (rule: 'send' | 'giveBack' | 'consult'): Doing =>
  (office, act, rules) => {
    const file = mayDo(act.by, 'send', office.file(act.file), 'file-not-with-you');
    const draft = office.yellowOf(file.id, act.by.post.id);
    const dueAt = rule === 'giveBack' ? undefined : act.dueAt;
    const moved = rules[rule](file, draft, act.to, act.by, { ...handing(act), dueAt });
    office.save(moved, act);
    if (moved.draft) office.saveNote({ note: moved.draft, events: [] });
  };
/** The yellow note at hand, as the API finds it. */
function noteAtHand(office: ModelOffice, { by, file: fileId, author }: Act): DraftNote {
  const file = office.file(fileId);
  const note = office.yellowOf(fileId, author);
  const mine =
    note &&
    (note.postId === by.post.id ||
      note.postId === by.post.assists ||
      note.sharedWith.some(({ postId }) => postId === by.post.id))
      ? note
      : undefined;
  const invited =
    file?.officeId === by.post.officeId &&
    mine?.postId === file.holder.postId &&
    mine.sharedWith.some(({ postId }) => postId === by.post.id);
  if (invited) mustHave(by, 'note');
  else mayWrite(by, file);
  if (!mine) throw new DomainError('no-note', 'There is no such note.');
  if (mine.postId !== file?.holder.postId) {
    throw new DomainError('file-not-with-you', 'The file has moved on.');
  }
  mustBeActive(file);
  return mine;
}
function mayWrite(by: Officer, file: File | undefined): File {
  if (file && relationOf(by, governed(file)) === 'assistant') return mayDo(by, 'share-draft', file);
  const held = mayDo(by, 'note', file, 'file-not-with-you');
  mustHave(by, 'note');
  return held;
}
const written = (text: string) => ({ paragraphs: [text], appendices: [] });
const parentOf = (office: ModelOffice, { parentId }: File) =>
  parentId === undefined ? undefined : office.file(parentId);

export const acts = {
  'create-file': (office, act, rules) => {
    const { by, at, head, classification } = act;
    mustHave(by, 'create-file');
    const parts = {
      OFF: by.post.officeCode,
      UNIT: by.post.unitCode,
      HEAD: head.code,
      FY: financialYearOf(at, 4),
    };
    const series = seriesOf('file', '{OFF}/{HEAD}/{FY}', parts);
    const serial = rules.numbers.next(office.counters, series);
    const number = officeNumberOf(policy.numbering.file, parts, serial);
    const input = { subject: { hi: act.text }, headId: head.id, classification };
    const id = office.newId('fil');
    const opened = rules.openFile(input, by, head, { id, number, shortNumber: '', at });
    rules.numbers.take(office.counters, series, serial);
    office.numbers.push(number);
    office.save(opened, act);
  },
  'open-part': (office, act, rules) => {
    mustHave(act.by, 'create-file');
    const file = mayDo(act.by, 'open-part', office.file(act.file), 'file-not-with-you');
    const naming = { id: office.newId('fil'), shortNumber: '', at: act.at };
    const opened = rules.openPart(file, { kind: act.yes ? 'part' : 'volume' }, act.by, {
      ...naming,
      numbering: policy.numbering,
    });
    office.numbers.push(opened.part.record.number);
    office.save(opened.parent, act);
    office.save(opened.part, act);
  },
  send: handingOn('send'),
  return: handingOn('giveBack'),
  consult: handingOn('consult'),
  answer: (office, act, rules) => {
    const file = mayDo(act.by, 'send', office.file(act.file), 'file-not-with-you');
    if (file.consultation?.askedBy.postId !== act.to.id) {
      throw new DomainError('no-consultation', 'That post did not ask for an opinion.');
    }
    const draft = office.yellowOf(file.id, act.by.post.id);
    const moved = rules.answerConsultation(file, draft, act.to, act.by, handing(act));
    office.save(moved, act);
    if (moved.draft) office.saveNote({ note: moved.draft, events: [] });
  },
  open: (office, act, rules) => {
    const file = mayDo(act.by, 'open', office.file(act.file), 'file-not-with-you');
    office.save(rules.openOnDesk(file, act.by, act.at), act);
  },
  receive: (office, act, rules) => {
    const file = mayDo(act.by, 'receive', office.file(act.file), 'not-in-transit');
    office.save(rules.receive(file, act.by, { at: act.at, policy }), act);
  },
  recall: (office, act, rules) => {
    const file = mayDo(act.by, 'pull-back', office.file(act.file), 'not-the-sender');
    const workedOn = office.worked.get(file.id);
    office.save(rules.recall(file, act.by, { at: act.at, policy, workedOn }), act);
  },
  'pull-up': (office, act, rules) => {
    const file = mayDo(act.by, 'pull-up', office.file(act.file), 'not-a-superior');
    if (act.to.id !== file.holder.postId) {
      throw new DomainError('file-not-there', 'The file is not with that post.');
    }
    const said = { at: act.at, policy, reason: act.text };
    office.save(rules.pullUp(file, act.to, act.by, said), act);
  },
  park: (office, act, rules) => {
    const file = mayDo(act.by, 'park', office.file(act.file), 'file-not-with-you');
    const until = new Date(Date.parse(act.at) + 330 * 60_000 + act.days * 86_400_000);
    const asked = { until: until.toISOString().slice(0, 10), reason: act.text };
    const draft = office.yellowOf(file.id, act.by.post.id);
    const parked = rules.park(file, asked, act.by, { at: act.at, policy, draft });
    office.save(parked, act);
    if (parked.draft) office.saveNote({ note: parked.draft, events: [] });
  },
  wake: (office, act, rules) => {
    const file = mayDo(act.by, 'wake', office.file(act.file), 'file-not-with-you');
    office.save(rules.wake(file, 'holder', { officer: act.by, at: act.at }), act);
  },
  amend: (office, act, rules) => {
    const file = mayDo(act.by, 'link', office.file(act.file), 'file-not-with-you');
    const { classification } = act;
    office.save(rules.amend(file, { classification, reason: act.text }, act.at), act);
  },
  link: (office, act, rules) => {
    const file = mayDo(act.by, 'link', office.file(act.file), 'file-not-with-you');
    const other = mayDo(act.by, 'see-cover', office.file(act.other), 'not-found');
    const said = { fileId: other.id, kind: 'related' as const, reason: act.text };
    office.save(rules.link(file, other, said, act.at), act);
  },
  unlink: (office, act, rules) => {
    const file = mayDo(act.by, 'link', office.file(act.file), 'file-not-with-you');
    office.save(rules.unlink(file, act.other, act.text, act.at), act);
  },
  place: (office, act, rules) => {
    const file = mayDo(act.by, 'place', office.file(act.file), 'file-not-with-you');
    const asked = act.paper
      ? { nature: 'physical' as const, place: { rack: '1', authorisation: act.text } }
      : { nature: 'electronic' as const };
    office.save(rules.placePaper(file, asked, act.by, act.at), act);
  },
  'name-reader': (office, act, rules) => {
    const file = mayDo(act.by, 'name-reader', office.file(act.file), 'file-not-with-you');
    const named = rules.nameReader(file, act.to, act.text, act.at);
    const request = office.requestOf(file.id, act.to.id);
    if (request) office.saveRequest({ request: granted(request, act.at), file: named }, act);
    else office.save(named, act);
  },
  'request-view': (office, act, rules) => {
    const { by, at, text: reason } = act;
    const known = office.file(act.file);
    if (known && allows(by, 'read-content', governed(known))) {
      throw new DomainError('view-granted', 'The post may read the file already.');
    }
    const file = mayDo(by, 'request-view', known);
    const before = office.requestOf(file.id, by.post.id);
    office.saveRequest(rules.requestView(file, before, by, { reason, at }), act);
  },
  'refuse-view': (office, act, rules) => {
    const { at, text: reason } = act;
    const file = mayDo(act.by, 'name-reader', office.file(act.file), 'file-not-with-you');
    const request = office.requestOf(file.id, act.to.id);
    office.saveRequest(rules.refuseView(file, request, { reason, at }), act);
  },
  merge: (office, act, rules) => {
    const file = mayDo(act.by, 'merge', office.file(act.file), 'file-not-with-you');
    const into = mayDo(act.by, 'see-cover', office.file(act.other), 'not-found');
    const openNotes = office.openNotes(file.id);
    const merged = rules.merge(file, into, act.text, { officer: act.by, at: act.at, openNotes });
    office.save(merged.file, act);
    office.save(merged.into, act);
  },
  'begin-note': (office, act, rules) => {
    const file = mayWrite(act.by, office.file(act.file));
    const existing = office.yellowOf(file.id, file.holder.postId);
    const ids = { id: office.newId('nte'), at: act.at };
    office.saveNote(rules.beginDraft(file, existing, written(act.text), act.by, ids));
  },
  'save-note': (office, act, rules) => {
    const note = noteAtHand(office, act);
    office.saveNote(rules.saveDraft(note, written(act.text), act.by, act.at));
  },
  'share-note': (office, act, rules) => {
    office.saveNote(rules.shareDraft(noteAtHand(office, act), [act.to], act.by, act.at));
  },
  'confirm-note': (office, act, rules) => {
    office.saveNote(rules.confirmDraft(noteAtHand(office, act), act.by, act.at));
  },
  'discard-note': (office, act, rules) => {
    const own = act.author === act.by.post.id ? office.yellowOf(act.file, act.author) : undefined;
    if (own) mustHave(act.by, 'note');
    office.saveNote(rules.discardDraft(own ?? noteAtHand(office, act), act.by, act.at));
  },
  'request-close': (office, act, rules) => {
    mustHave(act.by, 'close-request');
    const file = mayDo(act.by, 'request-close', office.file(act.file), 'file-not-with-you');
    const draft = office.yellowOf(file.id, act.by.post.id);
    const asked = rules.requestClosure(file, draft, act.by, {
      ...handing(act),
      openNotes: office.openNotes(file.id, act.by.post.id),
      to: act.yes ? act.to : undefined,
    });
    office.save(asked, act);
    if (asked.draft) office.saveNote({ note: asked.draft, events: [] });
  },
  'decide-close': (office, act, rules) => {
    mustHave(act.by, 'close-approve');
    const file = mayDo(act.by, 'decide-close', office.file(act.file));
    const decided = rules.decideClosure(file, act.by, {
      at: act.at,
      policy,
      decision: act.yes ? 'approve' : 'refuse',
      remarks: act.remarks,
      noteId: office.newId('nte'),
      parent: parentOf(office, file),
      openNotes: office.openNotes(file.id),
    });
    office.save(decided.file, act);
    if (decided.parent) office.save(decided.parent, act);
  },
  'to-record-room': (office, act, rules) => {
    const file = mayDo(act.by, 'send-to-record-room', office.file(act.file), 'file-not-with-you');
    office.save(rules.sendToRecordRoom(file, office.recordRoom(), { at: act.at, policy }), act);
  },
  'into-record-room': (office, act, rules) => {
    mustHave(act.by, 'record-keeper');
    const file = mayDo(act.by, 'receive', office.file(act.file), 'not-in-transit');
    office.save(rules.receiveInRecordRoom(file, act.by, { at: act.at, policy }), act);
  },
  'request-reopen': (office, act, rules) => {
    const file = mayDo(act.by, 'request-reopen', office.file(act.file));
    office.save(rules.requestReopening(file, act.text, act.by, act.at, sampleDistrict.posts), act);
  },
  'withdraw-request': (office, act, rules) => {
    const file = mayDo(act.by, 'withdraw-request', office.file(act.file));
    office.save(rules.withdrawRequest(file, act.by, act.at), act);
  },
  'decide-reopen': (office, act, rules) => {
    mustHave(act.by, 'reopen-approve');
    const file = mayDo(act.by, 'decide-reopen', office.file(act.file));
    const decided = rules.decideReopening(file, act.by, {
      at: act.at,
      policy,
      decision: act.yes ? 'approve' : 'refuse',
      remarks: act.remarks,
      noteId: office.newId('nte'),
      parent: parentOf(office, file),
    });
    office.save(decided.file, act);
    if (decided.parent) office.save(decided.parent, act);
  },
  diarise: (office, act, rules) => {
    mustHave(act.by, 'diarise');
    const parts = { OFF: act.by.post.officeCode, YYYY: String(yearOf(act.at)) };
    const series = seriesOf('receipt', policy.numbering.receipt, parts);
    const serial = rules.numbers.next(office.counters, series);
    const number = officeNumberOf(policy.numbering.receipt, parts, serial);
    const input: ReceiptInput = {
      subject: { hi: act.text },
      sender: { kind: 'citizen', name: 'नमूना' },
      letter: { language: 'hi' },
      channel: 'counter',
      nature: act.paper ? 'physical' : 'electronic',
      classification: act.classification,
      dueAt: act.dueAt,
    };
    const documents =
      act.pages === 0 ? [] : [{ documentId: 'doc', pages: act.pages, sha256: 'a'.repeat(64) }];
    const entered = rules.diarise(input, act.by, {
      id: office.newId('rcp'),
      number,
      serial,
      trackingToken: '',
      documents,
      policy,
      at: act.at,
    });
    rules.numbers.take(office.counters, series, serial);
    office.numbers.push(number);
    office.saveLetter(entered, act);
  },
  mark: (office, act, rules) => {
    mustHave(act.by, 'mark');
    const letter = mayDo(act.by, 'mark', office.letter(act.letter), 'receipt-not-with-you');
    const said = { ...handing(act), copies: act.copies };
    office.saveLetter(rules.mark(letter, act.to, act.by, said), act);
  },
  'open-letter': (office, act, rules) => {
    const letter = mayDo(act.by, 'open', office.letter(act.letter), 'receipt-not-with-you');
    office.saveLetter(rules.openLetter(letter, act.by, act.at), act);
  },
  'receive-letter': (office, act, rules) => {
    const letter = mayDo(act.by, 'receive', office.letter(act.letter), 'not-in-transit');
    office.saveLetter(rules.receivePaper(letter, act.by, { at: act.at, policy }), act);
  },
  'recall-letter': (office, act, rules) => {
    const letter = mayDo(act.by, 'pull-back', office.letter(act.letter), 'not-the-sender');
    office.saveLetter(rules.recallLetter(letter, act.by, { at: act.at, policy }), act);
  },
  'return-letter': (office, act, rules) => {
    const letter = mayDo(act.by, 'send', office.letter(act.letter), 'receipt-not-with-you');
    const said = { ...handing(act), reason: act.text };
    office.saveLetter(rules.giveLetterBack(letter, act.to, act.by, said), act);
  },
  'pull-letter-up': (office, act, rules) => {
    mustHave(act.by, 'pull-up');
    const letter = mayDo(act.by, 'pull-up', office.letter(act.letter), 'not-a-superior');
    if (act.to.id !== letter.holder.postId) {
      throw new DomainError('receipt-not-there', 'The letter is not with that post.');
    }
    const said = { at: act.at, policy, reason: act.text };
    office.saveLetter(rules.pullLetterUp(letter, act.to, act.by, said), act);
  },
  'file-letter': (office, act, rules) => {
    const letter = mayDo(act.by, 'file-letter', office.letter(act.letter), 'receipt-not-with-you');
    const file = mayDo(act.by, 'file-letter', office.file(act.file), 'file-not-with-you');
    const filed = rules.putInFile(letter, file, act.by, { at: act.at, policy });
    const added = rules.addCorrespondence(file, letter, { at: act.at });
    office.saveLetter(filed, act);
    office.save(added, act);
  },
  'settle-letter': (office, act, rules) => {
    const file = mayDo(act.by, 'file-letter', office.file(act.file), 'file-not-with-you');
    const letter = office.letter(act.letter);
    if (!letter) throw gone();
    const said = { receiptId: letter.id, outcome: 'answered' as const };
    const done = rules.settleLetter(file, act.pages, said, act.at);
    const settled = rules.settle(letter, file.id, act.at);
    office.save(done, act);
    office.saveLetter(settled, act);
  },
  dispose: (office, act, rules) => {
    const letter = mayDo(act.by, 'dispose', office.letter(act.letter), 'receipt-not-with-you');
    const said = { reason: 'no-action', at: act.at, above: above(act.by.post) } as const;
    office.saveLetter(rules.dispose(letter, act.by, said), act);
  },
  'reopen-letter': (office, act, rules) => {
    const letter = mayDo(act.by, 'reopen-letter', office.letter(act.letter), 'not-a-superior');
    office.saveLetter(rules.reopen(letter, act.by, { reason: act.text, at: act.at }), act);
  },
  void: (office, act, rules) => {
    mustHave(act.by, 'diarise');
    const letter = mayDo(act.by, 'void', office.letter(act.letter), 'receipt-not-with-you');
    office.saveLetter(rules.voidLetter(letter, act.by, { reason: act.text, at: act.at }), act);
  },
  transfer: (office, act, rules) => {
    mustHave(act.by, 'mark');
    const letter = mayDo(act.by, 'transfer', office.letter(act.letter), 'receipt-not-with-you');
    const parts = { OFF: act.office.code, YYYY: String(yearOf(act.at)) };
    const series = seriesOf('receipt', policy.numbering.receipt, parts);
    const serial = rules.numbers.next(office.counters, series);
    const number = officeNumberOf(policy.numbering.receipt, parts, serial);
    const there = { office: act.office, id: office.newId('rcp'), number, serial };
    const moved = rules.transfer(letter, act.by, there, handing(act));
    rules.numbers.take(office.counters, series, serial);
    office.numbers.push(number);
    office.saveLetter(moved.here, act);
    office.saveLetter(moved.there, act);
  },
} as const satisfies Record<string, Doing>;
export type Kind = keyof typeof acts;
