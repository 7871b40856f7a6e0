/** The rules that the model tests drive, as one object: a test can put a wrong one in the place of any. */
import * as closure from '../../shared/domain/closure.ts';
import * as correspondence from '../../shared/domain/correspondence.ts';
import type { Changed } from '../../shared/domain/document.ts';
import { type File, openFile } from '../../shared/domain/file.ts';
import * as care from '../../shared/domain/fileCare.ts';
import type { EventDraft } from '../../shared/domain/ledger.ts';
import * as movement from '../../shared/domain/movement.ts';
import * as note from '../../shared/domain/note.ts';
import { diarise } from '../../shared/domain/receipt.ts';
import * as receiptCare from '../../shared/domain/receiptCare.ts';
import * as receiptMovement from '../../shared/domain/receiptMovement.ts';

/** How a serial is drawn: looked at first, and taken only with what it is for. */
const numbers = {
  next: (counters: Map<string, number>, series: string): number => (counters.get(series) ?? 0) + 1,
  take: (counters: Map<string, number>, series: string, serial: number): void => {
    counters.set(series, serial);
  },
};

export const rules = {
  numbers,
  openFile,
  send: movement.send,
  giveBack: movement.giveBack,
  consult: movement.consult,
  answerConsultation: movement.answerConsultation,
  openOnDesk: movement.openOnDesk,
  receive: movement.receive,
  recall: movement.recall,
  pullUp: movement.pullUp,
  amend: care.amend,
  openPart: care.openPart,
  link: care.link,
  unlink: care.unlink,
  placePaper: care.placePaper,
  nameReader: care.nameReader,
  requestView: care.requestView,
  refuseView: care.refuseView,
  park: care.park,
  wake: care.wake,
  merge: care.merge,
  beginDraft: note.beginDraft,
  saveDraft: note.saveDraft,
  shareDraft: note.shareDraft,
  confirmDraft: note.confirmDraft,
  discardDraft: note.discardDraft,
  requestClosure: closure.requestClosure,
  decideClosure: closure.decideClosure,
  requestReopening: closure.requestReopening,
  decideReopening: closure.decideReopening,
  withdrawRequest: closure.withdrawRequest,
  sendToRecordRoom: closure.sendToRecordRoom,
  receiveInRecordRoom: closure.receiveInRecordRoom,
  addCorrespondence: correspondence.addCorrespondence,
  settleLetter: correspondence.settleLetter,
  diarise,
  mark: receiptMovement.mark,
  openLetter: receiptMovement.openLetter,
  receivePaper: receiptMovement.receivePaper,
  recallLetter: receiptMovement.recallLetter,
  giveLetterBack: receiptMovement.giveLetterBack,
  pullLetterUp: receiptMovement.pullLetterUp,
  transfer: receiptMovement.transfer,
  putInFile: receiptCare.putInFile,
  settle: receiptCare.settle,
  dispose: receiptCare.dispose,
  reopen: receiptCare.reopen,
  voidLetter: receiptCare.voidLetter,
};
export type Rules = typeof rules;

const withRecord = <C extends Changed<File>>(changed: C, more: Partial<File>): C => ({
  ...changed,
  record: { ...changed.record, ...more },
});

/** Rules with one error each, such as a careless change could bring. */
export const defects: Readonly<Record<string, Partial<Rules>>> = {
  'a file is pulled back after it was opened': {
    recall: (file, officer, act) => {
      const { openedAt: _opened, ...lastMove } = file.lastMove ?? {};
      return movement.recall(
        { ...file, ...(file.lastMove && { lastMove: lastMove as File['lastMove'] }) } as File,
        officer,
        act,
      );
    },
  },
  'paper that is received stays with its sender': {
    receive: (file, officer, act) =>
      withRecord(movement.receive(file, officer, act), { holder: file.holder }),
  },
  'pulling back changes the note that was sealed': {
    recall: (file, officer, act) => {
      const recalled = movement.recall(file, officer, act);
      if (file.noteCount === 0) return recalled;
      const unsealed: EventDraft = {
        type: 'noted',
        pub: { no: file.noteCount },
        texts: { note: { no: file.noteCount, paragraphs: ['…'] } },
        place: { series: 'note', no: file.noteCount },
      };
      return { ...recalled, events: [...recalled.events, unsealed] };
    },
  },
  'a refused opening uses up a number': {
    numbers: {
      ...numbers,
      next: (counters, series) => {
        const serial = numbers.next(counters, series);
        counters.set(series, serial);
        return serial;
      },
    },
  },
  'an answered question leaves the file where it was': {
    answerConsultation: (file, draft, askedBy, officer, act) =>
      withRecord(movement.answerConsultation(file, draft, askedBy, officer, act), {
        holder: file.holder,
      }),
  },
  'two letters share a page': {
    addCorrespondence: (file, receipt, act) =>
      correspondence.addCorrespondence(
        { ...file, correspondencePages: Math.max(0, file.correspondencePages - 1) },
        receipt,
        act,
      ),
  },
  'a file closes over a letter under consideration': {
    requestClosure: (file, draft, officer, asked) =>
      withRecord(closure.requestClosure({ ...file, pendingLetters: [] }, draft, officer, asked), {
        pendingLetters: file.pendingLetters,
      }),
  },
  'one decides one’s own request': {
    decideClosure: (file, officer, asked) =>
      closure.decideClosure(
        { ...file, ...(file.request && { request: { ...file.request, personId: 'somebody' } }) },
        officer,
        asked,
      ),
  },
  'who never opened it still reads it': {
    recall: (file, officer, act) =>
      withRecord(movement.recall(file, officer, act), { readers: file.readers }),
  },
  'what a letter is due goes when another is settled': {
    settleLetter: (file, no, said, at) =>
      correspondence.settleLetter({ ...file, pendingDue: [] }, no, said, at),
  },
  'asking for an opinion puts off what a letter is due': {
    consult: (file, draft, to, officer, said) =>
      movement.consult({ ...file, pendingDue: [] }, draft, to, officer, said),
  },
  'a letter that is pulled back has lain there for no time': {
    recallLetter: (letter, officer, act) => {
      const { pulledBack: _clock, ...record } = receiptMovement.recallLetter(
        letter,
        officer,
        act,
      ).record;
      return { ...receiptMovement.recallLetter(letter, officer, act), record };
    },
  },
  'a post asks twice to read a file': {
    requestView: (file, _before, officer, said) => care.requestView(file, undefined, officer, said),
  },
  'the time on the desk is not looked at': {
    send: (file, draft, to, officer, handing) =>
      movement.send({ ...file, holderSince: handing.at }, draft, to, officer, handing),
  },
};
