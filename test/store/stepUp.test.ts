/** Acts for which a person signs in anew: the final decision of a chain, approving and signing a letter. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { StepUp } from '../../shared/domain/directory.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { headOf, postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { clockOf } from './flows/approvals.ts';
import { aLetter } from './flows/drafts.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const secondsAgo = (seconds: number) => ({
  auth_time: String(Math.floor(Date.now() / 1000) - seconds),
});
/** A token from which nobody can tell when its person signed in, and one of a machine. */
const stale = [
  ['long ago', secondsAgo(700)],
  ['at a time nobody tells', { auth_time: undefined }],
  ['at a time that is none', { auth_time: 'now' }],
  ['as a machine', { username: undefined }],
] as const;

async function withPolicy(stepUp: StepUp | undefined) {
  const { table } = await import('../../shared/store/table.ts');
  const { policyKey } = await import('../../shared/store/keys.ts');
  const { stepUp: _before, ...entity } = sampleDistrict.policy;
  await table.send(
    new PutCommand({
      TableName: office.tableName,
      Item: { ...policyKey, entity: { ...entity, ...(stepUp && { stepUp }) } },
    }),
  );
}

const chain = (code: string) => sampleDistrict.chains.find((each) => each.code === code)?.id;

/** A purchase of a small sum: the deputy recommends, the additional collector sanctions. */
async function aSanction() {
  const opened = await office.told('rajasv1', 'createFile', {
    body: { subject: { hi: 'लेखन सामग्री क्रय' }, headId: headOf('C-301') },
  });
  const started = await office.told('rajasv1', 'startApproval', {
    params: { fileId: opened.body.file.id },
    version: opened.body.version,
    body: { chainId: chain('PURCHASE'), facts: { amount: 4_999 } },
  });
  const { id: approvalId } = started.body.approval;
  await clockOf(approvalId, 1);
  return approvalId as string;
}
async function asking(approvalId: string, username: string, decision: string, more: Asked = {}) {
  const params = { approvalId };
  const { body } = await office.told(username, 'getApproval', { params });
  const level = body.approval.levels.find(({ state }: { state: string }) => state === 'active').no;
  const { contentHash } = body.approval;
  return {
    params,
    version: body.version,
    ...more,
    body: { level, decision, contentHash, ...(more.body as object) },
  };
}

describe('the final decision of a chain', () => {
  it.each(stale)(
    'is refused to whoever signed in %s, and changes nothing',
    async (_when, claims) => {
      const approvalId = await aSanction();
      // Levels before it are decided as one is signed in.
      const first = await asking(approvalId, 'deputy', 'recommend', { claims });
      const { body } = await office.told('deputy', 'decide', first);
      await clockOf(approvalId, body.approval.turn);

      const asked = await asking(approvalId, 'adm', 'sanction', { claims });
      const before = await tableOf(office);
      const refused = await office.call('adm', 'decide', asked);
      expect([refused.status, refused.body.type]).toEqual([401, '/problems/step-up-required']);
      expect(refused.headers['www-authenticate']).toBe(
        'Bearer error="insufficient_user_authentication", error_description="Sign in again for this act", max_age="600"',
      );
      expect(await tableOf(office)).toEqual(before);

      // Under the same key, once the person has signed in anew; and again when the sign-in is old.
      const headers = { 'idempotency-key': `key-${approvalId}` };
      expect((await office.call('adm', 'decide', { ...asked, headers })).status).toBe(401);
      const done = await office.told('adm', 'decide', { ...asked, headers, claims: {} });
      expect(done.body.approval.status).toBe('approved');
      const again = await office.told('adm', 'decide', { ...asked, headers });
      expect(again.headers['idempotency-replayed']).toBe('true');
      expect(again.body).toEqual(done.body);
    },
  );

  it('is given back without signing in anew', async () => {
    const approvalId = await aSanction();
    const first = await asking(approvalId, 'deputy', 'recommend');
    const { body } = await office.told('deputy', 'decide', first);
    await clockOf(approvalId, body.approval.turn);
    const claims = secondsAgo(700);
    const more = { claims, body: { remarks: ['दर पुनः देखें।'] } };
    const back = await asking(approvalId, 'adm', 'return', more);
    expect((await office.told('adm', 'decide', back)).body.approval.status).toBe('revising');
  });

  it('is refused for what keeps it from being made before a sign-in is asked for', async () => {
    const approvalId = await aSanction();
    const asked = await asking(approvalId, 'deputy', 'sanction', { claims: secondsAgo(700) });
    const { body } = await office.call('deputy', 'decide', asked);
    expect(body.type).toBe('/problems/decision-not-of-this-level');
  });
});

describe('a letter', () => {
  /** One that the superintendent has before them. */
  async function putUp() {
    const opened = await office.told('rajasv1', 'createFile', {
      body: { subject: { hi: 'सीमांकन' }, headId: headOf('B-121') },
    });
    const { id: fileId } = opened.body.file;
    const begun = await office.told('rajasv1', 'createDraft', {
      params: { fileId },
      body: aLetter({ postOf }),
    });
    const params = { fileId, draftId: begun.body.draft.id };
    const put = await office.told('rajasv1', 'submitDraft', {
      params,
      version: begun.body.version,
    });
    await office.told('rajasv1', 'sendFile', {
      params: { fileId },
      body: { to: postOf('Superintendent (Revenue)') },
      version: opened.body.version + 1,
    });
    const { version, draft } = put.body;
    return { params, version, body: { contentHash: draft.contentHash } };
  }

  it('is approved by whoever signed in lately, in a way that counts', async () => {
    const asked = await putUp();
    try {
      await withPolicy({ capabilities: ['approve-draft'], maxAgeSeconds: 60, acr: ['urn:otp'] });
      for (const claims of [secondsAgo(61), {}, { acr: 'urn:password' }]) {
        const refused = await office.call('adhikshak', 'approveDraft', { ...asked, claims });
        expect([refused.status, refused.body.type]).toEqual([401, '/problems/step-up-required']);
        expect(refused.headers['www-authenticate']).toContain('acr_values="urn:otp", max_age="60"');
      }
      const claims = { acr: 'urn:otp' };
      const approved = await office.told('adhikshak', 'approveDraft', { ...asked, claims });
      expect(approved.body.draft.status).toBe('approved');
      const { contentHash } = asked.body;
      const signing = {
        params: asked.params,
        body: { contentHash, kind: 'none' },
        version: approved.body.version,
        claims: secondsAgo(700),
      };
      await withPolicy(sampleDistrict.policy.stepUp);
      expect((await office.call('adhikshak', 'signDraft', signing)).status).toBe(401);
      await office.told('adhikshak', 'signDraft', { ...signing, claims: {} });
    } finally {
      await withPolicy(sampleDistrict.policy.stepUp);
    }
  });

  it('is approved as one is signed in, where the district asks for no more', async () => {
    const asked = { ...(await putUp()), claims: secondsAgo(700) };
    expect((await office.call('adhikshak', 'approveDraft', asked)).status).toBe(401);
    try {
      await withPolicy(undefined);
      await office.told('adhikshak', 'approveDraft', asked);
    } finally {
      await withPolicy(sampleDistrict.policy.stepUp);
    }
  });
});
