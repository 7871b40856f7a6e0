/** Chains through the API: several asked side by side, sums, texts that change, and who may see and do what. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { remarksIn } from '../../shared/domain/decisionPhrase.ts';
import { askingOf } from '../support/asking.ts';
import { type Office, openOffice } from '../support/office.ts';
import { headOf, postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { clockOf } from './flows/approvals.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const { done, refusal } = askingOf(() => office);
const chainOf = (code: string) => sampleDistrict.chains.find((chain) => chain.code === code)?.id;

/** A file for a purchase, on the desk of the assistant. */
async function aPurchase(more: object = {}) {
  const opened = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'लेखन सामग्री क्रय' }, headId: headOf('C-301'), ...more },
  });
  return { params: { fileId: opened.file.id as string }, version: opened.version as number };
}
async function begun(amount: number, more: object = {}) {
  const { params, version } = await aPurchase(more);
  const { approval } = await done('rajasv1', 'startApproval', {
    params,
    version,
    body: { chainId: chainOf('PURCHASE'), facts: { amount } },
  });
  await clockOf(approval.id, 1);
  return { ...params, approvalId: approval.id as string };
}
const standing = (username: string, approvalId: string) =>
  done(username, 'getApproval', { params: { approvalId } });
/** Decides as the officer is asked, at the version they see. */
async function say(
  username: string,
  approvalId: string,
  level: number,
  decision: string,
  more = {},
) {
  const { approval, version } = await standing(username, approvalId);
  const said = await done(username, 'decide', {
    params: { approvalId },
    body: { level, decision, contentHash: approval.contentHash, ...more },
    version,
  });
  await clockOf(approvalId, said.approval.turn);
  return said;
}
const inboxOf = async (username: string) =>
  (await done(username, 'getInbox')).items.map(({ id }: { id: string }) => id);

const advisers = {
  samyukt: 'Joint Collector',
  sthapnaadhikshak: 'Superintendent (Establishment)',
} as const;

describe('opinions side by side', () => {
  it('are asked for where the file lies, seen in each inbox, and joined [row 34]', async () => {
    const { fileId, approvalId } = await begun(60_000);
    await say('deputy', approvalId, 1, 'recommend');
    const { file } = await done('deputy', 'getFile', { params: { fileId } });
    expect(file.holder.postId).toBe(postOf('Deputy Collector (Revenue)'));
    for (const username of ['samyukt', 'sthapnaadhikshak']) {
      expect(await inboxOf(username), username).toContain(fileId);
      await done(username, 'listNotes', { params: { fileId } });
    }
    // Who has it sends it nowhere, who is asked does nothing else with it.
    const { version } = await standing('samyukt', approvalId);
    const to = { to: postOf('Collector') };
    const sending = { params: { fileId }, body: to, version };
    expect(await refusal('deputy', 'sendFile', sending)).toBe('409 /problems/approval-open');
    expect(await refusal('samyukt', 'sendFile', sending)).toBe('403 /problems/file-not-with-you');
    expect(await refusal('sthapna1', 'getApproval', { params: { approvalId } })).toBe(
      '403 /problems/not-allowed',
    );

    await say('sthapnaadhikshak', approvalId, 2, 'advise', { remarks: ['बजट उपलब्ध है।'] });
    expect(await inboxOf('sthapnaadhikshak')).not.toContain(fileId);
    // Whoever was asked may read it afterwards.
    await done('sthapnaadhikshak', 'listNotes', { params: { fileId } });
    await say('samyukt', approvalId, 2, 'advise');
    const last = await say('collector', approvalId, 3, 'sanction');
    expect(last.approval.status).toBe('approved');
    const sheet = await done('rajasv1', 'listNotes', { params: { fileId } });
    expect(sheet.items).toHaveLength(4);
    const proof = await done('rajasv1', 'getProof', { params: { fileId } });
    expect(proof.verdict).toBe('intact');
  });

  it('are given at once by several: each once, one turn, one way [row 89]', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { approvalId } = await begun(60_000);
      await say('deputy', approvalId, 1, 'recommend');
      const { approval, version } = await standing('samyukt', approvalId);
      const body = { level: 2, decision: 'advise', contentHash: approval.contentHash };
      const answers = await Promise.all(
        ['samyukt', 'sthapnaadhikshak', 'samyukt', 'sthapnaadhikshak'].map((username) =>
          office.call(username, 'decide', { params: { approvalId }, body, version }),
        ),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      for (const username of ['samyukt', 'sthapnaadhikshak'] as const) {
        const now = await standing('deputy', approvalId);
        const asked = now.approval.levels[1].members.find(
          ({ post }: { post: { id: string } }) => post.id === postOf(advisers[username]),
        );
        if (asked.state === 'asked') await say(username, approvalId, 2, 'advise');
      }
      expect((await standing('deputy', approvalId)).approval.turn).toBe(3);
    }
  });
});

