/** How long things lie on a desk, and how they come back from one, through the API. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import * as files from '../../shared/store/fileStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { asSystem } from '../../shared/store/systemDoor.ts';
import { askingOf } from '../support/asking.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { postOf } from '../support/sample.ts';
import { clockOf } from './flows/approvals.ts';
import { aDocument } from './flows/day.ts';
import { letterInput } from './flows/receipts.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const assistant = postOf('Assistant grade 2 (Revenue)');
const superintendent = postOf('Superintendent (Revenue)');
const deputy = postOf('Deputy Collector (Revenue)');
const patwari = postOf('Patwari, circle 11');
const chainId = sampleDistrict.chains[0]?.id;
const long = '2026-09-01T06:00:00.000Z';
const reason = 'कारण';

const { done } = askingOf(() => office);
const refusal = async (username: string, id: OperationId, asked: Asked = {}) =>
  (await office.call(username, id, asked)).body.type;

async function aFile() {
  const { file, version } = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'नस्ती' }, headId: sampleDistrict.subjectHeads[0]?.id },
  });
  return { params: { fileId: file.id as string }, version: version as number };
}
const versionOf = async (username: string, params: { fileId: string }) =>
  (await done(username, 'getFile', { params })).version as number;
const lastStop = async (username: string, params: { fileId: string }) =>
  (await done(username, 'listMovements', { params })).items.at(-1);

/** As if it had come to its post long ago. */
const aged = (id: string) =>
  asSystem({ name: 'test', key: `${id}/aged`, at: new Date().toISOString() }, async (door) => {
    const events = [{ type: 'aged', pub: {} }];
    const { file, letter } = await door.load({
      file: id.startsWith('fil') ? files.ref(id) : undefined,
      letter: id.startsWith('rcp') ? receipts.ref(id) : undefined,
    });
    return door.commit({
      records: [
        ...(file
          ? [files.change(file, { record: { ...file.state, holderSince: long }, events })]
          : []),
        ...(letter
          ? [receipts.change(letter, { record: { ...letter.state, holderSince: long }, events })]
          : []),
      ],
      reply: () => ({}),
    });
  });

/** A file of a chain whose first level is the deputy collector's, and what one decides there. */
async function atTheDeputy() {
  const file = await aFile();
  const { approval } = await done('rajasv1', 'startApproval', { ...file, body: { chainId } });
  await clockOf(approval.id, approval.turn);
  const params = { approvalId: approval.id as string };
  const { contentHash } = (await done('deputy', 'getApproval', { params })).approval;
  return { file: file.params, params, body: { level: 1, decision: 'recommend', contentHash } };
}

describe('[invariant 19] a post that had a thing too long', () => {
  it('decides in a chain with a reason alone, which stands with the movement', async () => {
    const { file, params, body } = await atTheDeputy();
    await aged(file.fileId);
    const version = await versionOf('deputy', file);
    const asked = { params, version, body };
    expect(await refusal('deputy', 'decide', asked)).toBe('/problems/delay-reason-required');
    const bad = { ...asked, body: { ...body, delay: { code: 'none' } } };
    expect(await refusal('deputy', 'decide', bad)).toBe('/problems/no-such-delay-reason');
    const delay = { code: 'workload', remarks: 'निर्वाचन कार्य' };
    const { approval } = await done('deputy', 'decide', { ...asked, body: { ...body, delay } });
    await clockOf(approval.id, approval.turn);
    expect(await lastStop('adm', file)).toMatchObject({
      kind: 'sent',
      delayReason: 'workload',
      from: { postId: deputy },
    });
  });

  it('puts up again what was given back with a reason alone', async () => {
    const { file, params, body } = await atTheDeputy();
    await done('deputy', 'decide', {
      params,
      version: await versionOf('deputy', file),
      body: { ...body, decision: 'return', remarks: [reason] },
    });
    await aged(file.fileId);
    const again = { params, version: await versionOf('rajasv1', file), body: {} };
    expect(await refusal('rajasv1', 'resubmit', again)).toBe('/problems/delay-reason-required');
    await done('rajasv1', 'resubmit', { ...again, body: { delay: { code: 'leave' } } });
  });

  it('does not begin anew by putting a letter in a file of its own', async () => {
    const documentIds = [await aDocument({ done: (...asked) => office.told(...asked) })];
    const entered = await done('aavak', 'createReceipt', {
      body: letterInput({ nature: 'electronic', documentIds }),
    });
    const params = { receiptId: entered.receipt.id as string };
    await done('aavak', 'markReceipt', {
      params,
      version: entered.version,
      body: { to: { postId: assistant } },
    });
    await aged(params.receiptId);
    const { version } = await done('rajasv1', 'getReceipt', { params });
    const file = await aFile();
    await done('rajasv1', 'fileReceipt', { params, version, body: file.params });
    const { items } = await done('rajasv1', 'listReceiptMovements', { params });
    expect(items.at(-1)).toMatchObject({
      kind: 'filed',
      from: { postId: assistant },
      to: { postId: assistant },
      lay: { since: long, workingMinutes: expect.any(Number) },
    });
    expect(items.at(-1).lay.workingMinutes).toBeGreaterThan(10_000);
    const send = {
      params: file.params,
      version: await versionOf('rajasv1', file.params),
      body: { to: superintendent },
    };
    expect(await refusal('rajasv1', 'sendFile', send)).toBe('/problems/delay-reason-required');
    await done('rajasv1', 'sendFile', {
      ...send,
      body: { ...send.body, delay: { code: 'leave' } },
    });
  });
});

