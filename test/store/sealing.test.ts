/** What becomes of a yellow note when its author decides, parks or hands on the file, and of the scans behind it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import { askingOf } from '../support/asking.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { dayFromNow, postOf } from '../support/sample.ts';
import { clockOf } from './flows/approvals.ts';
import { aDocument as aDocumentOf } from './flows/day.ts';
import { letterInput } from './flows/receipts.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const clerk = postOf('Assistant grade 2 (Revenue)');
const superintendent = postOf('Superintendent (Revenue)');
const chainId = sampleDistrict.chains[0]?.id;

const { done } = askingOf(() => office);
const refusal = async (username: string, id: OperationId, asked: Asked = {}) =>
  (await office.call(username, id, asked)).body.type;
const aDocument = (username: string) =>
  aDocumentOf({ done: (...asked) => office.told(...asked) }, username);

async function aFile() {
  const opened = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'नस्ती' }, headId: sampleDistrict.subjectHeads[0]?.id },
  });
  return { params: { fileId: opened.file.id as string }, version: opened.version as number };
}
/** A file whose chain has come to the deputy collector. */
async function aChainAtTheDeputy() {
  const file = await aFile();
  const { approval } = await done('rajasv1', 'startApproval', { ...file, body: { chainId } });
  await clockOf(approval.id, approval.turn);
  const read = await done('deputy', 'getApproval', { params: { approvalId: approval.id } });
  const { contentHash } = read.approval;
  return {
    params: file.params,
    decision: {
      params: { approvalId: approval.id as string },
      version: read.version as number,
      body: { level: 1, decision: 'recommend', contentHash },
    },
  };
}
const sheet = (username: string, params: { fileId: string }) =>
  done(username, 'listNotes', { params });
const left = async (username: string, { fileId }: { fileId: string }) =>
  (await office.call(username, 'listNotes', { params: { fileId } })).body.draft?.status;
const turnOf = async (username: string, approvalId: string) =>
  (await done(username, 'getApproval', { params: { approvalId } })).approval.turn as number;

describe('deciding a level', () => {
  it('makes the yellow note of the post the note of the decision, with what is remarked behind it', async () => {
    for (const remarks of [undefined, ['अनुशंसा है।']]) {
      const { params, decision } = await aChainAtTheDeputy();
      const scan = await aDocument('deputy');
      const paragraphs = ['परीक्षण किया।', 'अभिलेख सही पाए गए।'];
      const note = await done('deputy', 'createNote', {
        params,
        body: { paragraphs, appendices: [scan], references: [{ to: 'rule', text: 'धारा 129' }] },
      });
      const { approval } = await done('deputy', 'decide', {
        ...decision,
        body: { ...decision.body, ...(remarks && { remarks }) },
      });
      expect(approval.levels[0].members[0]).toMatchObject({ decision: 'recommend', noteNo: 1 });
      await clockOf(approval.id, approval.turn);
      const { items, draft } = await sheet('adm', params);
      expect(draft).toBeNull();
      expect(items).toMatchObject([
        {
          noteId: note.id,
          no: 1,
          paragraphs: [...paragraphs, ...(remarks ?? [])],
          references: [{ to: 'rule', text: 'धारा 129' }],
          appendices: [{ documentId: scan, pageFrom: 1 }],
        },
      ]);
      expect(await left('deputy', params)).toBeUndefined();
      const seen = { params: { documentId: scan }, query: { via: params.fileId } };
      expect((await office.call('adm', 'getDocument', seen)).status).toBe(200);
    }
  });

  it('is refused while the note is shared and unconfirmed', async () => {
    const { params, decision } = await aChainAtTheDeputy();
    const note = await done('deputy', 'createNote', { params, body: { paragraphs: ['क'] } });
    const ofNote = { ...params, noteId: note.id as string };
    const share = { params: ofNote, body: { postIds: [superintendent] }, version: 1 };
    await done('deputy', 'shareNote', share);
    expect(await refusal('deputy', 'decide', decision)).toBe('/problems/note-shared');
    await done('deputy', 'confirmNote', { params: ofNote, version: 2 });
    await done('deputy', 'decide', decision);
  });

  it('takes what the note says for the reason, and asks whoever gave an oral order to confirm it', async () => {
    const { params, decision } = await aChainAtTheDeputy();
    const said = { ...decision, body: { ...decision.body, decision: 'return' } };
    expect(await refusal('deputy', 'decide', said)).toBe('/problems/reason-required');
    const collector = postOf('Collector');
    await done('deputy', 'createNote', {
      params,
      body: { paragraphs: ['नक्शा लगाएँ।'], kind: 'oral-order', orderedBy: collector },
    });
    await done('deputy', 'decide', said);
    const told = await done('collector', 'listNotices');
    expect(told.items).toContainEqual(expect.objectContaining({ kind: 'oral-order', noteNo: 1 }));
  });
});

