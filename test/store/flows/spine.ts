import { expect } from 'vitest';
import { sampleDistrict } from '../../../infra/local/sampleDistrict.ts';
import { clockOf } from './approvals.ts';
import { type Flow, markRead } from './day.ts';

/** The main job: a scan becomes a letter, a file, a sealed note and a decision. */
export const spine: Flow = async ({ done, seen, postOf }) => {
  const col = sampleDistrict.offices[0]?.id ?? '';
  await done('aavak', 'getMe');
  await done('aavak', 'listOffices');
  for (const id of ['listPosts', 'listUnits', 'listSubjectHeads', 'listApprovalChains'] as const) {
    await done('aavak', id, { params: { officeId: col } });
  }
  const upload = await done('aavak', 'createUpload', {
    body: { name: 'a.png', mediaType: 'image/png', bytes: 10, sha256: 'a'.repeat(64) },
  });
  const { documentId } = upload.body;
  await markRead(documentId);
  await done('aavak', 'getDocument', { params: { documentId } });
  await done('aavak', 'getDocumentContent', { params: { documentId } });
  const receipt = await done('aavak', 'createReceipt', {
    body: {
      subject: { hi: 'पत्र' },
      sender: { kind: 'citizen', name: 'कोई नमूना' },
      letter: { language: 'hi' },
      channel: 'counter',
      documentIds: [documentId],
    },
  });
  const receiptId = receipt.body.receipt.id;
  await done('aavak', 'getReceipt', { params: { receiptId } });
  const marked = await done('aavak', 'markReceipt', {
    params: { receiptId },
    body: { to: { postId: postOf('Assistant grade 2 (Revenue)') } },
    version: receipt.body.version,
  });
  const file = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'नस्ती' }, headId: sampleDistrict.subjectHeads[0]?.id },
  });
  const fileId = file.body.file.id;
  const filed = await done('rajasv1', 'fileReceipt', {
    params: { receiptId },
    body: { fileId },
    version: marked.body.version,
  });
  const begun = await done('rajasv1', 'createNote', {
    params: { fileId },
    body: { paragraphs: ['एक'] },
  });
  const discarded = await done('rajasv1', 'discardNote', {
    params: { fileId, noteId: begun.body.id },
    version: begun.body.version,
  });
  expect(discarded.body.status).toBe('discarded');
  const again = await done('rajasv1', 'createNote', {
    params: { fileId },
    body: { paragraphs: ['दो'] },
  });
  await done('rajasv1', 'saveNote', {
    params: { fileId, noteId: again.body.id },
    body: { paragraphs: ['दो', 'तीन'] },
    version: again.body.version,
  });
  const sent = await done('rajasv1', 'sendFile', {
    params: { fileId },
    body: { to: postOf('Superintendent (Revenue)') },
    version: filed.body.version,
  });
  for (const id of [
    'getFile',
    'listNotes',
    'listCorrespondence',
    'getTimeline',
    'getProof',
  ] as const) {
    await done('adhikshak', id, { params: { fileId } });
  }
  expect(seen.get('getProof')?.body.verdict).toBe('intact');
  const started = await done('adhikshak', 'startApproval', {
    params: { fileId },
    body: { chainId: sampleDistrict.chains[0]?.id },
    version: sent.body.version,
  });
  const approvalId = started.body.approval.id;
  const params = { approvalId };
  // This office has no state machines: their worker is called where they would call it.
  await clockOf(approvalId, 1);
  await done('deputy', 'getInbox');
  const first = await done('deputy', 'getApproval', { params });
  const { contentHash } = first.body.approval;
  const recommended = await done('deputy', 'decide', {
    params,
    body: { level: 1, decision: 'recommend', contentHash },
    version: first.body.version,
  });
  await clockOf(approvalId, recommended.body.approval.turn);
  await done('adm', 'search', { query: { q: 'नस्ती' } });
};
