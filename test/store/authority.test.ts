/** Chains through the API: opinions of posts that decide nothing, posts of other offices, reversals, what changed since. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import type { TemplateInput } from '../../shared/domain/chainTemplate.ts';
import { chainKey } from '../../shared/store/keys.ts';
import { askingOf } from '../support/asking.ts';
import { type Asked, type Office, openOffice, roundTrips } from '../support/office.ts';
import { postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { clockOf } from './flows/approvals.ts';
import { aLetter } from './flows/drafts.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const { done, refusal } = askingOf(() => office);
const headId = sampleDistrict.subjectHeads.find(({ code }) => code === 'B-121')?.id ?? '';
const reversalChain = sampleDistrict.chains.find(({ code }) => code === 'REVERSAL')?.id ?? '';
const power = 'कार्य विभाजन आदेश (नमूना)';
const deadline = { workingMinutes: 450 };

let made = 0;
/** Publishes a chain of these levels; the additional collector approves. */
async function aChain(levels: TemplateInput['levels'], final = postOf('Additional Collector')) {
  made += 1;
  const template = {
    code: `AUTH-${made}`,
    name: { hi: 'अभ्यास शृंखला' },
    kind: 'approval',
    heads: [],
    levels,
    final: { purpose: 'approve', deadline, rules: [{ who: { post: final }, power }] },
  };
  const { chain, version } = await done('prashasan', 'createChainTemplate', { body: { template } });
  const params = { chainId: chain.id as string };
  await done('prashasan', 'publishChainTemplate', { params, version });
  return params.chainId;
}
const level = (purpose: TemplateInput['levels'][number]['purpose'], ...posts: string[]) => ({
  purpose,
  who: posts.map((each) => ({ post: postOf(each) })),
  deadline,
});

async function aFile(more: object = {}) {
  const { file, version } = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'नस्ती' }, headId, ...more },
  });
  return { params: { fileId: file.id as string }, version: version as number };
}
/** Begins a chain on a file, new if none is given, and has its first level opened. */
async function begun(
  chainId: string,
  more: object = {},
  given?: Awaited<ReturnType<typeof aFile>>,
) {
  const { params, version } = given ?? (await aFile());
  const { approval } = await done('rajasv1', 'startApproval', {
    params,
    version,
    body: { chainId, ...more },
  });
  await clockOf(approval.id, 1);
  return { ...params, approvalId: approval.id as string };
}
const standing = (username: string, approvalId: string) =>
  done(username, 'getApproval', { params: { approvalId } });
async function saying(username: string, approvalId: string, decision: string, more: object = {}) {
  const { approval, version } = await standing(username, approvalId);
  const active = approval.levels.find(({ state }: { state: string }) => state === 'active');
  const { contentHash } = approval;
  return {
    params: { approvalId },
    body: { level: active?.no ?? 1, decision, contentHash, ...more },
    version,
  };
}
async function say(username: string, approvalId: string, decision: string, more: object = {}) {
  const said = await done(username, 'decide', await saying(username, approvalId, decision, more));
  await clockOf(approvalId, said.approval.turn);
  return said.approval;
}
const holderOf = async (fileId: string) =>
  (await done('collector', 'getFile', { params: { fileId } })).file.holder.postId;

describe('a level that asks for an opinion', () => {
  it('is answered by a post that may decide nothing, and refuses nothing', async () => {
    const chainId = await aChain([level('examine', 'Accountant')]);
    const { fileId, approvalId } = await begun(chainId);
    expect(await holderOf(fileId)).toBe(postOf('Accountant'));
    const refusing = await saying('lekha', approvalId, 'reject', { remarks: ['नहीं'] });
    expect(await refusal('lekha', 'decide', refusing)).toBe('403 /problems/not-allowed');
    await say('lekha', approvalId, 'examine', { remarks: ['परीक्षण किया, बजट उपलब्ध है।'] });
    expect((await say('adm', approvalId, 'approve')).status).toBe('approved');
    const { items } = await done('rajasv1', 'listNotes', { params: { fileId } });
    expect(items[0].paragraphs).toEqual(['परीक्षण किया, बजट उपलब्ध है।']);
  });

  it('is no fault of a chain; asking such a post for a decision is, and asking an assistant', async () => {
    const template = (levels: TemplateInput['levels']) => ({
      ...{ code: `FAULT-${made++}`, name: { hi: 'अभ्यास' }, kind: 'approval', heads: [], levels },
      final: {
        ...{ purpose: 'approve', deadline },
        rules: [{ who: { post: postOf('Additional Collector') }, power }],
      },
    });
    for (const [purpose, post, fault] of [
      ['examine', 'Accountant', undefined],
      ['recommend', 'Accountant', 'may-not-answer'],
      ['advise', 'Personal assistant (Collector)', 'may-not-answer'],
    ] as const) {
      const { chain } = await done('prashasan', 'createChainTemplate', {
        body: { template: template([level(purpose, post)]) },
      });
      const params = { chainId: chain.id };
      const { faults } = await done('prashasan', 'checkChainTemplate', { params });
      const named = new Set(faults.map((each: { fault: string }) => each.fault));
      expect([...named].filter((each) => each === 'may-not-answer')).toEqual(fault ? [fault] : []);
    }
  });
});