describe('what was given for an opinion', () => {
  /** With the patwari, who has opened it, within a chain. */
  async function withThePatwari() {
    const chain = await atTheDeputy();
    await done('deputy', 'consultPost', {
      params: chain.file,
      version: await versionOf('deputy', chain.file),
      body: { to: patwari, reason },
    });
    const { version } = await done('patwari1', 'openFileOnDesk', { params: chain.file });
    return { ...chain, up: { params: chain.file, version, body: { from: patwari, reason } } };
  }

  it('within a chain is taken back by the post that asked, and the chain goes on', async () => {
    const { file, params, body, up } = await withThePatwari();
    expect(await refusal('adhikshak', 'pullUpFile', up)).toBe('/problems/not-a-superior');
    await done('deputy', 'pullUpFile', up);
    const { items } = await done('patwari1', 'listNotices');
    expect(items[0]).toMatchObject({ kind: 'taken-back', fileId: file.fileId, reason });
    const version = await versionOf('deputy', file);
    const { approval } = await done('deputy', 'decide', { params, version, body });
    expect(approval.levels[0]).toMatchObject({ state: 'decided' });
  });

  it('within a chain is given back by a superior of the post that has it to the one that asked', async () => {
    const { file, up } = await withThePatwari();
    const moved = await done('tehsildar', 'pullUpFile', up);
    expect(moved.to.postId).toBe(deputy);
    const { items } = await done('deputy', 'getInbox');
    expect(items.map(({ id }: { id: string }) => id)).toContain(file.fileId);
    // From the level that is asked nobody pulls it up.
    const again = { ...up, version: moved.version, body: { from: deputy, reason } };
    expect(await refusal('adm', 'pullUpFile', again)).toBe('/problems/approval-open');
  });

  it('is pulled back by the post that gave its opinion until it is opened', async () => {
    const { params, version } = await aFile();
    const body = { to: superintendent, reason };
    const asked = await done('rajasv1', 'consultPost', { params, version, body });
    const answer = { params, body: { to: assistant } };
    const given = await done('adhikshak', 'answerConsulted', { ...answer, version: asked.version });
    const back = await done('adhikshak', 'recallFile', { params, version: given.version });
    const { file } = await done('adhikshak', 'getFile', { params });
    expect(file.consultation).toMatchObject({ askedBy: { postId: assistant } });
    const again = await done('adhikshak', 'answerConsulted', { ...answer, version: back.version });
    const { version: opened } = await done('rajasv1', 'openFileOnDesk', { params });
    expect(opened).toBe(again.version + 1);
    expect(await refusal('adhikshak', 'recallFile', { params, version: opened })).toBe(
      '/problems/already-opened',
    );
  });
});

describe('paper', () => {
  async function onPaper() {
    const { params, version } = await aFile();
    const place = { rack: 'अ-3', authorisation: 'कलेक्टर का आदेश' };
    const placed = await done('rajasv1', 'placeFile', {
      params,
      version,
      body: { nature: 'physical', place },
    });
    return { params, version: placed.version as number };
  }

  it('[row 45] that is pulled up stays on its desk until the superior has it', async () => {
    const file = await onPaper();
    const moved = await done('adhikshak', 'pullUpFile', {
      ...file,
      body: { from: assistant, reason },
    });
    expect(moved).toMatchObject({ onItsWay: true, to: { postId: superintendent } });
    expect((await done('rajasv1', 'getFile', file)).file.holder.postId).toBe(assistant);
    const { version } = moved;
    expect(await refusal('rajasv1', 'recallFile', { ...file, version })).toBe(
      '/problems/not-the-sender',
    );
    const come = await done('adhikshak', 'receiveFile', { params: file.params, version });
    expect(come.file.holder.postId).toBe(superintendent);
  });

  it('on its way has no part opened, and nothing is merged into it', async () => {
    const file = await onPaper();
    const { version } = await done('rajasv1', 'sendFile', {
      ...file,
      body: { to: superintendent },
    });
    const part = { params: file.params, version, body: { kind: 'part' } };
    expect(await refusal('rajasv1', 'openFilePart', part)).toBe('/problems/in-transit');
    const other = await aFile();
    const merge = { ...other, body: { into: file.params.fileId, reason } };
    expect(await refusal('rajasv1', 'mergeFile', merge)).toBe('/problems/in-transit');
  });
});
