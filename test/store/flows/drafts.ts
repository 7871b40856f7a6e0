import { expect } from 'vitest';
import { sampleDistrict } from '../../../infra/local/sampleDistrict.ts';
import { aFile, type Day, type Flow } from './day.ts';

const tehsil = sampleDistrict.offices[1]?.id ?? '';
const publicWorks = sampleDistrict.offices[2]?.id ?? '';

/** A letter to a citizen, an office on the system and one that is not, with a copy inside the office. */
export const aLetter = ({ postOf }: Pick<Day, 'postOf'>) => ({
  form: 'letter',
  language: 'hi',
  subject: { hi: 'ग्राम नमूनापुर में सीमांकन बाबत' },
  slots: {
    body: ['सीमांकन दिनांक 05.12.2026 को किया जावे।', 'प्रतिवेदन एक सप्ताह में भेजें।'],
    phone: '07727-000000',
    email: 'collector-bbz@namuna.example',
  },
  addressees: [
    { kind: 'office', officeId: tehsil },
    { kind: 'office', officeId: publicWorks, attention: 'कार्यपालन अभियंता' },
  ],
  copies: [
    { kind: 'outside', name: 'कोई नमूना', address: 'ग्राम नमूनापुर', mode: 'post' },
    { kind: 'post', postId: postOf('Deputy Collector (Revenue)') },
  ],
  signatory: postOf('Superintendent (Revenue)'),
});

/** Brings a file with a draft that the assistant put up to the superintendent, who signs it. */
export async function signed(day: Day, slots: object = {}, more: object = {}) {
  const { done, postOf } = day;
  const { fileId, version } = await aFile(day);
  const letter = aLetter(day);
  const begun = await done('rajasv1', 'createDraft', {
    params: { fileId },
    body: { ...letter, slots: { ...letter.slots, ...slots }, ...more },
  });
  const params = { fileId, draftId: begun.body.draft.id as string };
  const put = await done('rajasv1', 'submitDraft', { params, version: begun.body.version });
  await done('rajasv1', 'sendFile', {
    params: { fileId },
    body: { to: postOf('Superintendent (Revenue)') },
    version: version + 1,
  });
  const { contentHash } = put.body.draft;
  const approved = await done('adhikshak', 'approveDraft', {
    params,
    body: { contentHash },
    version: put.body.version,
  });
  const last = await done('adhikshak', 'signDraft', {
    params,
    body: { contentHash, kind: 'none' },
    version: approved.body.version,
  });
  return { params, contentHash, version: last.body.version as number };
}