describe('a level that asks a post of another office', () => {
  it('is planned, asked, answered there, and the file comes home', async () => {
    const chainId = await aChain([level('advise', 'Tehsildar')]);
    const file = await aFile();
    const plan = await done('rajasv1', 'planApproval', { params: file.params, query: { chainId } });
    expect(plan.levels[0].asked).toMatchObject([{ post: { postId: postOf('Tehsildar') } }]);
    const { fileId, approvalId } = await begun(chainId, {}, file);
    expect(await holderOf(fileId)).toBe(postOf('Tehsildar'));
    const inbox = await done('tehsildar', 'getInbox');
    expect(inbox.items.map(({ id }: { id: string }) => id)).toContain(fileId);
    await done('tehsildar', 'listNotes', { params: { fileId } });
    // Nobody else there sees it.
    expect(await refusal('vachak', 'getApproval', { params: { approvalId } })).toBe(
      '404 /problems/not-found',
    );
    await say('tehsildar', approvalId, 'advise', { remarks: ['स्थल निरीक्षण किया गया।'] });
    expect(await holderOf(fileId)).toBe(postOf('Additional Collector'));
    expect((await say('adm', approvalId, 'approve')).status).toBe('approved');
    expect(await holderOf(fileId)).toBe(postOf('Assistant grade 2 (Revenue)'));
    const proof = await done('rajasv1', 'getProof', { params: { fileId } });
    expect(proof.verdict).toBe('intact');
  });

  it('is looked at ahead, and published, in one read each, and in copies too', async () => {
    const once = async (username: string, id: OperationId, asked: Asked) => {
      const { commands, body } = await office.told(username, id, asked);
      const reads = commands.slice(1).filter(({ name }) => !name.startsWith('TransactWrite'));
      expect(roundTrips(reads), id).toBe(1);
      return body;
    };
    const by = postOf('Assistant grade 2 (Revenue)');
    const tehsildar = postOf('Tehsildar');
    const unknown = 'pst_01K00000000000000000000009';
    const template = (who: readonly string[]) => ({
      ...{ name: { hi: 'अभ्यास' }, kind: 'approval', heads: [] },
      levels: [{ purpose: 'advise', who: who.map((post) => ({ post })), deadline }],
      final: {
        ...{ purpose: 'approve', deadline },
        rules: [{ who: { post: postOf('Additional Collector') }, power }],
      },
    });
    const made = await once('prashasan', 'createChainTemplate', {
      body: { template: { ...template([by]), code: 'ABROAD-1' } },
    });
    const params = { chainId: made.chain.id as string };
    const faults = async () =>
      (await once('prashasan', 'checkChainTemplate', { params })).faults.map(
        ({ fault }: { fault: string }) => fault,
      );
    const saved = await once('prashasan', 'saveChainTemplate', {
      ...{ params, version: made.version },
      body: { template: template([tehsildar, unknown]) },
    });
    expect(new Set(await faults())).toEqual(new Set(['no-such-post']));
    const publishing = { params, version: saved.version };
    expect(await refusal('prashasan', 'publishChainTemplate', publishing)).toBe(
      '422 /problems/template-faulty',
    );
    const again = await once('prashasan', 'saveChainTemplate', {
      ...{ params, version: saved.version },
      body: { template: template([tehsildar]) },
    });
    expect(await faults()).toEqual([]);
    const asked = [{ post: { postId: tehsildar }, rule: { en: 'post named by the chain' } }];
    const rehearsed = (of: typeof params) =>
      once('rajasv1', 'rehearseChain', { params: of, query: { headId, by } });
    expect((await rehearsed(params)).levels[0].asked).toMatchObject(asked);
    // It begins no chain here.
    const elsewhere = { params, query: { headId, by: tehsildar } };
    expect(await refusal('rajasv1', 'rehearseChain', elsewhere)).toBe('404 /problems/not-found');
    await once('prashasan', 'publishChainTemplate', { params, version: again.version });
    const file = await aFile();
    const planned = await once('rajasv1', 'planApproval', { params: file.params, query: params });
    expect(planned.levels[0].asked).toMatchObject(asked);

    const copy = await once('prashasan', 'createChainTemplate', {
      body: { copyOf: { ...params, version: 1 }, code: 'ABROAD-2' },
    });
    const copied = { chainId: copy.chain.id as string };
    expect((await rehearsed(copied)).levels[0].asked).toMatchObject(asked);
    await once('prashasan', 'publishChainTemplate', { params: copied, version: copy.version });
    // Nobody takes it for a post of the office.
    const { items } = await done('rajasv1', 'listPosts', {
      params: { officeId: made.chain.officeId },
    });
    expect(items.map(({ id }: { id: string }) => id)).not.toContain(tehsildar);
  });

  it('is known in the same read where it stands above the officer who plans', async () => {
    const { officeId } = sampleDistrict.posts.find(({ id }) => id === postOf('Reader')) ?? {};
    if (!officeId) throw new Error('The sample has a reader.');
    const entity = {
      ...{ id: 'chn_01K00000000000000000000009', officeId, version: 1, status: 'published' },
      ...{ code: 'ABOVE', name: { hi: 'अभ्यास' }, kind: 'approval', heads: [] },
      levels: [{ purpose: 'advise', who: [{ superior: 2 }], deadline }],
      final: { purpose: 'approve', deadline, rules: [{ who: { superior: 1 }, power }] },
    };
    const { table } = await import('../../shared/store/table.ts');
    const Item = { ...chainKey(officeId, entity.id), entity };
    await table.send(new PutCommand({ TableName: office.tableName, Item }));
    const head = sampleDistrict.subjectHeads.find((each) => each.officeId === officeId);
    const { file } = await done('vachak', 'createFile', {
      body: { subject: { hi: 'नस्ती' }, headId: head?.id },
    });
    const params = { fileId: file.id };
    const query = { chainId: entity.id };
    const { body, commands } = await office.told('vachak', 'planApproval', { params, query });
    expect(roundTrips(commands.slice(1))).toBe(1);
    expect(body.levels).toMatchObject([
      { asked: [{ post: { postId: postOf('Deputy Collector (Revenue)') } }] },
      { asked: [{ post: { postId: postOf('Tehsildar') } }] },
    ]);
  });

  it('is asked beside one of the own office where the file lies', async () => {
    const chainId = await aChain([level('advise', 'Tehsildar', 'Joint Collector')]);
    const { fileId, approvalId } = await begun(chainId);
    expect(await holderOf(fileId)).toBe(postOf('Assistant grade 2 (Revenue)'));
    await say('tehsildar', approvalId, 'advise');
    await say('samyukt', approvalId, 'advise');
    expect(await holderOf(fileId)).toBe(postOf('Additional Collector'));
  });

  it('is not asked of a confidential file: the head of the office is', async () => {
    const chainId = await aChain([level('advise', 'Tehsildar')]);
    const file = await aFile({ classification: 'confidential' });
    const { approvalId } = await begun(chainId, {}, file);
    const { approval } = await standing('collector', approvalId);
    expect(approval.levels[0].members).toMatchObject([
      {
        post: { id: postOf('Collector') },
        rule: { en: 'post of another office: head of the office' },
      },
    ]);
    expect(await refusal('tehsildar', 'getApproval', { params: { approvalId } })).toBe(
      '404 /problems/not-found',
    );
  });
});