describe('parking', () => {
  it('seals the note of the post that has the file, and is refused while it is shared', async () => {
    const { params, version } = await aFile();
    const note = await done('rajasv1', 'createNote', { params, body: { paragraphs: ['बाद में'] } });
    const ofNote = { ...params, noteId: note.id as string };
    const share = { params: ofNote, body: { postIds: [superintendent] }, version: 1 };
    await done('rajasv1', 'shareNote', share);
    const park = { params, version, body: { until: dayFromNow(5), reason: 'क' } };
    expect(await refusal('rajasv1', 'parkFile', park)).toBe('/problems/note-shared');
    await done('rajasv1', 'confirmNote', { params: ofNote, version: 2 });
    const parked = await done('rajasv1', 'parkFile', park);
    expect(parked.file).toMatchObject({ status: 'parked', noteCount: 1 });
    expect((await sheet('rajasv1', params)).items).toMatchObject([{ paragraphs: ['बाद में'] }]);
    expect(await left('rajasv1', params)).toBeUndefined();
  });
});

describe('a note that is begun while the file is handed on', () => {
  const rounds = 25;
  const body = { paragraphs: ['क'] };

  it.each([
    ['sendFile', { to: superintendent }],
    ['parkFile', { until: dayFromNow(5), reason: 'क' }],
  ] as const)('is sealed with it or refused: %s', async (act, asked) => {
    for (let round = 0; round < rounds; round += 1) {
      const { params, version } = await aFile();
      await Promise.all([
        office.call('rajasv1', 'createNote', { params, body }),
        office.call('rajasv1', act, { params, version, body: asked }),
      ]);
      const { file } = await done('rajasv1', 'getFile', { params });
      const away = file.status === 'parked' || file.holder.postId !== clerk;
      expect(away && (await left('rajasv1', params)) !== undefined).toBe(false);
    }
  });

  it('is sealed with the beginning of a chain or refused', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { params, version } = await aFile();
      const [, begun] = await Promise.all([
        office.call('rajasv1', 'createNote', { params, body }),
        office.call('rajasv1', 'startApproval', { params, version, body: { chainId } }),
      ]);
      if (begun.status >= 300) continue;
      await clockOf(begun.body.approval.id, begun.body.approval.turn);
      const { file } = await done('rajasv1', 'getFile', { params });
      expect(file.holder.postId).not.toBe(clerk);
      expect(await left('rajasv1', params)).toBeUndefined();
    }
  });

  it('is sealed with a decision or refused', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { params, decision } = await aChainAtTheDeputy();
      const [, decided] = await Promise.all([
        office.call('deputy', 'createNote', { params, body }),
        office.call('deputy', 'decide', decision),
      ]);
      if (decided.status >= 300) continue;
      const { approvalId } = decision.params;
      await clockOf(approvalId, await turnOf('deputy', approvalId));
      expect(await left('deputy', params)).toBeUndefined();
    }
  });
});

describe('a note between two levels', () => {
  it('is not begun by the post from which the chain is about to take the file', async () => {
    const { params, decision } = await aChainAtTheDeputy();
    await done('deputy', 'decide', decision);
    const body = { paragraphs: ['क'] };
    expect(await refusal('deputy', 'createNote', { params, body })).toBe('/problems/approval-open');
  });
});

