import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { markRead } from './flows/day.ts';
import { age, aRecordedFile, branch, purchases, recordRoom } from './flows/records.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const superintendent = postOf('Superintendent (Revenue)');

const told: Office['told'] = (...asked) => office.told(...asked);
const done = async (username: string, id: OperationId, asked: Asked = {}) =>
  (await told(username, id, asked)).body;
const refusal = async (username: string, id: OperationId, asked: Asked = {}) =>
  (await office.call(username, id, asked)).body.type;
const recorded = (headId?: string) => aRecordedFile({ done: told }, headId);

async function aFile(more: object = {}) {
  const body = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'अभिलेख की नस्ती' }, headId: purchases, ...more },
  });
  return { fileId: body.file.id as string, version: body.version as number };
}
async function closed() {
  const { fileId, version } = await aFile();
  const asked = await done('rajasv1', 'requestClosure', { params: { fileId }, body: {}, version });
  const { version: next } = await done('adhikshak', 'decideClosure', {
    params: { fileId },
    body: { decision: 'approve' },
    version: asked.version,
  });
  return { fileId, version: next as number };
}
const dump = () => tableOf(office);

/** A file with a note, a scanned letter of one page and words in it, ready to be closed. */
async function aFullFile() {
  const upload = await done('aavak', 'createUpload', {
    body: { name: 'a.png', mediaType: 'image/png', bytes: 10, sha256: 'a'.repeat(64) },
  });
  await markRead(upload.documentId);
  const diarised = await done('aavak', 'createReceipt', {
    body: {
      subject: { hi: 'देयक' },
      sender: { kind: 'citizen', name: 'कोई नमूना' },
      letter: { language: 'hi' },
      channel: 'counter',
      documentIds: [upload.documentId],
    },
  });
  const receiptId: string = diarised.receipt.id;
  const marked = await done('aavak', 'markReceipt', {
    params: { receiptId },
    body: { to: { postId: postOf('Assistant grade 2 (Revenue)') } },
    version: diarised.version,
  });
  const { fileId } = await aFile();
  const filed = await done('rajasv1', 'fileReceipt', {
    params: { receiptId },
    body: { fileId },
    version: marked.version,
  });
  return { fileId, receiptId, documentId: upload.documentId as string, version: filed.version };
}