describe('what changed since a level decided [row 86]', () => {
  it('is shown of the file, in one round trip, to whoever may read it', async () => {
    const chainId = await aChain([level('recommend', 'Deputy Collector (Revenue)')]);
    const { fileId, approvalId } = await begun(chainId);
    await say('deputy', approvalId, 'recommend');
    const params = { approvalId };
    const query = { level: '1' };
    const first = await office.told('adm', 'getApprovalDifference', { params, query });
    expect(first.body).toEqual({
      ...{ level: 1, notes: { after: 1, to: 1 }, letters: { after: 0, to: 0 } },
    });
    expect(roundTrips(first.commands.slice(1))).toBe(1);
    await say('adm', approvalId, 'approve');
    const later = await done('rajasv1', 'getApprovalDifference', { params, query });
    expect(later.notes).toEqual({ after: 1, to: 2 });
    expect((await done('rajasv1', 'listNotes', { params: { fileId } })).items).toHaveLength(2);
    for (const [username, asked, told] of [
      ['rajasv1', { level: '3' }, '404'],
      ['rajasv1', { level: '1', version: '1' }, '404'],
      ['rajasv1', { level: '1', draftId: 'drf_01K00000000000000000000001' }, '404'],
      ['sthapna1', { level: '1' }, '403'],
      ['tehlipik', { level: '1' }, '404'],
    ] as const) {
      const answer = await office.call(username, 'getApprovalDifference', { params, query: asked });
      expect(String(answer.status), JSON.stringify([username, asked])).toBe(told);
    }
  });
});