describe('a scan behind a yellow note', () => {
  const paragraphs = ['क'];
  async function behindANote() {
    const { params, version } = await aFile();
    const scan = await aDocument('rajasv1');
    const body = { paragraphs, appendices: [scan] };
    const note = await done('rajasv1', 'createNote', { params, body });
    return { params, version, scan, body, ofNote: { ...params, noteId: note.id as string } };
  }

  it('is free for another note once the note is discarded, and for one only', async () => {
    const { params, scan, body, ofNote } = await behindANote();
    const other = await aFile();
    const attached = '/problems/document-attached';
    expect(await refusal('rajasv1', 'createNote', { ...other, body })).toBe(attached);
    await done('rajasv1', 'discardNote', { params: ofNote, version: 1 });
    await done('rajasv1', 'createNote', { ...other, body });
    expect(await refusal('rajasv1', 'createNote', { params, body })).toBe(attached);
    const sent = await done('rajasv1', 'sendFile', { ...other, body: { to: superintendent } });
    const seen = { params: { documentId: scan }, query: { via: sent.fileId } };
    expect((await office.call('adhikshak', 'getDocument', seen)).status).toBe(200);
  });

  it('is free once it is taken off, and is not when it was put back', async () => {
    const { ofNote, scan, body } = await behindANote();
    const other = await aFile();
    const save = (version: number, said: object) =>
      done('rajasv1', 'saveNote', { params: ofNote, version, body: said });
    await save(1, { paragraphs });
    await save(2, body);
    expect(await refusal('rajasv1', 'createNote', { ...other, body })).toBe(
      '/problems/document-attached',
    );
    expect((await save(3, body)).appendices).toMatchObject([{ documentId: scan }]);
    await save(4, { paragraphs });
    await done('rajasv1', 'createNote', { ...other, body });
    expect(await refusal('rajasv1', 'saveNote', { params: ofNote, version: 5, body })).toBe(
      '/problems/document-attached',
    );
  });

  it('goes on the correspondence side once it is free', async () => {
    const { params, version, scan, ofNote } = await behindANote();
    const letter = await done('aavak', 'createReceipt', {
      body: letterInput({ nature: 'physical' }),
    });
    const receiptId = letter.receipt.id as string;
    const marked = await done('aavak', 'markReceipt', {
      params: { receiptId },
      body: { to: { postId: clerk } },
      version: letter.version,
    });
    await done('rajasv1', 'receiveReceipt', { params: { receiptId }, version: marked.version });
    const { version: held } = await done('rajasv1', 'getReceipt', { params: { receiptId } });
    await done('rajasv1', 'fileReceipt', {
      params: { receiptId },
      body: { fileId: params.fileId },
      version: held,
    });
    await done('rajasv1', 'discardNote', { params: ofNote, version: 1 });
    const now = await done('rajasv1', 'getFile', { params });
    expect(now.version).toBeGreaterThan(version);
    const add = {
      params: { ...params, no: '1' },
      body: { documentIds: [scan] },
      version: now.version,
    };
    const added = await done('rajasv1', 'addAppendices', add);
    expect(added.appendices).toMatchObject([{ documentId: scan }]);
  });

  it('goes with a letter once it is free', async () => {
    const scan = await aDocument('aavak');
    const { params, version } = await aFile();
    const toTheRegistry = { to: postOf('Inward clerk'), purpose: 'action' };
    await done('rajasv1', 'sendFile', { params, version, body: toTheRegistry });
    const note = await done('aavak', 'createNote', {
      params,
      body: { paragraphs, appendices: [scan] },
    });
    await done('aavak', 'discardNote', { params: { ...params, noteId: note.id }, version: 1 });
    const { receipt } = await done('aavak', 'createReceipt', {
      body: { ...letterInput(), documentIds: [scan] },
    });
    expect(receipt.documents).toMatchObject([{ documentId: scan }]);
    const again = { params, body: { paragraphs, appendices: [scan] } };
    expect(await refusal('aavak', 'createNote', again)).toBe('/problems/document-attached');
  });
});

describe('an oral order', () => {
  it('is not given by whoever records it', async () => {
    const { params } = await aFile();
    const body = { paragraphs: ['क'], kind: 'oral-order', orderedBy: clerk };
    expect(await refusal('rajasv1', 'createNote', { params, body })).toBe('/problems/own-order');
  });
});
