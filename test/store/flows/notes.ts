import { expect } from 'vitest';
import { aDocument, aFile, type Flow } from './day.ts';

/** Noting: private, shared, confirmed, sealed and discarded notes, an assistant's pen, appendices, references. */
export const notes: Flow = async (day) => {
  const { done, postOf } = day;
  const superintendent = postOf('Superintendent (Revenue)');
  const { fileId, version } = await aFile(day);
  const phrases = await done('rajasv1', 'listPhrases', { query: { action: 'note' } });
  expect(phrases.body.items[0]).toMatchObject({ code: 'for-perusal' });

  const documentId = await aDocument(day, 'rajasv1');
  const begun = await done('rajasv1', 'createNote', {
    params: { fileId },
    body: {
      paragraphs: ['सीमांकन प्रतिवेदन संलग्न है।'],
      phrase: 'for-orders',
      appendices: [documentId],
      references: [
        { to: 'rule', text: 'छत्तीसगढ़ भू-राजस्व संहिता, 1959, धारा 129' },
        { to: 'document', documentId },
      ],
    },
  });
  expect(begun.body).toMatchObject({ status: 'private', action: 'note', phrase: 'for-orders' });
  const params = { fileId, noteId: begun.body.id };
  const shared = await done('rajasv1', 'shareNote', {
    params,
    body: { postIds: [superintendent] },
    version: begun.body.version,
  });
  const seen = await done('adhikshak', 'getNote', { params });
  expect(seen.body).toEqual(shared.body);
  const edited = await done('adhikshak', 'saveNote', {
    params,
    body: { paragraphs: ['सीमांकन प्रतिवेदन एवं नक्शा संलग्न है।'], appendices: [documentId] },
    version: seen.body.version,
  });
  const confirmed = await done('rajasv1', 'confirmNote', { params, version: edited.body.version });
  expect(confirmed.body.status).toBe('confirmed');
  const history = await done('rajasv1', 'getNoteHistory', { params });
  expect(history.body.verdict).toBe('intact');
  expect(history.body.items.map(({ type }: { type: string }) => type)).toEqual([
    'note-begun',
    'note-shared',
    'note-saved',
    'note-confirmed',
  ]);
  const sent = await done('rajasv1', 'sendFile', {
    params: { fileId },
    body: { to: superintendent },
    version,
  });
  expect(sent.body.noteNo).toBe(1);
  const sheet = await done('adhikshak', 'listNotes', { params: { fileId } });
  expect(sheet.body.items[0]).toMatchObject({
    appendices: [{ documentId, pageFrom: 1, pageTo: 1 }],
    preparedBy: [{ name: { en: 'Lalit Namuna' } }],
  });
  await done('adhikshak', 'getDocument', { params: { documentId }, query: { via: fileId } });

  const letter = await aDocument(day);
  const receipt = await done('aavak', 'createReceipt', {
    body: {
      subject: { hi: 'परिशिष्ट वाला पत्र' },
      sender: { kind: 'citizen', name: 'कोई नमूना' },
      letter: { language: 'hi' },
      channel: 'counter',
      documentIds: [letter],
    },
  });
  const { receiptId, at } = { receiptId: receipt.body.receipt.id, at: receipt.body.version };
  const marked = await done('aavak', 'markReceipt', {
    params: { receiptId },
    body: { to: { postId: superintendent } },
    version: at,
  });
  const filed = await done('adhikshak', 'fileReceipt', {
    params: { receiptId },
    body: { fileId },
    version: marked.body.version,
  });
  const behind = await aDocument(day, 'adhikshak');
  const added = await done('adhikshak', 'addAppendices', {
    params: { fileId, no: '1' },
    body: { documentIds: [behind] },
    version: filed.body.version,
  });
  expect(added.body.appendices).toMatchObject([{ no: 1, pageFrom: 1, pageTo: 1 }]);
  const side = await done('adhikshak', 'listCorrespondence', { params: { fileId } });
  expect(side.body.appendices).toEqual(added.body.appendices);
  await done('adhikshak', 'getDocument', {
    params: { documentId: behind },
    query: { via: fileId },
  });
};