describe('the reversal of a decision [row 88]', () => {
  /** A letter approved by a chain, which the assistant has before them again. */
  async function approvedLetter() {
    const chainId = await aChain([level('recommend', 'Deputy Collector (Revenue)')]);
    const file = await aFile();
    const letter = await done('rajasv1', 'createDraft', {
      params: file.params,
      body: { ...aLetter({ postOf }), signatory: postOf('Additional Collector') },
    });
    const { id: draftId, contentHash } = letter.draft;
    const given = { ...file, version: file.version + 1 };
    const chain = await begun(chainId, { draftId, contentHash }, given);
    await say('deputy', chain.approvalId, 'recommend', { draftId });
    const approval = await say('adm', chain.approvalId, 'approve', { draftId });
    expect(approval.status).toBe('approved');
    return { ...chain, draftId: draftId as string };
  }
  const draftOf = (fileId: string, draftId: string) =>
    done('rajasv1', 'getDraft', { params: { fileId, draftId } });
  async function reversing({ fileId, approvalId }: { fileId: string; approvalId: string }) {
    const { version } = await done('rajasv1', 'getFile', { params: { fileId } });
    const given = { params: { fileId }, version };
    return begun(reversalChain, { reverses: approvalId }, given);
  }

  it('is put on record beside it in its own write, and its letter is worked on again', async () => {
    const decided = await approvedLetter();
    const { fileId, approvalId, draftId } = decided;
    const reversal = await reversing(decided);
    const named = { reverses: approvalId, reversedDraftId: draftId };
    await say('deputy', reversal.approvalId, 'recommend', named);
    expect((await draftOf(fileId, draftId)).draft.status).toBe('approved');
    expect((await standing('rajasv1', approvalId)).approval).not.toHaveProperty('reversedBy');

    const asked = await saying('collector', reversal.approvalId, 'approve', named);
    const before = await tableOf(office);
    for (const body of [
      { ...asked.body, reverses: undefined, reversedDraftId: undefined },
      { ...asked.body, reverses: reversal.approvalId },
      { ...asked.body, reversedDraftId: undefined },
    ]) {
      expect(await refusal('collector', 'decide', { ...asked, body })).toBe(
        '404 /problems/not-found',
      );
    }
    expect(await tableOf(office)).toEqual(before);
    const told = await office.told('collector', 'decide', asked);
    expect(roundTrips(told.commands.slice(1, -1))).toBe(1);
    expect(told.body.approval.status).toBe('approved');

    const { approval } = await standing('rajasv1', approvalId);
    expect(approval).toMatchObject({ status: 'approved', reversedBy: reversal.approvalId });
    const { draft, version } = await draftOf(fileId, draftId);
    expect(draft.status).toBe('editing');
    expect(draft).not.toHaveProperty('approval');
    const { items } = await done('rajasv1', 'getDraftHistory', { params: { fileId, draftId } });
    expect(items.at(-1)).toMatchObject({ type: 'draft-reversed' });
    await done('rajasv1', 'saveDraft', {
      ...{ params: { fileId, draftId }, version },
      body: { ...aLetter({ postOf }), signatory: postOf('Additional Collector') },
    });

    // Once, and then only its reversal; above the collector there is nobody.
    const file = await done('rajasv1', 'getFile', { params: { fileId } });
    const again = (reverses: string) =>
      refusal('rajasv1', 'startApproval', {
        ...{ params: { fileId }, version: file.version },
        body: { chainId: reversalChain, reverses },
      });
    expect(await again(approvalId)).toBe('409 /problems/already-reversed');
    expect(await again(reversal.approvalId)).toBe('422 /problems/lower-authority');
    expect(await again(`${approvalId.slice(0, -1)}9`)).toBe('422 /problems/not-decided');
    const proof = await done('rajasv1', 'getProof', { params: { fileId } });
    expect(proof.verdict).toBe('intact');
  });

  it('leaves a letter that has gone out as it is', async () => {
    const decided = await approvedLetter();
    const { fileId, approvalId, draftId } = decided;
    const params = { fileId, draftId };
    const { version: at } = await done('rajasv1', 'getFile', { params: { fileId } });
    await done('rajasv1', 'sendFile', {
      ...{ params: { fileId }, body: { to: postOf('Additional Collector') }, version: at },
    });
    const read = await done('adm', 'getDraft', { params });
    const { contentHash } = read.draft;
    const signed = await done('adm', 'signDraft', {
      ...{ params, body: { contentHash, kind: 'none' }, version: read.version },
    });
    const officeIds = signed.draft.officeIds;
    await done('adm', 'issueDraft', {
      ...{ params, body: { contentHash, officeIds }, version: signed.version },
    });
    const { version } = await done('adm', 'getFile', { params: { fileId } });
    await done('adm', 'returnFile', {
      params: { fileId },
      body: {
        to: postOf('Assistant grade 2 (Revenue)'),
        purpose: 'action',
        reason: 'पुनः विचार',
      },
      version,
    });
    const reversal = await reversing(decided);
    const named = { reverses: approvalId, reversedDraftId: draftId };
    await say('deputy', reversal.approvalId, 'recommend', named);
    await say('collector', reversal.approvalId, 'approve', named);
    expect((await draftOf(fileId, draftId)).draft.status).toBe('issued');
    expect((await standing('rajasv1', approvalId)).approval.reversedBy).toBe(reversal.approvalId);
  });

  it('is tried out before it is begun, and is refused when it is refused', async () => {
    const decided = await approvedLetter();
    const { fileId, approvalId, draftId } = decided;
    const params = { fileId };
    const query = { chainId: reversalChain, reverses: approvalId };
    const plan = await done('rajasv1', 'planApproval', { params, query });
    expect(plan.levels.at(-1).asked).toMatchObject([{ post: { postId: postOf('Collector') } }]);
    const reversal = await reversing(decided);
    const named = { reverses: approvalId, reversedDraftId: draftId };
    await say('deputy', reversal.approvalId, 'recommend', named);
    const more = { ...named, remarks: ['निर्णय यथावत्।'] };
    expect((await say('collector', reversal.approvalId, 'reject', more)).status).toBe('rejected');
    expect((await draftOf(fileId, draftId)).draft.status).toBe('approved');
    expect((await standing('rajasv1', approvalId)).approval).not.toHaveProperty('reversedBy');
  });
});