describe('closing', () => {
  it('[invariant 14] is refused while a letter, another post’s note or a part is open', async () => {
    const { fileId, receiptId, version } = await aFullFile();
    const params = { fileId };
    const ask = { params, body: {}, version };
    expect(await refusal('rajasv1', 'requestClosure', ask)).toBe('/problems/pending-letter');
    const settled = await done('rajasv1', 'settleLetter', {
      params: { fileId, no: '1' },
      body: { receiptId, outcome: 'answered' },
      version,
    });
    const part = await done('rajasv1', 'openFilePart', {
      params,
      body: { kind: 'part' },
      version: settled.version,
    });
    const now = (await done('rajasv1', 'getFile', { params })).version;
    expect(await refusal('rajasv1', 'requestClosure', { ...ask, version: now })).toBe(
      '/problems/open-part',
    );
    // The part is closed by itself; its file counts down in the same write.
    const partId: string = part.file.id;
    const asked = await done('rajasv1', 'requestClosure', {
      params: { fileId: partId },
      body: {},
      version: part.version,
    });
    const decide = { params: { fileId: partId }, version: asked.version };
    expect(
      await refusal('adhikshak', 'decideClosure', { ...decide, body: { decision: 'approve' } }),
    ).toBe('/problems/part-needs-parent');
    await done('adhikshak', 'decideClosure', {
      ...decide,
      body: { decision: 'approve', parentId: fileId },
    });
    const cover = await done('rajasv1', 'getFile', { params });
    expect(cover.file.openParts).toBe(0);

    // The superintendent's note stays on their desk when the file is pulled up from them.
    const there = await done('rajasv1', 'sendFile', {
      params,
      body: { to: superintendent },
      version: cover.version,
    });
    await done('adhikshak', 'createNote', { params, body: { paragraphs: ['परीक्षणाधीन'] } });
    const up = await done('deputy', 'pullUpFile', {
      params,
      body: { from: superintendent, reason: 'शीघ्र' },
      version: there.version,
    });
    expect(
      await refusal('deputy', 'requestClosure', { params, body: {}, version: up.version }),
    ).toBe('/problems/open-note');
  });

  it('is asked of a post that may decide where the file is confidential, and the request is taken back', async () => {
    const { fileId, version } = await aFile({ classification: 'confidential' });
    const params = { fileId };
    const ask = { params, body: {}, version };
    expect(await refusal('rajasv1', 'requestClosure', ask)).toBe('/problems/no-decider');
    const colleague = { to: postOf('Assistant grade 3 (Revenue)') };
    expect(await refusal('rajasv1', 'requestClosure', { ...ask, body: colleague })).toBe(
      '/problems/no-decider',
    );
    const asked = await done('rajasv1', 'requestClosure', {
      ...ask,
      body: { to: superintendent, remarks: 'कार्य पूर्ण' },
    });
    const take = { params, version: asked.version };
    expect(await refusal('adhikshak', 'withdrawRequest', take)).toBe('/problems/request-not-yours');
    expect(await refusal('rajasv2', 'withdrawRequest', take)).toBe('/problems/not-found');
    const back = await done('rajasv1', 'withdrawRequest', take);
    expect(back.file).toMatchObject({ status: 'active', holder: { postId: superintendent } });
    expect(back.file.request).toBeUndefined();
    expect(await refusal('rajasv1', 'withdrawRequest', { params, version: back.version })).toBe(
      '/problems/file-active',
    );
    // The superintendent has not opened it: it comes back to the desk of the clerk.
    const recalled = await done('rajasv1', 'recallFile', { params, version: back.version });
    expect(recalled.to.postId).toBe(postOf('Assistant grade 2 (Revenue)'));
  });

  it('seals the requester’s note with the request, and what the decider says after it', async () => {
    const { fileId, version } = await aFile();
    const params = { fileId };
    await done('rajasv1', 'createNote', {
      params,
      body: { paragraphs: ['भुगतान हो चुका।'], phrase: 'file' },
    });
    const asked = await done('rajasv1', 'requestClosure', {
      params,
      body: { to: superintendent },
      version,
    });
    expect(asked.file.holder.postId).toBe(superintendent);
    const inbox = await done('adhikshak', 'getInbox');
    expect(inbox.items).toContainEqual(
      expect.objectContaining({ id: fileId, status: 'closure-pending' }),
    );
    expect(await refusal('adhikshak', 'createNote', { params, body: { paragraphs: ['और'] } })).toBe(
      '/problems/closure-pending',
    );
    await done('adhikshak', 'decideClosure', {
      params,
      body: { decision: 'approve', remarks: 'नस्तीबद्ध करें।' },
      version: asked.version,
    });
    const { items } = await done('adhikshak', 'listNotes', { params });
    expect(items.map(({ paragraphs }: { paragraphs: string[] }) => paragraphs.at(-1))).toEqual([
      'कार्यवाही पूर्ण; नस्तीबद्ध करें।',
      'नस्तीबद्ध करें।',
    ]);
    expect((await done('adhikshak', 'getProof', { params })).verdict).toBe('intact');
    const left = await done('adhikshak', 'getInbox');
    expect(left.items.map(({ id }: { id: string }) => id)).not.toContain(fileId);
  });

  it('[invariant 16] of a confidential file is decided by a post it was sent to, and by no other', async () => {
    const { fileId, version } = await aFile({ classification: 'confidential' });
    const params = { fileId };
    const asked = await done('rajasv1', 'requestClosure', {
      params,
      body: { to: superintendent },
      version,
    });
    const decide = { params, body: { decision: 'approve' }, version: asked.version };
    expect(await refusal('deputy', 'decideClosure', decide)).toBe('/problems/not-found');
    expect((await done('adhikshak', 'decideClosure', decide)).file.status).toBe('closed');
    const { items } = await done('regadhikshak', 'listDueFiles', { query: { month: '2030-01' } });
    expect(items).toContainEqual(expect.objectContaining({ fileId, subject: null }));
  });

  it('[invariant 16] of a confidential file is opened again by a post that is cleared, and asked for where one is', async () => {
    const { fileId, version } = await aFile({ classification: 'confidential' });
    const params = { fileId };
    const asked = await done('rajasv1', 'requestClosure', {
      params,
      body: { to: superintendent },
      version,
    });
    const decide = { params, body: { decision: 'approve' } };
    const shut = await done('adhikshak', 'decideClosure', { ...decide, version: asked.version });
    const again = await done('rajasv1', 'requestReopening', {
      params,
      body: { reason: 'शेष' },
      version: shut.version,
    });
    expect(await refusal('deputy', 'decideReopening', { ...decide, version: again.version })).toBe(
      '/problems/not-found',
    );
    const open = await done('collector', 'decideReopening', { ...decide, version: again.version });
    expect(open.file).toMatchObject({ status: 'active' });
  });

  it('[row 42] to the record room and back is among the stops of the file', async () => {
    const { fileId, version } = await closed();
    const params = { fileId };
    const kept = await done('rajasv1', 'sendToRecordRoom', {
      params,
      body: { unitId: recordRoom },
      version,
    });
    const asked = await done('rajasv1', 'requestReopening', {
      params,
      body: { reason: 'शेष' },
      version: kept.version,
    });
    await done('adhikshak', 'decideReopening', {
      params,
      body: { decision: 'approve' },
      version: asked.version,
    });
    const { items } = await done('rajasv1', 'listMovements', { params });
    const desk = kept.file.holder.postId;
    expect(items).toMatchObject([
      { kind: 'sent-to-record-room', to: { postId: desk } },
      { kind: 'reopened', from: { postId: desk }, lay: { workingMinutes: expect.any(Number) } },
    ]);
  });

  it('takes a file off the list of reviews due when it is opened again', async () => {
    const { fileId, version } = await closed();
    const listed = async () =>
      (await done('abhilekh', 'listDueFiles', { query: { month: '2030-01' } })).items.some(
        (item: { fileId: string }) => item.fileId === fileId,
      );
    expect(await listed()).toBe(true);
    const asked = await done('rajasv1', 'requestReopening', {
      params: { fileId },
      body: { reason: 'शेष' },
      version,
    });
    expect(await listed()).toBe(true);
    await done('adhikshak', 'decideReopening', {
      params: { fileId },
      body: { decision: 'approve' },
      version: asked.version,
    });
    expect(await listed()).toBe(false);
  });
});

