import { expect } from 'vitest';
import { saveMade } from '../../../shared/store/derivedStore.ts';
import { officer } from '../../support/officers.ts';
import { aDocument, aFile, type Flow } from './day.ts';

/** Asking for a print and fetching it; the press itself is not part of the API. */
export const prints: Flow = async (day) => {
  const { done } = day;
  const { fileId } = await aFile(day);
  const documentId = await aDocument(day);
  const { body } = await done('aavak', 'createReceipt', {
    body: {
      subject: { hi: 'पावती हेतु पत्र' },
      sender: { kind: 'citizen', name: 'कोई नमूना' },
      letter: { language: 'hi' },
      channel: 'counter',
      documentIds: [documentId],
    },
  });
  const receiptId = body.receipt.id;
  await done('aavak', 'createPrint', { body: { kind: 'acknowledgement', receiptId } });
  for (const kind of ['label', 'note-sheet', 'file']) {
    await done('rajasv1', 'createPrint', { body: { kind, fileId } });
  }
  await done('rajasv1', 'createPrint', {
    body: { kind: 'charge-report', postId: officer('rajasv1').post.id, side: 'handing-over' },
  });
  const asked = await done('adhikshak', 'createPrint', {
    body: { kind: 'register', register: 'inward', month: '2026-11', format: 'csv' },
  });
  expect(asked.status).toBe(202);
  expect(asked.body.state).toBe('waiting');
  const params = { printId: asked.body.id };
  const waiting = await done('adhikshak', 'getPrint', { params });
  expect(waiting.body).toMatchObject({ state: 'waiting', made: null, download: null });

  const madeAt = new Date().toISOString();
  const facts = { mediaType: 'text/csv', bytes: 10, sha256: 'a'.repeat(64), pages: 1 } as const;
  await saveMade(params.printId, { state: 'ready', madeAt, ...facts });
  const ready = await done('adhikshak', 'getPrint', { params });
  expect(ready.body).toMatchObject({ state: 'ready', made: { madeAt, ...facts } });
  expect(ready.body.download.url).toContain(`/print/${params.printId}?`);
};