/** A letter of the assistant, to be signed by the deputy, on a file of its own. */
async function aLetterOnFile() {
  const { params } = await aFile();
  const { draft } = await done('rajasv1', 'createDraft', {
    params,
    body: { ...aLetter({ postOf }), signatory: postOf('Deputy Collector (Revenue)') },
  });
  return { params, draftId: draft.id as string, contentHash: draft.contentHash as string };
}
/** It goes up in a chain of the deputy, if they are asked, and of whoever decides. */
async function putUpTo(
  final: string,
  { params, draftId, contentHash }: Awaited<ReturnType<typeof aLetterOnFile>>,
) {
  const chainId = await aChain([level('recommend', 'Deputy Collector (Revenue)')], postOf(final));
  const { version } = await done('rajasv1', 'getFile', { params });
  return begun(chainId, { draftId, contentHash }, { params, version });
}

describe('a letter on which a chain is open', () => {
  it('is approved, signed, returned, issued and cancelled by the chain alone [row 88]', async () => {
    const letter = await aLetterOnFile();
    const { draftId, contentHash } = letter;
    const { approvalId, fileId } = await putUpTo('Collector', letter);
    const params = { fileId, draftId };
    const at = async () => (await done('deputy', 'getDraft', { params })).version;
    const byHand = async (id: OperationId, body?: object, username = 'deputy') =>
      refusal(username, id, { params, ...(body && { body }), version: await at() });
    const open = '409 /problems/approval-open';
    const before = await tableOf(office);
    expect(await byHand('approveDraft', { contentHash })).toBe(open);
    expect(await byHand('returnDraft', { reason: 'क' })).toBe(open);
    expect(await tableOf(office)).toEqual(before);

    // Given back and written anew it is being edited: it goes up with its chain, and is not given up under it.
    await say('deputy', approvalId, 'return', { draftId, remarks: ['सुधारें।'] });
    const rewritten = await done('rajasv1', 'saveDraft', {
      ...{ params, version: await at() },
      body: {
        ...aLetter({ postOf }),
        ...{ signatory: postOf('Deputy Collector (Revenue)'), subject: { hi: 'दूसरा पाठ' } },
      },
    });
    expect(rewritten.draft.status).toBe('editing');
    expect(await byHand('submitDraft', undefined, 'rajasv1')).toBe(open);
    expect(await byHand('cancelDraft', { reason: 'क' }, 'rajasv1')).toBe(open);
    const { version } = await standing('rajasv1', approvalId);
    const up = await done('rajasv1', 'resubmit', {
      ...{ params: { approvalId }, body: { draftId }, version },
    });
    await clockOf(approvalId, up.approval.turn);
    await say('deputy', approvalId, 'recommend', { draftId });
    expect((await say('collector', approvalId, 'approve', { draftId })).status).toBe('approved');
    const { draft } = await done('rajasv1', 'getDraft', { params });
    expect(draft.status).toBe('approved');
    expect((await done('rajasv1', 'getProof', { params: { fileId } })).verdict).toBe('intact');
  });

  it('was approved before or is not approved by hand, though both are asked at once [row 89]', async () => {
    const chainId = await aChain([level('advise', 'Joint Collector', 'Accountant')]);
    for (let round = 0; round < 6; round += 1) {
      const { params, version: begunAt } = await aFile();
      const made = await done('rajasv1', 'createDraft', {
        ...{ params, body: aLetter({ postOf }) },
      });
      const { id: draftId, contentHash } = made.draft;
      const one = { ...params, draftId };
      const put = await done('rajasv1', 'submitDraft', { params: one, version: made.version });
      await done('rajasv1', 'sendFile', {
        ...{ params, body: { to: postOf('Superintendent (Revenue)') }, version: begunAt + 1 },
      });
      const { version } = await done('adhikshak', 'getFile', { params });
      const [started, approved] = await Promise.all([
        office.call('adhikshak', 'startApproval', {
          ...{ params, version, body: { chainId, draftId, contentHash } },
        }),
        office.call('adhikshak', 'approveDraft', {
          ...{ params: one, version: put.version, body: { contentHash } },
        }),
      ]);
      const both = [started, approved].map(({ status }) => status).sort();
      expect(both[0] === 200 || both[0] === 201, `${both}`).toBe(true);
      expect(both[1], `${both}`).toBe(409);
    }
  });

  it('is in the hands of whoever has the file once it is over, and so is another meanwhile', async () => {
    const letter = await aLetterOnFile();
    const other = await done('rajasv1', 'createDraft', {
      ...{ params: letter.params, body: aLetter({ postOf }) },
    });
    const { approvalId, fileId } = await putUpTo('Collector', letter);
    const params = { fileId, draftId: other.draft.id as string };
    const meanwhile = { params, body: { reason: 'क' }, version: other.version };
    await done('deputy', 'cancelDraft', meanwhile);
    const { version } = await standing('rajasv1', approvalId);
    await done('rajasv1', 'withdrawApproval', {
      ...{ params: { approvalId }, body: { reason: 'क' }, version },
    });
    const own = { fileId, draftId: letter.draftId };
    const after = await done('rajasv1', 'getFile', { params: { fileId } });
    expect(after.file).not.toHaveProperty('openApprovalDraftId');
    await done('rajasv1', 'sendFile', {
      params: { fileId },
      ...{ body: { to: postOf('Deputy Collector (Revenue)') }, version: after.version },
    });
    const read = await done('deputy', 'getDraft', { params: own });
    const body = { contentHash: letter.contentHash };
    const approved = await done('deputy', 'approveDraft', {
      ...{ params: own, body, version: read.version },
    });
    expect(approved.draft.status).toBe('approved');
  });
});

