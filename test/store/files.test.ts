import { BatchWriteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import { parkedPk, shards } from '../../shared/store/keys.ts';
import { queryPage } from '../../shared/store/reading.ts';
import { table } from '../../shared/store/table.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { dayFromNow, postOf, thisMonth } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { aDocument } from './flows/day.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const superintendent = postOf('Superintendent (Revenue)');
const headId = sampleDistrict.subjectHeads[0]?.id;
const month = thisMonth();

const told: Office['told'] = (...asked) => office.told(...asked);
const done = async (username: string, id: OperationId, asked: Asked = {}) =>
  (await told(username, id, asked)).body;
const refusal = async (username: string, id: OperationId, asked: Asked = {}) =>
  (await office.call(username, id, asked)).body.type;
const aFile = async (more: object = {}, username = 'rajasv1') => {
  const { file, version } = await done(username, 'createFile', {
    body: { subject: { hi: 'सीमांकन प्रकरण' }, headId, ...more },
  });
  return { fileId: file.id as string, number: file.number as string, version: version as number };
};

it('[row 6] a file of a post that sits in no branch is numbered without one', async () => {
  const { number } = await aFile({}, 'collector');
  expect(number).toMatch(/^BBZ-COL\/B-121\/\d{5}\/\d{4}-\d\d$/);
  expect((await aFile()).number).toMatch(/^BBZ-COL\/REV\/B-121\/\d{5}\/\d{4}-\d\d$/);
});

describe('a parked file', () => {
  /** The run of the worker so many days from now. */
  const wakeUp = async (days = 0) => {
    const { handler } = await import('../../functions/reconciler/index.ts');
    const time = new Date(Date.now() + days * 86_400_000).toISOString();
    return (await handler({ time })).woken;
  };
  const parkedRows = async () =>
    (await Promise.all(shards.map((shard) => queryPage({ pk: parkedPk(shard), limit: 100 }))))
      .flatMap(({ items }) => items)
      .map(({ fileId }) => fileId);
  const park = async (days: number) => {
    const { fileId, version } = await aFile();
    const parked = await done('rajasv1', 'parkFile', {
      params: { fileId },
      version,
      body: { until: dayFromNow(days), reason: 'प्रतिवेदन की प्रतीक्षा' },
    });
    return { fileId, version: parked.version as number };
  };
  it('is taken up again on its day, once, also when the worker was away for long', async () => {
    const { fileId } = await park(3);
    expect(await wakeUp()).toBe(0);
    expect(await done('rajasv1', 'getFile', { params: { fileId } })).toMatchObject({
      file: { status: 'parked' },
    });
    expect(await wakeUp(40)).toBe(1);
    expect(await wakeUp(41)).toBe(0);
    const { file, version } = await done('rajasv1', 'getFile', { params: { fileId } });
    expect(file).toMatchObject({ status: 'active' });
    expect(file.parked).toBeUndefined();
    const { items } = await done('rajasv1', 'getTimeline', { params: { fileId } });
    expect(items.at(-1)).toMatchObject({ type: 'woken', by: { system: 'wake-up' }, seq: version });
    expect((await done('collector', 'getProof', { params: { fileId } })).verdict).toBe('intact');
    expect(await parkedRows()).not.toContain(fileId);
  });

  it('that was taken up before is left alone, and parked anew it waits for its new day', async () => {
    const { fileId, version } = await park(3);
    const woken = await done('rajasv1', 'wakeFile', { params: { fileId }, version });
    await done('rajasv1', 'parkFile', {
      params: { fileId },
      version: woken.version,
      body: { until: dayFromNow(30), reason: 'पुनः प्रतीक्षा' },
    });
    expect(await wakeUp(4)).toBe(0);
    expect(await parkedRows()).toEqual([fileId]);
    expect(await wakeUp(31)).toBe(1);
    expect(await parkedRows()).toEqual([]);
  });
});

describe('a file that becomes confidential', () => {
  it('[invariant 16] leaves its subject in no register, and moves on without it', async () => {
    const secret = 'गोपनीय-शब्द-विशेष';
    const { fileId, number, version } = await aFile({ subject: { hi: secret } });
    const params = { fileId };
    const sent = await done('rajasv1', 'sendFile', {
      params,
      version,
      body: { to: superintendent },
    });
    const opened = await done('adhikshak', 'openFileOnDesk', { params });
    await done('adhikshak', 'amendFile', {
      params,
      version: opened.version,
      body: { classification: 'confidential', reason: 'संवेदनशील' },
    });
    expect(sent.version).toBeLessThan(opened.version);
    for (const register of ['file', 'movement']) {
      const { items } = await done('adhikshak', 'listRegister', {
        params: { register },
        query: { month, limit: '100' },
      });
      const own = items.filter((row: { number: string }) => row.number === number);
      expect(own).toHaveLength(1);
      expect(JSON.stringify(items)).not.toContain(secret);
    }
    // Nobody is let in for sitting above, and it is not admitted to exist.
    expect(await refusal('deputy', 'getFile', { params })).toBe('/problems/not-found');
    expect(await refusal('rajasv2', 'getFile', { params })).toBe('/problems/not-found');
    // The row keeps the month and place it was entered at.
    const items = (await tableOf(office)).filter(
      ({ pk, row }) =>
        String(pk).startsWith('REG#') && (row as { recordId?: string })?.recordId === fileId,
    );
    expect(items).toHaveLength(2);
  });
});

describe('sixty people open files at once', () => {
  it('[row 6] and the numbers have no gap and no double', async () => {
    const before = await aFile();
    const serialOf = (number: string) => Number(number.split('/').at(-2));
    const opened = async (_: unknown, index: number) => {
      // Whoever is told that it is busy repeats the request under its key, as the answer says.
      for (;;) {
        const { status, body } = await office.call('rajasv1', 'createFile', {
          body: { subject: { hi: 'एक साथ' }, headId },
          headers: { 'idempotency-key': `sixty-at-once-${index}` },
        });
        if (status === 201) return serialOf(body.file.number);
        expect(body.type).toBe('/problems/busy');
      }
    };
    const serials = (await Promise.all(Array.from({ length: 60 }, opened))).sort((a, b) => a - b);
    const first = serialOf(before.number) + 1;
    expect(serials).toEqual(Array.from({ length: 60 }, (_, index) => first + index));
  }, 120_000);
});

describe('where a file is', () => {
  it('[row 42] [row 43] is told with whom, since when, and how long it lay before', async () => {
    const { fileId, version } = await aFile();
    const params = { fileId };
    await done('rajasv1', 'sendFile', { params, version, body: { to: superintendent } });
    const { file } = await done('rajasv1', 'getFile', { params });
    expect(file.holder).toMatchObject({ postId: superintendent });
    expect(Date.parse(file.holderSince)).toBeGreaterThan(Date.now() - 60_000);
    const { items } = await done('rajasv1', 'listMovements', { params });
    expect(items).toHaveLength(1);
    expect(items[0].lay.workingMinutes).toBeGreaterThanOrEqual(0);
  });

  it('[row 59] a closed file is found by its number, and whoever may not read it asks to', async () => {
    const { fileId, number, version } = await aFile();
    const params = { fileId };
    const asked = await done('rajasv1', 'requestClosure', { params, body: {}, version });
    await done('adhikshak', 'decideClosure', {
      params,
      body: { decision: 'approve' },
      version: asked.version,
    });
    const byHand = number.toLowerCase().replaceAll('/', ' / ');
    for (const typed of [number, byHand]) {
      const { items } = await done('nazarat', 'findFiles', { query: { number: typed } });
      expect(items).toEqual([fileId]);
    }
    const cover = await done('nazarat', 'getFile', { params });
    expect(cover.file).toMatchObject({ status: 'closed', number });
    expect(await refusal('nazarat', 'listNotes', { params })).toBe('/problems/not-allowed');
    await done('nazarat', 'requestView', { params, body: { reason: 'लेखा मिलान' } });
    const requests = await done('rajasv1', 'listViewRequests', { params });
    expect(requests.items).toMatchObject([{ reason: 'लेखा मिलान' }]);
    const { version: now } = await done('rajasv1', 'getFile', { params });
    await done('rajasv1', 'nameFileReader', {
      params: { fileId, postId: postOf('Nazir') },
      version: now,
      body: { reason: 'लेखा मिलान' },
    });
    await done('nazarat', 'listNotes', { params });
  });

  it('[row 49] linked files are listed with their live status', async () => {
    const [one, two] = [await aFile(), await aFile()];
    await done('rajasv1', 'linkFile', {
      params: { fileId: one.fileId },
      version: one.version,
      body: { fileId: two.fileId, kind: 'related', reason: 'एक ही खसरा' },
    });
    await done('rajasv1', 'parkFile', {
      params: { fileId: two.fileId },
      version: two.version,
      body: { until: dayFromNow(5), reason: 'प्रतीक्षा' },
    });
    const { items } = await done('rajasv1', 'listLinks', {
      params: { fileId: one.fileId },
      query: { of: two.fileId },
    });
    expect(items).toMatchObject([{ kind: 'related', file: { status: 'parked' } }]);
  });
});

describe('a superior', () => {
  it('[row 45] pulls a file up with the reason, which the post that had it reads; others may not', async () => {
    const { fileId, version } = await aFile();
    const params = { fileId };
    const from = postOf('Assistant grade 2 (Revenue)');
    const pull = { params, version, body: { from, reason: 'तत्काल आवश्यकता' } };
    expect(await refusal('nazarat', 'pullUpFile', pull)).toBe('/problems/not-a-superior');
    await done('deputy', 'pullUpFile', pull);
    expect(await refusal('rajasv1', 'createNote', { params, body: { paragraphs: ['टीप'] } })).toBe(
      '/problems/file-not-with-you',
    );
    const { items } = await done('rajasv1', 'getTimeline', { params });
    expect(items.at(-1)).toMatchObject({ type: 'pulled-up', texts: { reason: 'तत्काल आवश्यकता' } });
  });
});

describe('two who write at once', () => {
  it('[invariant 23] on one version: one is written, the other is told that it has changed', async () => {
    const { fileId, version } = await aFile();
    const answers = await Promise.all(
      ['priority', 'immediate', 'top-priority'].map((urgency) =>
        office.call('rajasv1', 'amendFile', {
          params: { fileId },
          version,
          body: { urgency, reason: 'समय-सीमा' },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    const won = answers.find(({ status }) => status === 200)?.body.file.urgency;
    const { file, version: now } = await done('rajasv1', 'getFile', { params: { fileId } });
    expect([file.urgency, now]).toEqual([won, version + 1]);
  });
});

describe('honest work at the same time', () => {
  const amended = (fileId: string, version: number, no: number) =>
    office.call('rajasv1', 'amendFile', {
      params: { fileId },
      version,
      body: { urgency: no % 2 === 0 ? 'priority' : 'immediate', reason: 'समय-सीमा' },
    });

  it('[invariant 2] never looks like tampering: who waited for another is dated after them', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { fileId, version } = await aFile();
      const part = await done('rajasv1', 'openFilePart', {
        params: { fileId },
        version,
        body: { kind: 'part' },
      });
      const asked = await done('rajasv1', 'requestClosure', {
        params: { fileId: part.file.id },
        body: {},
        version: part.version,
      });
      const { version: now } = await done('rajasv1', 'getFile', { params: { fileId } });
      await Promise.all([
        office.call('adhikshak', 'decideClosure', {
          params: { fileId: part.file.id },
          version: asked.version,
          body: { decision: 'approve', parentId: fileId },
        }),
        ...[3, 6, 9].map(async (delay) => {
          await new Promise((next) => setTimeout(next, delay));
          return office.call('rajasv1', 'sendFile', {
            params: { fileId },
            version: now,
            body: { to: superintendent },
          });
        }),
      ]);
      expect(await done('collector', 'getProof', { params: { fileId } })).toMatchObject({
        findings: [],
        verdict: 'intact',
      });
    }
  });

  it('is never reported as tampering by whoever reads meanwhile', async () => {
    const { fileId, version } = await aFile();
    let writing = true;
    const verdicts = new Set<string>();
    const readers = [1, 2, 3].map(async () => {
      while (writing) {
        const { verdict, findings } = await done('collector', 'getProof', { params: { fileId } });
        expect(findings).toEqual([]);
        verdicts.add(verdict);
      }
    });
    for (let no = 0; no < 60; no += 1) {
      const { status } = await amended(fileId, version + no, no);
      expect(status).toBe(200);
    }
    writing = false;
    await Promise.all(readers);
    expect(verdicts).toContain('intact');
    expect(verdicts).not.toContain('altered');
  }, 60_000);
});

describe('[invariant 27] lists', () => {
  it('of a file tell another office nothing, and its own office only the cover', async () => {
    const { fileId } = await aFile();
    const params = { fileId };
    const content = ['listNotes', 'listCorrespondence', 'getTimeline', 'listDrafts'] as const;
    for (const id of [...content, 'listMovements', 'listViewRequests'] as const) {
      expect(await refusal('tehsildar', id, { params }), id).toBe('/problems/not-found');
    }
    for (const id of content) {
      expect(await refusal('nazarat', id, { params }), id).toBe('/problems/not-allowed');
    }
    await done('nazarat', 'listMovements', { params });
    // A superior sees what lies with those below, not for being told but for where they sit.
    for (const id of content) await done('deputy', id, { params });
  });

  it('of posts and registers are of one’s own post and office', async () => {
    const { fileId, number } = await aFile();
    const month = dayFromNow(0).slice(0, 7);
    const registers = await done('tehsildar', 'listRegister', {
      params: { register: 'file' },
      query: { month, limit: '100' },
    });
    expect(JSON.stringify(registers.items)).not.toContain(number);
    expect(
      await refusal('rajasv1', 'listRegister', { params: { register: 'file' }, query: { month } }),
    ).toBe('/problems/not-allowed');
    const inbox = await done('rajasv2', 'getInbox', { query: { limit: '100' } });
    expect(JSON.stringify(inbox.items)).not.toContain(fileId);
    expect((await done('rajasv2', 'listSent', { query: { month } })).items).toEqual([]);
  });
});

describe('big data', () => {
  /** Lays copies of an item straight into the table: what counts here is how they are read. */
  async function lay(items: Record<string, unknown>[]) {
    for (let first = 0; first < items.length; first += 25) {
      const puts = items.slice(first, first + 25).map((Item) => ({ PutRequest: { Item } }));
      const { UnprocessedItems } = await table.send(
        new BatchWriteCommand({ RequestItems: { [office.tableName]: puts } }),
      );
      expect(UnprocessedItems ?? {}).toEqual({});
    }
  }
  const itemOf = async (pk: string, sk: string) =>
    (await table.send(new GetCommand({ TableName: office.tableName, Key: { pk, sk } }))).Item ?? {};
  const oneQuery = ['BatchGetItemCommand', 'QueryCommand'];
  const padded = (no: number) => String(no).padStart(8, '0');

  it('an inbox of 10,000 files costs one query a page, the last as the first', async () => {
    const username = 'sthapna1';
    const head = sampleDistrict.subjectHeads.find(({ code }) => code === 'A-011')?.id;
    const { fileId } = await aFile({ headId: head }, username);
    // The list of the office is another matter.
    const { gsi2pk: _list, ...one } = await itemOf(fileId, '#HEAD');
    await lay(
      Array.from({ length: 9_999 }, (_, index) => {
        const id = `fil_01K0000000000000000${String(index).padStart(7, '0')}`;
        return { ...one, pk: id, id, gsi1sk: `9999-12-31#${id}` };
      }),
    );
    let cursor: string | undefined;
    const seen = new Set<string>();
    let pages = 0;
    do {
      const page = await told(username, 'getInbox', {
        query: { limit: '100', ...(cursor && { cursor }) },
      });
      // Beside it the calendar, by which each row says how late it is.
      expect(page.commands.map(({ name }) => name).sort()).toEqual([
        'BatchGetItemCommand',
        ...oneQuery,
      ]);
      for (const { id } of page.body.items) seen.add(id);
      cursor = page.body.next ?? undefined;
      pages += 1;
    } while (cursor);
    expect(seen.size).toBe(10_000);
    expect(pages).toBeLessThanOrEqual(101);
  }, 120_000);

  it('a file of 500 notes and 2,000 pages opens with its cover and one page of each side', async () => {
    const { fileId, version } = await aFile();
    const params = { fileId };
    await done('rajasv1', 'createNote', { params, body: { paragraphs: ['टीप '.repeat(200)] } });
    await done('rajasv1', 'sendFile', { params, version, body: { to: superintendent } });
    const note = await itemOf(fileId, `N#${padded(1)}`);
    await lay(
      Array.from({ length: 499 }, (_, index) => ({ ...note, sk: `N#${padded(index + 2)}` })),
    );
    const documentId = await aDocument({ done: told });
    const diarised = await done('aavak', 'createReceipt', {
      body: {
        subject: { hi: 'प्रतिवेदन' },
        sender: { kind: 'citizen', name: 'कोई नमूना' },
        letter: { language: 'hi' },
        channel: 'counter',
        documentIds: [documentId],
      },
    });
    const receiptId = diarised.receipt.id;
    const marked = await done('aavak', 'markReceipt', {
      params: { receiptId },
      body: { to: { postId: superintendent } },
      version: diarised.version,
    });
    await done('adhikshak', 'fileReceipt', {
      params: { receiptId },
      body: { fileId },
      version: marked.version,
    });
    const letter = await itemOf(fileId, `C#${padded(1)}`);
    await lay(
      Array.from({ length: 1_999 }, (_, index) => ({ ...letter, sk: `C#${padded(index + 2)}` })),
    );
    const cover = await told('adhikshak', 'getFile', { params });
    expect(cover.commands.filter(({ name }) => name === 'QueryCommand').length).toBeLessThan(2);
    for (const id of ['listNotes', 'listCorrespondence'] as const) {
      const side = await told('adhikshak', id, { params });
      expect(side.commands.map(({ name }) => name).sort()).toEqual([
        'BatchGetItemCommand',
        ...oneQuery,
      ]);
      expect(side.body.items.length, id).toBeLessThanOrEqual(100);
      expect(side.body.next, id).not.toBeNull();
    }
  }, 120_000);
});
