import { expect } from 'vitest';
import { sampleDistrict } from '../../../infra/local/sampleDistrict.ts';
import { openTurn } from '../../../shared/workflow/opening.ts';
import { aFile, type Flow } from './day.ts';
import { aLetter } from './drafts.ts';

/** Whatever the state machine's worker would do when a chain waits for its next turn. */
export const clockOf = (approvalId: string, turn: number) =>
  openTurn(approvalId, turn, new Date().toISOString());

/** A chain on a draft letter whose text changes under it. */
export const approvals: Flow = async (day) => {
  const { done, postOf } = day;
  const { fileId } = await aFile(day);
  const begun = await done('rajasv1', 'createDraft', { params: { fileId }, body: aLetter(day) });
  const { id: draftId, contentHash } = begun.body.draft;
  await done('rajasv1', 'planApproval', {
    params: { fileId },
    query: { chainId: sampleDistrict.chains[0]?.id ?? '', amount: '5000', on: '2026-12-01' },
  });
  const started = await done('rajasv1', 'startApproval', {
    params: { fileId },
    body: { chainId: sampleDistrict.chains[0]?.id, draftId, contentHash },
    version: (await done('rajasv1', 'getFile', { params: { fileId } })).body.version,
  });
  const { id: approvalId, turn } = started.body.approval;
  const params = { approvalId };
  await clockOf(approvalId, turn);
  const recommended = await done('deputy', 'decide', {
    params,
    body: { level: 1, decision: 'recommend', contentHash, draftId },
    version: (await done('deputy', 'getApproval', { params })).body.version,
  });
  await clockOf(approvalId, recommended.body.approval.turn);
  const place = { fileId, draftId };
  const letter = await done('adm', 'getDraft', { params: place });
  await done('adm', 'saveDraft', {
    params: place,
    body: { ...aLetter(day), subject: { hi: 'ग्राम नमूनापुर में पुनः सीमांकन बाबत' } },
    version: letter.body.version,
  });
  // What the deputy saw, word by word beside what the text is now.
  const [{ members }] = (await done('adm', 'getApproval', { params })).body.approval.levels;
  const seen = { level: '1', draftId, version: String(members[0].seen.version) };
  const changed = await done('adm', 'getApprovalDifference', { params, query: seen });
  expect(changed.body).toMatchObject({
    letter: { from: 1, to: 2, changes: [{ part: 'subject.hi' }] },
    notes: { after: 1, to: 1 },
  });
  await done('adm', 'askAgain', {
    params,
    body: { draftId },
    version: (await done('adm', 'getApproval', { params })).body.version,
  });

  // Back at its first level: given back, put up again, another post asked, withdrawn.
  const drawn = await done('adm', 'getApprovalPicture', { params, query: { language: 'hi' } });
  expect(drawn.body.svg).toContain('अनुशंसा');
  const again = (await done('adm', 'getApproval', { params })).body;
  await clockOf(approvalId, again.approval.turn);
  const asked = (await done('deputy', 'getApproval', { params })).body;
  const newest = (await done('deputy', 'getDraft', { params: place })).body.draft.contentHash;
  const returned = await done('deputy', 'decide', {
    params,
    body: {
      level: 1,
      decision: 'return',
      remarks: ['तिथि सुधारें।'],
      contentHash: newest,
      draftId,
    },
    version: asked.version,
  });
  const put = await done('rajasv1', 'resubmit', {
    params,
    body: { draftId },
    version: returned.body.version,
  });
  await clockOf(approvalId, put.body.approval.turn);
  const given = await done('adm', 'reassignApproval', {
    params,
    body: {
      from: postOf('Deputy Collector (Revenue)'),
      to: postOf('Deputy Collector (General)'),
      reason: 'अवकाश पर',
    },
    version: (await done('adm', 'getApproval', { params })).body.version,
  });
  await done('rajasv1', 'withdrawApproval', {
    params,
    body: { reason: 'प्रकरण पुनः परीक्षण हेतु' },
    version: given.body.version,
  });
};