describe('a letter that a chain refused', () => {
  const lower = '422 /problems/lower-authority';
  const approving = async ({ fileId, draftId }: { fileId: string; draftId: string }) => {
    const params = { fileId, draftId };
    const { draft, version } = await done('deputy', 'getDraft', { params });
    return { params, version, body: { contentHash: draft.contentHash } };
  };
  const sent = async (fileId: string, to: string) => {
    const params = { fileId };
    const { version } = await done('rajasv1', 'getFile', { params });
    return done('rajasv1', 'sendFile', { params, version, body: { to: postOf(to) } });
  };
  async function refusedBy(final: string, username: string) {
    const letter = await aLetterOnFile();
    const { draftId } = letter;
    const chain = await putUpTo(final, letter);
    await say('deputy', chain.approvalId, 'recommend', { draftId });
    const more = { draftId, remarks: ['अनुमति नहीं।'] };
    expect((await say(username, chain.approvalId, 'reject', more)).status).toBe('rejected');
    return { ...letter, ...chain };
  }

  it('is approved by no lower post, in another chain or by hand, until its text is another', async () => {
    const refused = await refusedBy('Collector', 'collector');
    const { draftId, fileId } = refused;
    const again = await putUpTo('Additional Collector', refused);
    await say('deputy', again.approvalId, 'recommend', { draftId });
    const asked = await saying('adm', again.approvalId, 'approve', { draftId });
    const before = await tableOf(office);
    expect(await refusal('adm', 'decide', asked)).toBe(lower);
    expect(await tableOf(office)).toEqual(before);
    const { version } = await standing('rajasv1', again.approvalId);
    await done('rajasv1', 'withdrawApproval', {
      ...{ params: { approvalId: again.approvalId }, body: { reason: 'क' }, version },
    });
    await sent(fileId, 'Deputy Collector (Revenue)');
    expect(await refusal('deputy', 'approveDraft', await approving(refused))).toBe(lower);
    const { params, version: seen } = await approving(refused);
    await done('deputy', 'saveDraft', {
      ...{ params, version: seen },
      body: {
        ...aLetter({ postOf }),
        ...{ signatory: postOf('Deputy Collector (Revenue)'), subject: { hi: 'दूसरा पाठ' } },
      },
    });
    const { draft } = await done('deputy', 'approveDraft', await approving(refused));
    expect(draft.status).toBe('approved');
  });

  it('is approved by whoever may once a post above has reversed that', async () => {
    const refused = await refusedBy('Additional Collector', 'adm');
    const { fileId, draftId, approvalId } = refused;
    const { version } = await done('rajasv1', 'getFile', { params: { fileId } });
    const given = { params: { fileId }, version };
    const reversal = await begun(reversalChain, { reverses: approvalId }, given);
    const named = { reverses: approvalId, reversedDraftId: draftId };
    await say('deputy', reversal.approvalId, 'recommend', named);
    await say('collector', reversal.approvalId, 'approve', named);
    await sent(fileId, 'Deputy Collector (Revenue)');
    const { draft } = await done('deputy', 'approveDraft', await approving(refused));
    expect(draft.status).toBe('approved');
    expect((await done('rajasv1', 'getProof', { params: { fileId } })).verdict).toBe('intact');
  });
});

describe('an opinion from outside the chain [row 35]', () => {
  it('is not sought by whoever has the file while others are asked where it lies', async () => {
    const chainId = await aChain([level('advise', 'Joint Collector', 'Accountant')]);
    const { fileId } = await begun(chainId);
    const { version } = await done('rajasv1', 'getFile', { params: { fileId } });
    const body = { to: postOf('Superintendent (Revenue)'), reason: 'राय दें' };
    expect(await refusal('rajasv1', 'consultPost', { params: { fileId }, body, version })).toBe(
      '409 /problems/approval-open',
    );
  });
});