describe('a sum', () => {
  it.each([
    [4_999, ['skipped', 'adm']],
    [5_000, ['active', undefined]],
  ] as const)('of %i decides who is asked [row 84]', async (amount, [second, holder]) => {
    const { fileId, approvalId } = await begun(amount);
    await say('deputy', approvalId, 1, 'recommend');
    const { approval } = await standing('deputy', approvalId);
    expect(approval.levels[1].state).toBe(second);
    const { file } = await done('deputy', 'getFile', { params: { fileId } });
    if (holder) expect(file.holder.postId).toBe(postOf('Additional Collector'));
    const { levels } = approval;
    if (holder) expect(levels[2].power).toBe('वित्तीय अधिकार पुस्तिका (नमूना) 4-क');
  });

  it('that is not told, and a head the chain is not for, begin nothing', async () => {
    const { params, version } = await aPurchase();
    const other = await aPurchase({ headId: headOf('B-121') });
    const before = await tableOf(office);
    const body = { chainId: chainOf('PURCHASE') };
    expect(await refusal('rajasv1', 'startApproval', { params, version, body })).toBe(
      '422 /problems/facts-missing',
    );
    const told = { ...body, facts: { amount: 1 } };
    expect(await refusal('rajasv1', 'startApproval', { ...other, body: told })).toBe(
      '422 /problems/not-for-this-head',
    );
    expect(await tableOf(office)).toEqual(before);
  });

  it('is tried out before it is begun, and asked of those very posts', async () => {
    const { params } = await aPurchase();
    const plan = await done('rajasv1', 'planApproval', {
      params,
      query: { chainId: chainOf('PURCHASE') ?? '', amount: '60000' },
    });
    expect(plan.levels.map(({ asked }: { asked: object[] }) => asked.length)).toEqual([1, 2, 1]);
    expect(plan.levels[2].asked[0].post.postId).toBe(postOf('Collector'));
  });
});

describe('a decision in the words of the phrase bank', () => {
  const noteOf = async (fileId: string) =>
    (await done('adm', 'listNotes', { params: { fileId } })).items.at(-1).paragraphs;

  it('has them for its note, in the language of whoever decides; a phrase goes with its own act [row 33]', async () => {
    const { fileId, approvalId } = await begun(4_999);
    const asked = async (more: object) => {
      const { approval, version } = await standing('deputy', approvalId);
      const body = { level: 1, contentHash: approval.contentHash, ...more };
      return office.call('deputy', 'decide', { params: { approvalId }, body, version });
    };
    for (const phraseCode of ['nothing-such', 'discuss']) {
      const { status, body } = await asked({ decision: 'recommend', phraseCode });
      expect([status, body.type]).toEqual([422, '/problems/no-such-phrase']);
      expect(body.detail).toContain(phraseCode);
    }
    await say('deputy', approvalId, 1, 'recommend', { phraseCode: 'recommended' });
    expect(await noteOf(fileId)).toEqual(['अनुशंसा सहित प्रस्तुत।']);
    // A phrase says why it is given back as well as words of one's own.
    const { approval } = await say('adm', approvalId, 3, 'return', { phraseCode: 'discuss' });
    expect(approval.status).toBe('revising');
    expect(await noteOf(fileId)).toEqual(['कृपया चर्चा करें।']);
  });

  it.each(['hi', 'en'] as const)('is in %s for who reads that', (language) => {
    const phraseCode = 'agreed';
    const asked = { decision: 'concur', phraseCode, remarks: ['1'] } as const;
    const words = { hi: 'सहमत।', en: 'Agreed.' }[language];
    expect(remarksIn(asked, sampleDistrict.policy, language)).toEqual(['1', words]);
    expect(remarksIn({ decision: 'concur' }, sampleDistrict.policy, language)).toBeUndefined();
  });
});

describe('a signature', () => {
  it('is refused where the decision signs no letter', async () => {
    const { approvalId } = await begun(4_999);
    for (const [username, level, decision] of [
      ['deputy', 1, 'recommend'],
      ['adm', 3, 'sanction'],
    ] as const) {
      const { approval, version } = await standing(username, approvalId);
      const { contentHash } = approval;
      const body = { level, decision, contentHash, signature: { kind: 'none' } };
      const asked = { params: { approvalId }, body, version };
      const before = await tableOf(office);
      const answer = await office.call(username, 'decide', asked);
      expect(answer).toMatchObject({
        status: 422,
        body: { type: '/problems/validation', errors: [{ pointer: '/body/signature' }] },
      });
      expect(await tableOf(office)).toEqual(before);
      await say(username, approvalId, level, decision);
    }
  });
});

describe('a chain of a confidential file', () => {
  it('is seen by whom it asks and by nobody before', async () => {
    const { fileId, approvalId } = await begun(60_000, { classification: 'confidential' });
    expect(await refusal('samyukt', 'getApproval', { params: { approvalId } })).toBe(
      '404 /problems/not-found',
    );
    await say('deputy', approvalId, 1, 'recommend');
    await standing('samyukt', approvalId);
    await done('samyukt', 'listNotes', { params: { fileId } });
    expect(await refusal('deputy3', 'getApproval', { params: { approvalId } })).toBe(
      '404 /problems/not-found',
    );
  });
});

describe('a post that is gone', () => {
  it('takes back what it began all the same: no decision is lost for it', async () => {
    const { approvalId } = await begun(4_999);
    await say('deputy', approvalId, 1, 'recommend');
    const { table } = await import('../../shared/store/table.ts');
    const { postKey } = await import('../../shared/store/keys.ts');
    const Key = postKey(postOf('Assistant grade 2 (Revenue)'));
    const { Item } = await table.send(new GetCommand({ TableName: office.tableName, Key }));
    const put = (item: object) =>
      table.send(new PutCommand({ TableName: office.tableName, Item: { ...Item, ...item } }));
    await put({ status: 'abolished' });
    const { approval } = await say('adm', approvalId, 3, 'sanction');
    await put({});
    expect(approval.status).toBe('approved');
  });
});
