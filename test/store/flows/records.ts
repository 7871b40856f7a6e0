import { expect } from 'vitest';
import { sampleDistrict } from '../../../infra/local/sampleDistrict.ts';
import * as files from '../../../shared/store/fileStore.ts';
import { dueRows } from '../../../shared/store/reviewStore.ts';
import { asSystem } from '../../../shared/store/systemDoor.ts';
import type { Day, Flow } from './day.ts';

const unit = (kind: string) => sampleDistrict.units.find((each) => each.kind === kind)?.id ?? '';
export const recordRoom = unit('record-room');
export const branch = unit('branch');
/** Contingent purchase: category C, three years. */
export const purchases = sampleDistrict.subjectHeads.find(({ code }) => code === 'C-301')?.id ?? '';
const place = { rack: 'र-4', authorisation: 'कलेक्टर आदेश 12' };

/** Lets years go by: the file was closed in 2022. */
export async function age(fileId: string): Promise<number> {
  const at = new Date().toISOString();
  const seq = await asSystem<number>({ name: 'test', key: `${fileId}/age`, at }, async (door) => {
    const { stored } = await door.load({ stored: files.ref(fileId) });
    const { retention } = stored?.state ?? {};
    if (!stored || !retention) throw new Error(fileId);
    const record = {
      ...stored.state,
      retention: { ...retention, closedOn: '2022-06-15', reviewOn: '2026-01-01' },
    };
    return door.commit({
      records: [files.change(stored, { record, events: [{ type: 'aged', pub: {} }] })],
      companions: dueRows(stored.state, record),
      reply: (headOf) => headOf(fileId).seq,
    });
  });
  if (seq === undefined) throw new Error(fileId);
  return seq;
}

/** A file that was closed and is in the record room, with the version it stands at. */
export async function aRecordedFile({ done }: Pick<Day, 'done'>, headId = purchases) {
  const opened = await done('rajasv1', 'createFile', { body: { subject: { hi: 'क्रय' }, headId } });
  const fileId: string = opened.body.file.id;
  const params = { fileId };
  const asked = await done('rajasv1', 'requestClosure', {
    params,
    body: { remarks: 'कार्यवाही पूर्ण' },
    version: opened.body.version,
  });
  const closed = await done('adhikshak', 'decideClosure', {
    params,
    body: { decision: 'approve', remarks: 'सहमत।' },
    version: asked.body.version,
  });
  const recorded = await done('rajasv1', 'sendToRecordRoom', {
    params,
    body: { unitId: recordRoom },
    version: closed.body.version,
  });
  return { fileId, version: recorded.body.version as number };
}

/** Closing, the record room, reopening, a hold, and a review that ends in weeding. */
export const records: Flow = async (day) => {
  const { done } = day;
  const { fileId, version } = await aRecordedFile(day);
  const params = { fileId };
  const asked = await done('rajasv1', 'requestReopening', {
    params,
    body: { reason: 'शेष भुगतान' },
    version,
  });
  const withdrawn = await done('rajasv1', 'withdrawRequest', {
    params,
    version: asked.body.version,
  });
  expect(withdrawn.body.file.status).toBe('recorded');
  const askedAgain = await done('rajasv1', 'requestReopening', {
    params,
    body: { reason: 'शेष भुगतान' },
    version: withdrawn.body.version,
  });
  const reopened = await done('adhikshak', 'decideReopening', {
    params,
    body: { decision: 'approve' },
    version: askedAgain.body.version,
  });
  expect(reopened.body.file.status).toBe('active');
  const placed = await done('rajasv1', 'placeFile', {
    params,
    body: { nature: 'physical', place },
    version: reopened.body.version,
  });
  const again = await done('rajasv1', 'requestClosure', {
    params,
    body: {},
    version: placed.body.version,
  });
  const closed = await done('adhikshak', 'decideClosure', {
    params,
    body: { decision: 'approve' },
    version: again.body.version,
  });
  const sent = await done('rajasv1', 'sendToRecordRoom', {
    params,
    body: { unitId: recordRoom },
    version: closed.body.version,
  });
  await done('abhilekh', 'receiveInRecordRoom', {
    params,
    body: { place: { ...place, rack: 'अ-1' } },
    version: sent.body.version,
  });

  const held = await done('collector', 'holdFile', {
    params,
    body: { orderRef: 'WP 45/2026', reason: 'न्यायालय' },
    version: sent.body.version + 1,
  });
  await done('regadhikshak', 'endHold', {
    params: { fileId, holdId: held.body.file.holds[0].id },
    body: { reason: 'निराकृत' },
    version: held.body.version,
  });
  await age(fileId);
  const due = await done('regadhikshak', 'listDueFiles', { query: { month: '2026-01' } });
  expect(due.body.items).toMatchObject([{ fileId, category: 'C' }]);
  const review = await done('regadhikshak', 'createReview', {
    body: { items: [{ fileId, outcome: 'weed', reason: 'अवधि पूर्ण' }] },
  });
  const reviewId = review.body.review.id;
  await done('deputy3', 'listReviews');
  await done('deputy3', 'getReview', { params: { reviewId } });
  const decided = await done('deputy3', 'decideReview', {
    params: { reviewId },
    body: { decision: 'approve' },
    version: review.body.version,
  });
  const weeded = await done('regadhikshak', 'carryOutReview', {
    params: { reviewId, fileId },
    body: {},
    version: decided.body.version,
  });
  expect(weeded.body.review.status).toBe('completed');
  const certificate = await done('abhilekh', 'getWeedingCertificate', { params: { reviewId } });
  expect(certificate.body).toMatchObject({ complete: true, files: [{ fileId }] });
};
