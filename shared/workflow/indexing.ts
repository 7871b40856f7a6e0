/** Keeps the search index behind the records. Every row can be made again from them. */
import { dayOf } from '../domain/calendar.ts';
import { wordsOf } from '../domain/draft.ts';
import type { Receipt } from '../domain/receipt.ts';
import { coverToken, wordsToken } from '../domain/record.ts';
import type { DocForIndex } from '../search/document.ts';
import { encodeRows } from '../search/row.ts';
import { saveSearchRow } from '../store/derivedStore.ts';
import * as documents from '../store/documentStore.ts';
import * as files from '../store/fileStore.ts';
import * as issues from '../store/issueStore.ts';
import * as notes from '../store/noteStore.ts';
import { wholeTextKey } from '../store/objectKeys.ts';
import { getJson } from '../store/objects.ts';
import { WholeText } from '../store/pageText.ts';
import { load } from '../store/reading.ts';
import * as receipts from '../store/receiptStore.ts';
import { noteLikeness } from './likeLetters.ts';
import { noteSame } from './sameLetters.ts';

async function save(document: DocForIndex): Promise<void> {
  for (const row of encodeRows(document)) await saveSearchRow(document.docKey, row.part, row);
}

/** Indexes a file, a letter with its documents, or a document that has been read. */
export async function indexRecord(recordId: string, rev: number): Promise<void> {
  if (recordId.startsWith('fil_')) return indexFile(recordId, rev);
  if (recordId.startsWith('rcp_')) return indexReceipt(recordId, rev);
  if (recordId.startsWith('iss_')) return indexLetter(recordId, rev);
  return indexDocument(recordId, rev);
}

async function indexFile(fileId: string, rev: number): Promise<void> {
  const { stored } = await load({ stored: files.ref(fileId) });
  if (!stored) return;
  const { number, subject, openedAt } = stored.state;
  await save({
    docKey: fileId,
    fileId,
    kind: 'file',
    rev,
    day: dayOf(openedAt),
    meta: [number, subject.hi, subject.en ?? ''].join('\n'),
    body: '',
    access: [coverToken(fileId)],
  });
}

async function indexReceipt(receiptId: string, rev: number): Promise<void> {
  const { stored } = await load({ stored: receipts.ref(receiptId) });
  if (!stored) return;
  const receipt = stored.state;
  const { number, subject, sender, letter, diarisedAt } = receipt;
  await save({
    docKey: receiptId,
    receiptId,
    kind: 'receipt',
    rev,
    day: dayOf(diarisedAt),
    meta: [number, letter.number ?? '', subject.hi, subject.en ?? '', sender.name].join('\n'),
    body: sender.address ?? '',
    access: [coverToken(receiptId)],
  });
  await noteSame(receipt);
  for (const { documentId } of receipt.documents) await indexText(documentId, receipt, rev);
}

async function indexDocument(documentId: string, rev: number): Promise<void> {
  const { document } = await load({ document: documents.ref(documentId) });
  const { receiptId, noteId, fileId } = document?.state ?? {};
  if (fileId) return indexAppendix(documentId, fileId, rev);
  if (noteId) {
    const { trail } = await load({ trail: notes.trail(noteId) });
    const owner = trail?.state.fileId;
    const { sealed } = await load({ sealed: owner ? files.member(owner, documentId) : undefined });
    // The appendix of a yellow note is nobody else's to find.
    if (owner && sealed) await indexAppendix(documentId, owner, rev);
    return;
  }
  // Nothing owns it yet: it is indexed when its letter is diarised.
  if (!receiptId) return;
  const { receipt } = await load({ receipt: receipts.ref(receiptId) });
  if (receipt) await indexText(documentId, receipt.state, rev);
}

/** The words of a scan are found under the file its letter is in, or else under the letter, where it is now. */
async function indexText(documentId: string, receipt: Receipt, rev: number): Promise<void> {
  const { fileId, id, diarisedAt, transferredTo } = receipt;
  if (transferredTo) {
    const { there } = await load({ there: receipts.ref(transferredTo.receiptId) });
    if (there) await indexText(documentId, there.state, rev);
    return;
  }
  const text = await indexWords(
    documentId,
    fileId ? { fileId } : { receiptId: id },
    diarisedAt,
    rev,
  );
  if (text !== undefined) await noteLikeness(receipt, documentId, text);
}

/** The words of an appendix are found under the file it is in. */
async function indexAppendix(documentId: string, fileId: string, rev: number): Promise<void> {
  await indexWords(documentId, { fileId }, undefined, rev);
}

async function indexWords(
  documentId: string,
  owner: { fileId: string } | { receiptId: string },
  at: string | undefined,
  rev: number,
): Promise<string | undefined> {
  const { document } = await load({ document: documents.ref(documentId) });
  // Not read yet: the end of the reading comes back here.
  if (!document?.state.readAt) return undefined;
  const { pages } = WholeText.parse(await getJson(wholeTextKey(documentId)));
  const body = pages.join('\n\n');
  await save({
    docKey: documentId,
    ...owner,
    kind: 'document',
    rev,
    day: dayOf(at ?? document.state.reservedAt),
    meta: '',
    body,
    access: [wordsToken('fileId' in owner ? owner.fileId : owner.receiptId)],
  });
  return body;
}

/** The words of a letter that went out are found under the file it went out from. */
async function indexLetter(issueId: string, rev: number): Promise<void> {
  const { issue, letter } = await load({
    issue: issues.ref(issueId),
    letter: issues.letter(issueId),
  });
  if (!issue || !letter) return;
  const { fileId, number, issuedOn } = issue.state;
  await save({
    docKey: issueId,
    fileId,
    kind: 'letter',
    rev,
    day: issuedOn,
    meta: [number, letter.subject.hi, letter.subject.en ?? ''].join('\n'),
    body: wordsOf(letter),
    access: [wordsToken(fileId)],
  });
}

/** Indexes one sealed note under its file, with its appendices. */
export async function indexNote(fileId: string, noteNo: number, rev: number): Promise<void> {
  const { note } = await load({ note: files.noteRef(fileId, noteNo) });
  if (!note) return;
  await save({
    docKey: note.noteId,
    fileId,
    kind: 'note',
    rev,
    day: dayOf(note.at),
    meta: '',
    body: note.paragraphs.join('\n'),
    access: [wordsToken(fileId)],
  });
  for (const { documentId } of note.appendices ?? []) await indexAppendix(documentId, fileId, rev);
}