/** Drafting, approval, signature, issue and despatch. */
export const drafts: Flow = async (day) => {
  const { done, postOf } = day;
  const forms = await done('rajasv1', 'listForms');
  expect(forms.body.items).toHaveLength(12);

  const { fileId } = await aFile(day);
  const begun = await done('rajasv1', 'createDraft', { params: { fileId }, body: aLetter(day) });
  const params = { fileId, draftId: begun.body.draft.id };
  const letter = aLetter(day);
  const saved = await done('rajasv1', 'saveDraft', {
    params,
    body: {
      ...letter,
      slots: { ...letter.slots, body: ['सीमांकन दिनांक 12.12.2026 को किया जावे।'] },
    },
    version: begun.body.version,
  });
  expect(saved.body.draft).toMatchObject({ version: 2, status: 'editing' });
  const seen = await done('adhikshak', 'getDraft', { params });
  expect(seen.body.content).toEqual(saved.body.content);
  const versions = await done('rajasv1', 'listDraftVersions', { params });
  expect(versions.body.items.map((each: { version: number }) => each.version)).toEqual([1, 2]);
  const first = await done('rajasv1', 'getDraftVersion', { params: { ...params, version: '1' } });
  expect(first.body.content).toEqual(begun.body.content);
  const compared = await done('rajasv1', 'compareDraft', {
    params,
    query: { from: '1', to: '2' },
  });
  expect(compared.body.changes.map((each: { part: string }) => each.part)).toEqual(['body']);
  const listed = await done('rajasv1', 'listDrafts', { params: { fileId } });
  expect(listed.body.items).toEqual([saved.body.draft]);

  const put = await done('rajasv1', 'submitDraft', { params, version: saved.body.version });
  const file = await done('rajasv1', 'getFile', { params: { fileId } });
  await done('rajasv1', 'sendFile', {
    params: { fileId },
    body: { to: postOf('Superintendent (Revenue)') },
    version: file.body.version,
  });
  const back = await done('adhikshak', 'returnDraft', {
    params,
    body: { reason: 'दिनांक पुनः देखें।' },
    version: put.body.version,
  });
  const gone = await done('adhikshak', 'cancelDraft', {
    params,
    body: { reason: 'अब आवश्यक नहीं।' },
    version: back.body.version,
  });
  expect(gone.body.draft.status).toBe('cancelled');
  const history = await done('rajasv1', 'getDraftHistory', { params });
  expect(history.body.items).toMatchObject([
    { type: 'draft-begun', reason: null },
    { type: 'draft-saved', facts: { version: 2 } },
    { type: 'draft-submitted', by: { name: { en: 'Meena Namuna' } } },
    { type: 'draft-returned', reason: 'दिनांक पुनः देखें।', by: { name: { en: 'Lalit Namuna' } } },
    { type: 'draft-cancelled', reason: 'अब आवश्यक नहीं।' },
  ]);
  expect((await done('adhikshak', 'getFile', { params: { fileId } })).body.file).toMatchObject({
    openDrafts: 0,
    draftCount: 1,
  });

  const ready = await signed(day);
  const { contentHash } = ready;
  const issued = await done('adhikshak', 'issueDraft', {
    params: ready.params,
    body: { contentHash, officeIds: [tehsil, publicWorks] },
    version: ready.version,
  });
  const { issue } = issued.body;
  const [atTehsil, atWorks, byPost, inside] = issue.deliveries;
  expect(atTehsil).toMatchObject({ mode: 'intra', status: 'delivered' });
  expect(atWorks).toMatchObject({ mode: 'e-mail', status: 'queued' });
  expect([byPost.mode, inside.mode]).toEqual(['post', 'intra']);

  // The post that gets a copy has it listed, and opens it.
  const copies = await done('deputy', 'listCopies');
  const [newest] = copies.body.items;
  expect(newest).toMatchObject({ issueId: issue.id, number: issue.number });
  expect(newest.receiptId).toBeUndefined();
  const opened = await done('deputy', 'getIssue', { params: { issueId: issue.id } });
  expect(opened.body.letter.slots.body).toHaveLength(2);

  // The tehsil reads the letter by the receipt that it is there.
  const { receiptId } = atTehsil.receipt;
  const there = await done('vachak', 'getReceipt', { params: { receiptId } });
  expect(there.body.receipt.channel).toBe('intra');
  const read = await done('vachak', 'getIssue', {
    params: { issueId: issue.id },
    query: { via: receiptId },
  });
  expect(read.body.letter.slots.body).toHaveLength(2);

  const month = issue.issuedOn.slice(0, 7);
  const register = await done('javak', 'listDispatches', { query: { month } });
  expect(register.body.items.at(-1)).toMatchObject({ number: issue.number, issueId: issue.id });
  const pending = await done('javak', 'listPendingDispatches');
  expect(pending.body.items).toMatchObject([{ issueId: issue.id }]);
  let { version } = issued.body;
  const delivery = async (
    id:
      | 'sendDelivery'
      | 'confirmDelivery'
      | 'acknowledgeDelivery'
      | 'returnDelivery'
      | 'resendDelivery',
    no: number,
    body?: object,
  ) => {
    const told = await done('javak', id, {
      params: { issueId: issue.id, no: String(no) },
      ...(body && { body }),
      version,
    });
    version = told.body.version;
    return told.body.issue;
  };
  await delivery('sendDelivery', 2, {});
  await delivery('confirmDelivery', 2);
  await delivery('sendDelivery', 3, { mode: 'post', trackingNumber: 'CG123456789IN' });
  await delivery('returnDelivery', 3, { reason: 'पता अपूर्ण' });
  await delivery('resendDelivery', 3);
  await delivery('sendDelivery', 3, {});
  const all = await delivery('acknowledgeDelivery', 3);
  expect(all).toMatchObject({ status: 'delivered', deliveries: [{}, {}, { attempts: 2 }, {}] });
  // That it came back, and why, is told of it still.
  const followed = await done('javak', 'getIssue', { params: { issueId: issue.id } });
  expect(followed.body.issue.deliveries[2].past).toMatchObject([
    { mode: 'post', trackingNumber: 'CG123456789IN', returnedFor: 'पता अपूर्ण' },
  ]);

  const anybody = await day.office.call('nobody', 'verifyLetter', {
    params: { code: issue.verificationCode },
  });
  expect(anybody.body).toMatchObject({ genuine: true, number: issue.number, contentHash });
};