describe('[row 27] weeding', () => {
  it('[invariant 15] leaves the cover, and closes what was in the file to everybody', async () => {
    const { withdrawContent } = await import('../../shared/workflow/withdrawing.ts');
    const { fileId, receiptId, documentId, version } = await aFullFile();
    const params = { fileId };
    const settled = await done('rajasv1', 'settleLetter', {
      params: { fileId, no: '1' },
      body: { receiptId, outcome: 'answered' },
      version,
    });
    const note = await done('rajasv1', 'createNote', { params, body: { paragraphs: ['गुप्तवचन'] } });
    const asked = await done('rajasv1', 'requestClosure', {
      params,
      body: {},
      version: settled.version,
    });
    const shut = await done('adhikshak', 'decideClosure', {
      params,
      body: { decision: 'approve' },
      version: asked.version,
    });
    await done('rajasv1', 'sendToRecordRoom', {
      params,
      body: { unitId: recordRoom },
      version: shut.version,
    });
    await age(fileId);
    const review = await done('regadhikshak', 'createReview', {
      body: { items: [{ fileId, outcome: 'weed', reason: 'अवधि पूर्ण' }] },
    });
    const reviewId: string = review.review.id;
    const before = (await done('rajasv1', 'getFile', { params })).file;
    const carry = { params: { reviewId, fileId }, body: {} };
    expect(await refusal('regadhikshak', 'carryOutReview', { ...carry, version: 1 })).toBe(
      '/problems/review-undecided',
    );
    const decided = await done('collector', 'decideReview', {
      params: { reviewId },
      body: { decision: 'approve' },
      version: 1,
    });
    expect(decided.review.certificate).toMatch(/^BBZ-COL\/WEED\/\d{4}\/\d{4}$/);
    await done('regadhikshak', 'carryOutReview', { ...carry, version: decided.version });

    const after = (await done('rajasv1', 'getFile', { params })).file;
    for (const kept of ['number', 'shortNumber', 'subject', 'openedAt', 'retention', 'noteCount']) {
      expect(after[kept]).toEqual(before[kept]);
    }
    expect(after).toMatchObject({
      status: 'weeded',
      disposal: { kind: 'weeded', reviewId, certificate: decided.review.certificate },
    });
    const read: [OperationId, Asked][] = [
      ['listNotes', { params }],
      ['listCorrespondence', { params }],
      ['getTimeline', { params }],
      ['getNoteHistory', { params: { fileId, noteId: note.id } }],
      ['createPrint', { body: { kind: 'file', fileId } }],
      ['getDocument', { params: { documentId }, query: { via: fileId } }],
    ];
    for (const [id, way] of read) {
      expect(await refusal('rajasv1', id, way), id).toBe('/problems/file-weeded');
    }
    // Scans have other ways that lead to them; a worker closes these behind the write.
    await withdrawContent(fileId);
    await withdrawContent(fileId);
    for (const [username, via] of [
      ['aavak', receiptId],
      ['aavak', undefined],
    ] as const) {
      const way = { params: { documentId }, ...(via && { query: { via } }) };
      expect(await refusal(username, 'getDocument', way)).toBe('/problems/file-weeded');
      expect(await refusal(username, 'getDocumentContent', way)).toBe('/problems/file-weeded');
    }
    // So has the letter, whichever way one comes to it; the register keeps its number and subject.
    for (const query of [{}, { file: fileId }]) {
      expect(await refusal('rajasv1', 'getReceipt', { params: { receiptId }, query })).toBe(
        '/problems/file-weeded',
      );
    }
    expect(await refusal('aavak', 'getReceipt', { params: { receiptId } })).toBe(
      '/problems/file-weeded',
    );
    const slip = { body: { kind: 'acknowledgement', receiptId } };
    expect(await refusal('aavak', 'createPrint', slip)).toBe('/problems/file-weeded');
    // Hashes stay: the history can still be proved.
    expect((await done('rajasv1', 'getProof', { params })).verdict).toBe('intact');
    const certificate = await done('deputy3', 'getWeedingCertificate', { params: { reviewId } });
    expect(certificate).toMatchObject({
      number: decided.review.certificate,
      complete: true,
      files: [{ fileId, number: before.number, subject: before.subject }],
    });
  });

  it('withdraws nothing of a file that was not weeded', async () => {
    const { withdrawContent } = await import('../../shared/workflow/withdrawing.ts');
    const { fileId } = await closed();
    const before = await dump();
    await withdrawContent(fileId);
    expect(await dump()).toEqual(before);
  });

  it('takes as many files as a batch may hold in one write, and numbers certificates without a gap', async () => {
    const taken = async (count: number) => {
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1) {
        const { fileId } = await recorded();
        await age(fileId);
        ids.push(fileId);
      }
      return done('regadhikshak', 'createReview', {
        body: { items: ids.map((fileId) => ({ fileId, outcome: 'weed', reason: 'अवधि पूर्ण' })) },
      });
    };
    const full = await taken(25);
    expect(full.review.items).toHaveLength(25);
    const others = [await taken(1), await taken(1), await taken(1)];
    const answers = await Promise.all(
      [full, ...others].map(({ review }) =>
        done('deputy3', 'decideReview', {
          params: { reviewId: review.id },
          body: { decision: 'approve' },
          version: 1,
        }),
      ),
    );
    const serials = answers
      .map(({ review }) => Number(review.certificate.slice(-4)))
      .sort((a, b) => a - b);
    expect(serials).toEqual(serials.map((_, n) => (serials[0] ?? 0) + n));
  });
});

it('refuses what is wrong with its own code, in both languages, and changes no stored byte', async () => {
  const open = await aFile();
  const shut = await closed();
  const kept = await recorded();
  const pending = await aFile();
  const asked = await done('rajasv1', 'requestClosure', {
    params: { fileId: pending.fileId },
    body: {},
    version: pending.version,
  });
  const old = await recorded();
  const oldVersion = await age(old.fileId);
  const permanent = await recorded(
    sampleDistrict.subjectHeads.find(({ code }) => code === 'B-121')?.id,
  );
  await age(permanent.fileId);
  const held = await recorded();
  await age(held.fileId);
  const holding = await done('collector', 'holdFile', {
    params: { fileId: held.fileId },
    body: { orderRef: 'WP 1', reason: 'न्यायालय' },
    version: held.version + 1,
  });
  const nobody = 'rev_01K00000000000000000000009';
  const hold = { orderRef: 'WP 1', reason: 'क' };
  const weed = (fileId: string, more: object = {}) => ({
    body: { items: [{ fileId, outcome: 'weed', reason: 'क', ...more }] },
  });
  const at = ({ fileId, version }: { fileId: string; version: number }, body: object) => ({
    params: { fileId },
    version,
    body,
  });
  const request = { fileId: pending.fileId, version: asked.version };
  const approve = { decision: 'approve' };
  const before = await dump();
  const cases: [string, OperationId, Asked, number, string][] = [
    ['adhikshak', 'requestClosure', at(open, {}), 403, 'file-not-with-you'],
    ['tehsildar', 'requestClosure', at(open, {}), 404, 'not-found'],
    ['abhilekh', 'requestClosure', at(open, {}), 403, 'not-allowed'],
    ['rajasv1', 'requestClosure', at({ ...open, version: 9 }, {}), 412, 'stale-version'],
    ['rajasv1', 'requestClosure', at(shut, {}), 409, 'file-closed'],
    ['rajasv1', 'requestClosure', at(request, {}), 409, 'closure-pending'],
    [
      'rajasv1',
      'requestClosure',
      at(open, { to: postOf('Assistant grade 3 (Revenue)') }),
      422,
      'same-category',
    ],
    ['rajasv1', 'decideClosure', at(request, approve), 403, 'not-allowed'],
    ['deputy2', 'decideClosure', at(request, approve), 403, 'not-allowed'],
    ['adhikshak', 'decideClosure', at(request, { decision: 'refuse' }), 422, 'reason-required'],
    ['adhikshak', 'decideClosure', at(open, approve), 409, 'file-active'],
    ['adhikshak', 'decideClosure', at(request, { decision: 'later' }), 422, 'validation'],
    ['rajasv1', 'sendToRecordRoom', at(open, { unitId: recordRoom }), 409, 'file-active'],
    ['rajasv1', 'sendToRecordRoom', at(shut, { unitId: branch }), 422, 'no-record-room'],
    ['adhikshak', 'sendToRecordRoom', at(shut, { unitId: recordRoom }), 403, 'file-not-with-you'],
    ['abhilekh', 'receiveInRecordRoom', at(kept, {}), 409, 'file-recorded'],
    ['rajasv1', 'receiveInRecordRoom', at(kept, {}), 403, 'not-allowed'],
    ['sthapna1', 'requestReopening', at(shut, { reason: 'क' }), 403, 'not-allowed'],
    ['rajasv1', 'requestReopening', at(open, { reason: 'क' }), 409, 'file-active'],
    ['adhikshak', 'decideReopening', at(shut, approve), 409, 'file-closed'],
    ['rajasv1', 'holdFile', at(kept, hold), 403, 'not-allowed'],
    ['tehsildar', 'holdFile', at(kept, hold), 404, 'not-found'],
    [
      'collector',
      'endHold',
      {
        ...at({ fileId: held.fileId, version: holding.version }, { reason: 'क' }),
        params: { fileId: held.fileId, holdId: 'hld_01K00000000000000000000009' },
      },
      404,
      'no-hold',
    ],
    ['rajasv1', 'listDueFiles', { query: { month: '2026-01' } }, 403, 'not-allowed'],
    ['abhilekh', 'listDueFiles', { query: { month: '2026-13' } }, 422, 'validation'],
    ['deputy3', 'createReview', weed(old.fileId), 403, 'not-allowed'],
    ['regadhikshak', 'createReview', weed(open.fileId), 409, 'file-active'],
    ['regadhikshak', 'createReview', weed(kept.fileId), 409, 'not-due'],
    ['regadhikshak', 'createReview', weed(permanent.fileId), 409, 'not-weedable'],
    [
      'regadhikshak',
      'createReview',
      weed(permanent.fileId, { noObjection: 'NAI/1' }),
      409,
      'not-weedable',
    ],
    ['regadhikshak', 'createReview', weed(held.fileId), 409, 'on-hold'],
    [
      'regadhikshak',
      'createReview',
      weed(old.fileId, { outcome: 'retain', extendYears: 11 }),
      422,
      'extension-limit',
    ],
    ['regadhikshak', 'createReview', weed('fil_01K00000000000000000000009'), 404, 'not-found'],
    ['deputy3', 'getReview', { params: { reviewId: nobody } }, 404, 'not-found'],
    [
      'deputy3',
      'decideReview',
      { params: { reviewId: nobody }, body: approve, version: 1 },
      404,
      'not-found',
    ],
  ];
  for (const [username, id, way, status, code] of cases) {
    for (const [language, script] of [
      ['hi', /[\u0900-\u097f]/],
      ['en', /[A-Za-z]/],
    ] as const) {
      const answer = await office.call(username, id, {
        ...way,
        headers: { 'accept-language': language },
      });
      expect(answer, `${id} ${code}`).toMatchObject({
        status,
        body: { type: `/problems/${code}`, status },
      });
      expect(answer.body.title).toMatch(script);
    }
  }
  expect(await dump()).toEqual(before);
  // In the state in which it was refused nothing, the same file is taken.
  expect(oldVersion).toBeGreaterThan(1);
  await done('regadhikshak', 'createReview', weed(old.fileId));
  expect(await refusal('regadhikshak', 'createReview', weed(old.fileId))).toBe(
    '/problems/file-under-review',
  );
});
