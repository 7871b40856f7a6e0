import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { problemsOf } from '../../shared/api/route.ts';
import { type OperationId, routes } from '../../shared/api/routes/index.ts';
import { maxOfficesOnBoard, maxPosts } from '../../shared/domain/draft.ts';
import { startOfWalk, verify } from '../../shared/domain/ledger.ts';
import { digest } from '../../shared/store/digest.ts';
import { fieldsOf, rawEvents, rawSealed } from '../../shared/store/fileStore.ts';
import type { Item } from '../../shared/store/reading.ts';
import { table } from '../../shared/store/table.ts';
import { deliver } from '../../shared/workflow/outbox.ts';
import { type Asked, type Office, openOffice, type Told } from '../support/office.ts';
import { postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { aDocument, type Day } from './flows/day.ts';
import { aLetter, signed } from './flows/drafts.ts';

let office: Office;
let day: Day;
const seen = new Map<OperationId, Told>();
const [, tehsil, publicWorks] = sampleDistrict.offices.map(({ id }) => id);
const superintendent = postOf('Superintendent (Revenue)');

beforeAll(async () => {
  office = await openOffice();
  day = { office, seen, postOf, done };
});
afterAll(() => office.close());

const done: Office['told'] = (...asked) => office.told(...asked);
const dump = () => tableOf(office);
const headKeys = (item: Item) => item.sk === '#HEAD';

/** A file of the revenue assistant with a draft of theirs. */
async function begun(more: object = {}, file: object = {}) {
  const opened = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'नस्ती' }, headId: sampleDistrict.subjectHeads[0]?.id, ...file },
  });
  const fileId = opened.body.file.id as string;
  const made = await done('rajasv1', 'createDraft', {
    params: { fileId },
    body: { ...aLetter({ postOf }), ...more },
  });
  return {
    params: { fileId, draftId: made.body.draft.id as string },
    version: made.body.version as number,
    contentHash: made.body.draft.contentHash as string,
    fileVersion: (opened.body.version as number) + 1,
  };
}
const issue = (ready: Awaited<ReturnType<typeof signed>>, officeIds = [tehsil, publicWorks]) =>
  office.call('adhikshak', 'issueDraft', {
    params: ready.params,
    body: { contentHash: ready.contentHash, officeIds },
    version: ready.version,
  });

describe('[row 14] an issue to another office on the system', () => {
  it('[invariant 13] is exactly one receipt there, made in the same write and linked both ways', async () => {
    const ready = await signed(day);
    const before = await dump();
    const told = await issue(ready);
    expect(told.status, JSON.stringify(told.body)).toBe(201);
    const writes = told.commands.filter(({ name }) => name.startsWith('TransactWrite'));
    expect(writes).toHaveLength(1);

    const old = new Set(before.filter(headKeys).map(({ pk }) => pk));
    const made = (await dump()).filter((item) => headKeys(item) && !old.has(item.pk));
    const receipts = made.filter(({ pk }) => String(pk).startsWith('rcp_'));
    expect(receipts).toHaveLength(1);
    const state = receipts[0]?.state as Record<string, unknown>;
    expect(state).toMatchObject({
      officeId: tehsil,
      channel: 'intra',
      sourceIssueId: told.body.issue.id,
      subject: aLetter({ postOf }).subject,
      letter: { number: told.body.issue.number },
    });
    expect(told.body.issue.deliveries[0]).toMatchObject({
      mode: 'intra',
      status: 'delivered',
      receipt: { receiptId: state.id, number: state.number },
    });
    // Only the office on board has one; the other two get paper or mail.
    expect(
      told.body.issue.deliveries.map(({ receipt }: { receipt?: object }) => !!receipt),
    ).toEqual([true, false, false, false]);
  });

  it('lists there what the letter encloses, and shows the letter by that receipt', async () => {
    const enclosures = ['पटवारी प्रतिवेदन', `नक्शा ${'अति '.repeat(70)}`.trim()];
    const ready = await signed(day, { enclosures });
    const told = await issue(ready);
    const { receiptId } = told.body.issue.deliveries[0].receipt;
    const there = await done('vachak', 'getReceipt', { params: { receiptId } });
    expect(there.body).toMatchObject({
      enclosuresMissing: true,
      receipt: { enclosures: [{ description: enclosures[0], count: 1, received: 0 }, {}] },
    });
    const [, second] = there.body.receipt.enclosures;
    expect(second.description.length).toBeLessThanOrEqual(200);
    expect(second.description).toMatch(/^नक्शा अति .*…$/);
    const read = { params: { issueId: told.body.issue.id }, query: { via: receiptId } };
    const letter = await done('vachak', 'getIssue', read);
    expect(letter.body.letter.slots.enclosures).toEqual(enclosures);
    expect(letter.body.issue.fileNumber).toBeUndefined();
    const sheet = { body: { kind: 'issue', issueId: told.body.issue.id, via: receiptId } };
    await done('vachak', 'createPrint', sheet);
    // Nothing else of the office that sent it.
    const { fileId } = ready.params;
    for (const id of ['getFile', 'listCorrespondence'] as const) {
      expect((await office.call('vachak', id, { params: { fileId } })).status, id).toBe(404);
    }
    await done('vachak', 'noteEnclosures', {
      params: { receiptId },
      version: there.body.version,
      body: { enclosures: [{ description: enclosures[0], count: 1, received: 1 }] },
    });
  });

  it('is numbered in the inward series that the other office uses itself', async () => {
    const serialOf = (number: string) => Number(number.split('/').at(-1));
    const arrived = async () =>
      (await issue(await signed(day))).body.issue.deliveries[0].receipt.number as string;
    const first = await arrived();
    const documentId = await aDocument(day, 'vachak');
    const own = await done('vachak', 'createReceipt', {
      body: {
        subject: { hi: 'पत्र' },
        sender: { kind: 'citizen', name: 'कोई नमूना' },
        letter: { language: 'hi' },
        channel: 'counter',
        documentIds: [documentId],
      },
    });
    expect(serialOf(own.body.receipt.number)).toBe(serialOf(first) + 1);
    expect(serialOf(await arrived())).toBe(serialOf(first) + 2);
  });

  it('is read there by its receipt, and by nobody else there', async () => {
    const told = await issue(await signed(day));
    const { id } = told.body.issue;
    const { receiptId } = told.body.issue.deliveries[0].receipt;
    const params = { issueId: id };
    const there = await done('vachak', 'getIssue', { params, query: { via: receiptId } });
    expect(there.body.letter.slots.body[0]).toContain('सीमांकन');
    for (const [username, query] of [
      ['vachak', {}],
      ['vachak', { via: told.body.issue.fileId }],
      ['ri', { via: receiptId }],
      ['javak', { via: receiptId }],
    ] as [string, Record<string, string>][]) {
      const refused = await office.call(username, 'getIssue', { params, query });
      expect([403, 404], `${username} ${JSON.stringify(query)}`).toContain(refused.status);
    }
    // At home: by the file, by the desk that sends it, and by the post that gets a copy.
    await done('adhikshak', 'getIssue', { params, query: { via: told.body.issue.fileId } });
    await done('javak', 'getIssue', { params });
    await done('deputy', 'getIssue', { params });
    expect((await office.call('sthapna1', 'getIssue', { params })).status).toBe(404);
  });

  it('of a confidential file is a confidential receipt, and shows its subject nowhere else', async () => {
    const subject = { hi: 'अत्यंत गोपनीय विषय बाबत' };
    const ready = await begun({ subject }, { classification: 'confidential' });
    const put = await done('rajasv1', 'submitDraft', {
      params: ready.params,
      version: ready.version,
    });
    await done('rajasv1', 'sendFile', {
      params: { fileId: ready.params.fileId },
      body: { to: superintendent },
      version: ready.fileVersion,
    });
    const { params, contentHash } = ready;
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
    const told = await issue({ params, contentHash, version: last.body.version });
    const { issue: letter } = told.body;
    expect(letter.classification).toBe('confidential');
    const all = await dump();
    const head = all.find(
      ({ pk, sk }) => sk === '#HEAD' && pk === letter.deliveries[0].receipt.receiptId,
    );
    expect(head?.state).toMatchObject({ classification: 'confidential' });
    for (const item of all) {
      const place = String(item.pk);
      if (/^(REG|VERIFY|TRACK|SENT|INFO)#/.test(place)) {
        expect(JSON.stringify(item), place).not.toContain(subject.hi);
      }
    }
    expect(all.find(({ pk, sk }) => sk === '#HEAD' && pk === letter.id)?.subject).toBeUndefined();
    const cover = await done('javak', 'getIssue', { params: { issueId: letter.id } });
    expect(cover.body.letter).toBeNull();
    expect(JSON.stringify(cover.body)).not.toContain(subject.hi);
    // Nor by writing what became of it, whatever that is.
    let version = cover.body.version as number;
    for (const [id, body] of [
      ['sendDelivery', {}],
      ['returnDelivery', { reason: 'पता अपूर्ण' }],
      ['resendDelivery', undefined],
      ['sendDelivery', {}],
      ['confirmDelivery', undefined],
      ['acknowledgeDelivery', undefined],
    ] as [OperationId, object | undefined][]) {
      const params = { issueId: letter.id, no: '3' };
      const wrote = await done('javak', id, { params, version, ...(body && { body }) });
      expect(wrote.body.issue.subject, id).toBeNull();
      expect(JSON.stringify(wrote.body), id).not.toContain(subject.hi);
      version = wrote.body.version;
    }
    // The post it goes to opens it from its list, which does not tell what it is about.
    const listed = await done('deputy', 'listCopies', { query: { limit: '1' } });
    expect(listed.body.items).toMatchObject([{ issueId: letter.id, subject: null }]);
    const inside = await done('deputy', 'getIssue', { params: { issueId: letter.id } });
    expect(inside.body).toMatchObject({ issue: { subject }, letter: { subject } });
    const verified = await office.call('nobody', 'verifyLetter', {
      params: { code: letter.verificationCode.toLowerCase().replaceAll('-', '') },
    });
    expect(verified.body).toMatchObject({ genuine: true, subject: null });
    expect(JSON.stringify(verified.body)).not.toContain(subject.hi);
  });
});

describe('[row 11] a letter that lacks something', () => {
  it('is not approved when its superior emptied it, or when a letter was filed that it must refer to', async () => {
    const put = async () => {
      const { params, version, contentHash, fileVersion } = await begun();
      const up = await done('rajasv1', 'submitDraft', { params, version });
      const sent = await done('rajasv1', 'sendFile', {
        params: { fileId: params.fileId },
        body: { to: superintendent },
        version: fileVersion,
      });
      return { params, contentHash, version: up.body.version, file: sent.body };
    };
    const { params, version } = await put();
    const { slots: _whole, ...rest } = aLetter({ postOf });
    const emptied = await done('adhikshak', 'saveDraft', {
      params,
      body: { ...rest, slots: {}, addressees: [] },
      version,
    });
    expect(emptied.body.draft.status).toBe('with-superior');
    const refused = await office.call('adhikshak', 'approveDraft', {
      params,
      body: { contentHash: emptied.body.draft.contentHash },
      version: emptied.body.version,
    });
    expect(refused.body.type).toBe('/problems/slot-missing');

    const late = await put();
    const came = await done('aavak', 'createReceipt', {
      body: {
        subject: { hi: 'पत्र' },
        sender: { kind: 'citizen', name: 'कोई नमूना' },
        letter: { language: 'hi' },
        channel: 'counter',
        documentIds: [await aDocument(day, 'aavak')],
      },
    });
    const { id: receiptId } = came.body.receipt;
    const sent = await done('aavak', 'markReceipt', {
      params: { receiptId },
      body: { to: { postId: superintendent } },
      version: came.body.version,
    });
    await done('adhikshak', 'fileReceipt', {
      params: { receiptId },
      body: { fileId: late.params.fileId },
      version: sent.body.version,
    });
    const owed = await office.call('adhikshak', 'approveDraft', {
      params: late.params,
      body: { contentHash: late.contentHash },
      version: late.version,
    });
    expect(owed.body.type).toBe('/problems/slot-missing');
  });
});

describe('[row 13] the outward register', () => {
  const month = new Date(Date.now() + 330 * 60_000).toISOString().slice(0, 7);
  const rowOf = async (issueId: string) => {
    for (let cursor: string | null = null; ; ) {
      const query: Record<string, string> = { month, limit: '200', ...(cursor && { cursor }) };
      const { body } = await done('javak', 'listDispatches', { query });
      const found = body.items.find((each: { issueId: string }) => each.issueId === issueId);
      if (found || body.next === null) return found;
      cursor = body.next;
    }
  };

  it('sums up each delivery, and stands anew in the very write that changes one', async () => {
    const told = await issue(await signed(day));
    const { id: issueId, issuedOn } = told.body.issue;
    const row = await rowOf(issueId);
    expect(row.columns).not.toHaveProperty('deliveries');
    expect(row.deliveries).toMatchObject([
      { mode: 'intra', status: 'delivered', sentOn: issuedOn, settledOn: issuedOn },
      { mode: 'e-mail', status: 'queued' },
      { to: 'कोई नमूना', mode: 'post', status: 'queued' },
      { mode: 'intra', status: 'delivered' },
    ]);
    const sent = await done('javak', 'sendDelivery', {
      params: { issueId, no: '3' },
      version: told.body.version,
      body: { mode: 'hand' },
    });
    expect(sent.commands.filter(({ name }) => name.startsWith('TransactWrite'))).toHaveLength(1);
    const after = await rowOf(issueId);
    expect(after).toEqual({
      ...row,
      deliveries: row.deliveries.with(2, {
        ...{ to: 'कोई नमूना', mode: 'hand', status: 'sent', sentOn: issuedOn },
      }),
    });
    await done('javak', 'acknowledgeDelivery', {
      params: { issueId, no: '3' },
      version: sent.body.version,
    });
    const { deliveries } = await rowOf(issueId);
    expect(deliveries[2]).toMatchObject({ status: 'acknowledged', settledOn: issuedOn });
  });

  it('stands branch by branch in the order of its numbers, whichever went out first', async () => {
    // Two branches, turn by turn: that of the superintendent, and the Collector's own, who sits in none.
    const ofCollector = async () => {
      const made = await done('collector', 'createFile', {
        body: { subject: { hi: 'क' }, headId: sampleDistrict.subjectHeads[0]?.id },
      });
      const begun = await done('collector', 'createDraft', {
        params: { fileId: made.body.file.id },
        body: { ...aLetter({ postOf }), signatory: postOf('Collector') },
      });
      const params = { fileId: made.body.file.id, draftId: begun.body.draft.id };
      const { contentHash } = begun.body.draft;
      const seen = { params, body: { contentHash } };
      const put = await done('collector', 'submitDraft', { params, version: begun.body.version });
      const yes = await done('collector', 'approveDraft', { ...seen, version: put.body.version });
      const by = await done('collector', 'signDraft', {
        params,
        body: { contentHash, kind: 'none' },
        version: yes.body.version,
      });
      return done('collector', 'issueDraft', {
        params,
        body: { contentHash, officeIds: [tehsil, publicWorks] },
        version: by.body.version,
      });
    };
    const went = [];
    for (let n = 0; n < 2; n += 1) went.push(await issue(await signed(day)), await ofCollector());
    const ids = went.map(({ body }) => body.issue.id as string);
    const listed: { issueId: string }[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: Record<string, string> = { month, limit: '50', ...(cursor && { cursor }) };
      const { body } = await done('javak', 'listDispatches', { query });
      listed.push(...body.items);
      cursor = body.next;
    }
    const [rev1 = '', own1 = '', rev2 = '', own2 = ''] = ids;
    expect(listed.map(({ issueId }) => issueId).filter((id) => ids.includes(id))).toEqual([
      own1,
      own2,
      rev1,
      rev2,
    ]);
    const places = new Map(
      (await dump())
        .filter((item) => headKeys(item) && String(item.pk).startsWith('iss_'))
        .map(({ pk, state }) => [pk, state as { branch: string; serial: number }]),
    );
    const inOrder = listed.map(({ issueId }) => places.get(issueId));
    expect(inOrder).toEqual(
      inOrder.toSorted((a, b) =>
        a?.branch === b?.branch
          ? (a?.serial ?? 0) - (b?.serial ?? 0)
          : (a?.branch ?? '') < (b?.branch ?? '')
            ? -1
            : 1,
      ),
    );
  });
});

describe('[row 13] [invariant 11] outward numbers', () => {
  it('are gap-free and unique when many issue at once, and each number is of one letter', async () => {
    const ready = [];
    for (let n = 0; n < 12; n += 1) ready.push(await signed(day));
    const told = await Promise.all(ready.map((each) => issue(each)));
    expect(told.map(({ status }) => status)).toEqual(told.map(() => 201));
    const items = await dump();
    const issued = items.filter((item) => headKeys(item) && String(item.pk).startsWith('iss_'));
    const numbers = issued.map(({ state }) => (state as { number: string }).number);
    // Of each branch: that of the superintendent, and the Collector, who sits in none.
    for (const branch of ['REV', '-']) {
      const serials = issued
        .map(({ state }) => state as { branch: string; serial: number; number: string })
        .filter((each) => each.branch === branch)
        .map(({ number }) => Number(number.split('/')[0]))
        .sort((a, b) => a - b);
      expect(serials.length, branch).toBeGreaterThan(0);
      expect(serials).toEqual(serials.map((_, index) => index + 1));
    }
    const guards = items.filter(({ pk }) => String(pk).startsWith('NUMBER#'));
    const ofIssues = guards.filter(({ recordId }) => String(recordId).startsWith('iss_'));
    expect(ofIssues.map(({ pk }) => String(pk).slice('NUMBER#'.length)).sort()).toEqual(
      numbers.sort(),
    );
    const register = items.filter(({ pk }) => String(pk).includes('#outward#'));
    expect(register).toHaveLength(issued.length);
  });

  it('a second letter from one file on a day has its own number, marked (II)', async () => {
    const letter = aLetter({ postOf });
    const memo = {
      ...letter,
      addressees: letter.copies,
      copies: [],
      // The second letter follows the first, so it must cite the last communication on the file.
      slots: { ...letter.slots, lastCommunication: 'इस कार्यालय का पूर्व पत्र' },
    };
    const { fileId } = (await begun()).params;
    const numbers: string[] = [];
    await done('rajasv1', 'sendFile', {
      params: { fileId },
      body: { to: superintendent },
      version: (await done('rajasv1', 'getFile', { params: { fileId } })).body.version,
    });
    for (let n = 0; n < 2; n += 1) {
      const made = await done('adhikshak', 'createDraft', { params: { fileId }, body: memo });
      const params = { fileId, draftId: made.body.draft.id };
      const { contentHash } = made.body.draft;
      const put = await done('adhikshak', 'submitDraft', { params, version: made.body.version });
      const yes = await done('adhikshak', 'approveDraft', {
        params,
        body: { contentHash },
        version: put.body.version,
      });
      const by = await done('adhikshak', 'signDraft', {
        params,
        body: { contentHash, kind: 'none' },
        version: yes.body.version,
      });
      const out = await issue({ params, contentHash, version: by.body.version }, []);
      numbers.push(out.body.issue.number);
    }
    const [first = '', second = ''] = numbers;
    expect(first).toMatch(/^\d+\/REV\/BBZ-COL\/\d{4}-\d{2}$/);
    expect(second).toMatch(/^\d+\/REV\/BBZ-COL\/\d{4}-\d{2} \(II\)$/);
    expect(Number.parseInt(second, 10)).toBe(Number.parseInt(first, 10) + 1);
    const side = await done('adhikshak', 'listCorrespondence', { params: { fileId } });
    expect(side.body.items).toMatchObject([
      { kind: 'issue', no: 1, issueNumber: first, pageFrom: 1, pageTo: 1 },
      { kind: 'issue', no: 2, issueNumber: second, pageFrom: 2, pageTo: 2 },
    ]);
    const proof = await done('adhikshak', 'getProof', { params: { fileId } });
    expect(proof.body.verdict).toBe('intact');
  });
});

describe('the history of a draft', () => {
  it('vouches for every version: a word changed in the table is found', async () => {
    const { params, version } = await begun();
    const { draftId } = params;
    const letter = aLetter({ postOf });
    await done('rajasv1', 'saveDraft', {
      params,
      body: { ...letter, subject: { hi: 'अन्य विषय' } },
      version,
    });
    const walk = async () => {
      const [events, versions] = await Promise.all([
        rawEvents(draftId, { limit: 50 }),
        rawSealed(draftId, 'version', { limit: 50 }),
      ]);
      const entries = events.items.map((item, index) => ({
        event: item.event,
        hash: item.hash,
        fields: fieldsOf(versions.items[index] as Item),
      }));
      return { findings: verify(startOfWalk, entries, draftId, digest).findings, versions };
    };
    const { findings, versions } = await walk();
    expect(findings).toEqual([]);
    const [first] = versions.items as [Item];
    const fields = first.fields as { version: { value: unknown; salt: string } };
    const { version: sealed } = fieldsOf(first) as { version: { value: Record<string, unknown> } };
    const value = JSON.stringify({ ...sealed.value, version: 7 });
    await table.send(
      new PutCommand({
        TableName: office.tableName,
        Item: { ...first, fields: { version: { ...fields.version, value } } },
      }),
    );
    expect((await walk()).findings).toMatchObject([{ seq: 1, code: 'text-altered' }]);
  });
});

it('refuses what is wrong with its own code in both languages, and changes no stored byte', async () => {
  const a = await begun();
  const { params } = a;
  const { fileId } = params;
  const bare = await begun({ slots: { body: ['क'] } });
  const nobody = await begun({ addressees: [], copies: [] });
  const ready = await signed(day);
  const out = await issue(await signed(day));
  const gone = await begun();
  await done('rajasv1', 'cancelDraft', {
    params: gone.params,
    body: { reason: 'क' },
    version: gone.version,
  });
  const up = await begun();
  await done('rajasv1', 'submitDraft', { params: up.params, version: up.version });
  await done('rajasv1', 'sendFile', {
    params: { fileId: up.params.fileId },
    body: { to: superintendent },
    version: up.fileVersion,
  });
  const other = await begun({ signatory: postOf('Additional Collector') });
  const approvedByOther = await (async () => {
    await done('rajasv1', 'submitDraft', { params: other.params, version: other.version });
    await done('rajasv1', 'sendFile', {
      params: { fileId: other.params.fileId },
      body: { to: superintendent },
      version: other.fileVersion,
    });
    return done('adhikshak', 'approveDraft', {
      params: other.params,
      body: { contentHash: other.contentHash },
      version: 2,
    });
  })();
  expect(approvedByOther.body.draft.status).toBe('approved');
  const own = await (async () => {
    const { id } = (
      await done('adhikshak', 'createFile', {
        body: { subject: { hi: 'क' }, headId: sampleDistrict.subjectHeads[0]?.id },
      })
    ).body.file;
    const made = await done('adhikshak', 'createDraft', {
      params: { fileId: id },
      body: { ...aLetter({ postOf }), signatory: postOf('Additional Collector') },
    });
    const at = { fileId: id, draftId: made.body.draft.id };
    const put = await done('adhikshak', 'submitDraft', { params: at, version: made.body.version });
    return {
      params: at,
      version: put.body.version,
      body: { contentHash: made.body.draft.contentHash },
    };
  })();

  const letter = aLetter({ postOf });
  const seen = { contentHash: a.contentHash };
  const zeros = '0'.repeat(64);
  const at = a.version;
  const make = (more: object): Asked => ({ params: { fileId }, body: { ...letter, ...more } });
  const sign = { contentHash: ready.contentHash };
  const { issue: went, version: wentAt } = out.body;
  const delivery = (no: number, body?: object): Asked => ({
    params: { issueId: went.id, no: String(no) },
    version: wentAt,
    ...(body && { body }),
  });
  const missing = 'drf_01K00000000000000000000009';
  const cases: [string, OperationId, Asked, number, string][] = [
    ['rajasv1', 'getDraft', { params: { fileId, draftId: missing } }, 404, 'not-found'],
    [
      'rajasv1',
      'getDraft',
      { params: { ...params, fileId: bare.params.fileId } },
      404,
      'not-found',
    ],
    ['tehsildar', 'getDraft', { params }, 404, 'not-found'],
    ['sthapna1', 'getDraft', { params }, 403, 'not-allowed'],
    ['rajasv1', 'getDraftVersion', { params: { ...params, version: '9' } }, 404, 'not-found'],
    ['rajasv1', 'compareDraft', { params, query: { from: '1', to: '9' } }, 404, 'not-found'],
    ['rajasv1', 'compareDraft', { params, query: { from: '1' } }, 422, 'validation'],
    [
      'rajasv1',
      'listDrafts',
      { params: { fileId }, query: { cursor: 'bm9uc2Vuc2U' } },
      400,
      'cursor-invalid',
    ],
    ['adhikshak', 'createDraft', make({}), 403, 'file-not-with-you'],
    ['rajasv1', 'createDraft', make({ form: 'telegram' }), 422, 'validation'],
    [
      'rajasv1',
      'createDraft',
      make({ slots: { ...letter.slots, occasion: 'क' } }),
      422,
      'slot-unknown',
    ],
    ['rajasv1', 'createDraft', make({ signatory: postOf('Tehsildar') }), 422, 'other-office'],
    ['rajasv1', 'createDraft', make({ signatory: postOf('Nazir') }), 422, 'signatory-may-not-sign'],
    [
      'rajasv1',
      'createDraft',
      make({ inReplyTo: ['rcp_01K00000000000000000000009'] }),
      422,
      'reference-broken',
    ],
    ['rajasv1', 'saveDraft', { params, body: letter, version: at + 5 }, 412, 'stale-version'],
    ['rajasv1', 'saveDraft', { params, body: letter }, 428, 'if-match-required'],
    ['adhikshak', 'saveDraft', { params, body: letter, version: at }, 403, 'file-not-with-you'],
    [
      'rajasv1',
      'saveDraft',
      { params: gone.params, body: letter, version: 2 },
      409,
      'draft-cancelled',
    ],
    ['rajasv1', 'submitDraft', { params: bare.params, version: bare.version }, 422, 'slot-missing'],
    [
      'rajasv1',
      'submitDraft',
      { params: nobody.params, version: nobody.version },
      422,
      'addressee-required',
    ],
    ['rajasv1', 'cancelDraft', { params, body: {}, version: at }, 422, 'reason-required'],
    ['rajasv1', 'approveDraft', { params, body: seen, version: at }, 403, 'not-allowed'],
    [
      'adhikshak',
      'approveDraft',
      { params: up.params, body: { contentHash: zeros }, version: 2 },
      409,
      'content-changed',
    ],
    ['adhikshak', 'approveDraft', own, 409, 'own-request'],
    [
      'adhikshak',
      'returnDraft',
      { params: up.params, body: {}, version: 2 },
      422,
      'reason-required',
    ],
    [
      'adhikshak',
      'signDraft',
      { params: up.params, body: { contentHash: up.contentHash, kind: 'none' }, version: 2 },
      409,
      'draft-not-approved',
    ],
    [
      'adhikshak',
      'signDraft',
      { params: other.params, body: { contentHash: other.contentHash, kind: 'none' }, version: 3 },
      403,
      'not-the-signatory',
    ],
    [
      'adhikshak',
      'issueDraft',
      { params: up.params, body: { contentHash: up.contentHash, officeIds: [] }, version: 2 },
      409,
      'draft-not-approved',
    ],
    [
      'adhikshak',
      'issueDraft',
      { params: ready.params, body: { ...sign, officeIds: [tehsil] }, version: ready.version },
      422,
      'offices-differ',
    ],
    [
      'adhikshak',
      'issueDraft',
      {
        params: ready.params,
        body: { contentHash: zeros, officeIds: [tehsil, publicWorks] },
        version: ready.version,
      },
      409,
      'content-changed',
    ],
    [
      'adhikshak',
      'issueDraft',
      {
        params: ready.params,
        body: { ...sign, officeIds: ['ofc_01K00000000000000000000009'] },
        version: ready.version,
      },
      404,
      'not-found',
    ],
    [
      'rajasv1',
      'issueDraft',
      { params: ready.params, body: { ...sign, officeIds: [] }, version: ready.version },
      403,
      'file-not-with-you',
    ],
    [
      'adhikshak',
      'saveDraft',
      { params: { fileId: went.fileId, draftId: went.draftId }, body: letter, version: 5 },
      409,
      'draft-issued',
    ],
    ['javak', 'sendDelivery', delivery(9, {}), 404, 'no-delivery'],
    ['javak', 'sendDelivery', delivery(1, {}), 409, 'delivery-settled'],
    ['javak', 'sendDelivery', delivery(3, { mode: 'e-mail' }), 422, 'e-mail-unknown'],
    ['javak', 'sendDelivery', delivery(4, {}), 409, 'delivery-settled'],
    ['javak', 'confirmDelivery', delivery(2), 409, 'delivery-not-sent'],
    ['javak', 'sendDelivery', { ...delivery(2, {}), version: 9 }, 412, 'stale-version'],
    ['rajasv1', 'sendDelivery', delivery(2, {}), 403, 'not-allowed'],
    ['vachak', 'sendDelivery', delivery(2, {}), 404, 'not-found'],
    ['rajasv1', 'listPendingDispatches', {}, 403, 'not-allowed'],
    ['rajasv1', 'listDispatches', { query: { month: '2026-11' } }, 403, 'not-allowed'],
    ['javak', 'listDispatches', { query: { month: '2026-13' } }, 422, 'validation'],
    ['nobody', 'verifyLetter', { params: { code: '0000-0000-0000-0000' } }, 404, 'not-found'],
    ['nobody', 'verifyLetter', { params: { code: 'क' } }, 422, 'validation'],
  ];
  const before = await dump();
  for (const [username, id, asked, status, code] of cases) {
    expect(problemsOf(routes[id]), `${id} must name ${code}`).toContain(code);
    for (const [language, script] of [
      ['hi', /[\u0900-\u097f]/],
      ['en', /[A-Za-z]/],
    ] as const) {
      const headers = { ...asked.headers, 'accept-language': language };
      const told = await office.call(username, id, { ...asked, headers });
      expect(told, `${id} ${code} ${JSON.stringify(told.body)}`).toMatchObject({
        status,
        body: { type: `/problems/${code}`, status },
      });
      expect(told.body.title).toMatch(script);
    }
  }
  expect(await dump()).toEqual(before);
});

/** Calls an operation, and does something else just before it is written. */
async function meanwhile(other: () => Promise<unknown>, call: () => Promise<Told>): Promise<Told> {
  let done: Promise<unknown> | undefined;
  table.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'TransactWriteItemsCommand' && !done) {
          done = other();
          await done;
        }
        return next(args);
      },
    { step: 'initialize', name: 'meanwhile' },
  );
  try {
    return await call();
  } finally {
    table.middlewareStack.remove('meanwhile');
  }
}

describe('[invariant 4] a step at a draft', () => {
  /** A draft as far as a step needs it, on a file that came to the superintendent and was not opened. */
  async function before(id: 'saveDraft' | 'submitDraft' | 'returnDraft' | 'approveDraft') {
    const { params, version, contentHash, fileVersion } = await begun();
    const put =
      id === 'saveDraft' || id === 'submitDraft'
        ? version
        : (await done('rajasv1', 'submitDraft', { params, version })).body.version;
    const { fileId } = params;
    const sent = await done('rajasv1', 'sendFile', {
      params: { fileId },
      body: { to: superintendent },
      version: fileVersion,
    });
    return { params, contentHash, version: put as number, file: sent.body.version as number };
  }
  const bodies = {
    saveDraft: () => aLetter({ postOf }),
    submitDraft: () => undefined,
    returnDraft: () => ({ reason: 'दिनांक देखें।' }),
    approveDraft: (contentHash: string) => ({ contentHash }),
  };
  const steps = ['saveDraft', 'submitDraft', 'returnDraft', 'approveDraft'] as const;
  const askedFor = (id: (typeof steps)[number], at: Awaited<ReturnType<typeof before>>) => {
    const body = bodies[id](at.contentHash);
    return { params: at.params, version: at.version, ...(body && { body }) };
  };
  /** One that the superintendent approved, whose file they send on. */
  const away = (fileId: string, version: number) => () =>
    done('adhikshak', 'sendFile', {
      params: { fileId },
      body: { to: postOf('Deputy Collector (Revenue)') },
      version,
    });

  it.each(steps)('%s is refused when the file moves on between reading and writing', async (id) => {
    const at = await before(id);
    const told = await meanwhile(away(at.params.fileId, at.file), () =>
      office.call('adhikshak', id, askedFor(id, at)),
    );
    expect(told.body.type).toBe('/problems/file-not-with-you');
    const { body } = await done('deputy', 'getDraft', { params: at.params });
    expect(body.version).toBe(at.version);
  });

  it('signDraft is refused when the file moves on between reading and writing', async () => {
    const at = await before('approveDraft');
    const approved = await done('adhikshak', 'approveDraft', askedFor('approveDraft', at));
    const sign = {
      params: at.params,
      body: { contentHash: at.contentHash, kind: 'none' },
      version: approved.body.version,
    };
    const told = await meanwhile(away(at.params.fileId, at.file), () =>
      office.call('adhikshak', 'signDraft', sign),
    );
    expect(told.body.type).toBe('/problems/file-not-with-you');
    const { body } = await done('deputy', 'getDraft', { params: at.params });
    expect(body.draft.status).toBe('approved');
  });

  it.each(steps)('%s is work on the file: whoever sent it pulls it back no more', async (id) => {
    const at = await before(id);
    await done('adhikshak', id, askedFor(id, at));
    const back = { params: { fileId: at.params.fileId }, version: at.file };
    const refused = await office.call('rajasv1', 'recallFile', back);
    expect(refused.body.type).toBe('/problems/already-opened');
  });
});

describe('[invariant 16] a file that is with another office for its opinion', () => {
  /** The tehsil has a file of the collectorate with a draft in it. */
  async function consulted(ready: { params: { fileId: string; draftId: string } }) {
    const { fileId } = ready.params;
    const file = await done('adhikshak', 'getFile', { params: { fileId } });
    const asked = await done('adhikshak', 'consultPost', {
      params: { fileId },
      body: { to: postOf('Tehsildar'), reason: 'मौके की स्थिति बताएँ' },
      version: file.body.version,
    });
    return asked.body.version as number;
  }

  it('is written on and given back there; its letters, parts and cover are its own office’s', async () => {
    const ready = await signed(day);
    const { params, contentHash } = ready;
    const { fileId } = params;
    const documentId = await aDocument(day, 'vachak');
    const diarised = await done('vachak', 'createReceipt', {
      body: {
        subject: { hi: 'पत्र' },
        sender: { kind: 'citizen', name: 'कोई नमूना' },
        letter: { language: 'hi' },
        channel: 'counter',
        documentIds: [documentId],
      },
    });
    const receiptId = diarised.body.receipt.id as string;
    const marked = await done('vachak', 'markReceipt', {
      params: { receiptId },
      body: { to: { postId: postOf('Tehsildar') } },
      version: diarised.body.version,
    });
    const version = await consulted(ready);
    const seen = await done('tehsildar', 'getFile', { params: { fileId } });
    expect(seen.body.actions).toEqual(expect.arrayContaining(['read-content', 'note', 'send']));
    expect(seen.body.actions).not.toContain('draft');

    const letter = aLetter({ postOf });
    const own = { params: { fileId }, version };
    const at = { params, version: ready.version };
    const reason = 'कारण';
    const refused: [OperationId, Asked][] = [
      ['createDraft', { params: { fileId }, body: letter }],
      ['saveDraft', { ...at, body: letter }],
      ['submitDraft', at],
      ['returnDraft', { ...at, body: { reason } }],
      ['approveDraft', { ...at, body: { contentHash } }],
      ['signDraft', { ...at, body: { contentHash, kind: 'none' } }],
      ['cancelDraft', { ...at, body: { reason } }],
      ['issueDraft', { ...at, body: { contentHash, officeIds: [tehsil, publicWorks] } }],
      ['openFilePart', { ...own, body: { kind: 'part', subject: { hi: 'खण्ड' } } }],
      ['amendFile', { ...own, body: { urgency: 'priority', reason } }],
      ['addFileAlias', { ...own, body: { number: '7/तह/1990' } }],
      ['linkFile', { ...own, body: { fileId, kind: 'related', reason } }],
      ['unlinkFile', { params: { fileId, linkedId: fileId }, version, body: { extract: 'क' } }],
      ['mergeFile', { ...own, body: { into: fileId, reason } }],
      ['parkFile', { ...own, body: { until: '2099-01-01', reason } }],
      ['requestClosure', { ...own, body: {} }],
      ['fileReceipt', { params: { receiptId }, body: { fileId }, version: marked.body.version }],
    ];
    const before = await dump();
    for (const [id, asked] of refused) {
      const told = await office.call('tehsildar', id, asked);
      expect(told.body.type, `${id} ${JSON.stringify(told.body)}`).toBe('/problems/other-office');
    }
    expect(await dump()).toEqual(before);

    await done('tehsildar', 'createNote', { params: { fileId }, body: { paragraphs: ['राय'] } });
    await done('tehsildar', 'answerConsulted', { ...own, body: { to: superintendent } });
    // Back in its own office the letter goes out, as that office's.
    const out = await issue(ready);
    expect(out.body.issue.number).toMatch(/^\d+\/REV\/BBZ-COL\//);
    const [there] = out.body.issue.deliveries;
    const came = await done('vachak', 'getReceipt', {
      params: { receiptId: there.receipt.receiptId },
    });
    const [collectorate] = sampleDistrict.offices;
    expect(came.body.receipt.sender.name).toBe(collectorate?.name.hi);
    const code = out.body.issue.verificationCode as string;
    const verified = await office.call('nobody', 'verifyLetter', { params: { code } });
    expect(verified.body.office).toEqual(collectorate?.name);
  });
});

describe('a post that was abolished since the letter was written', () => {
  /** What the directory says of a post, for as long as something is done. */
  async function abolished(postId: string, doing: () => Promise<void>) {
    const item = (await dump()).find(({ pk, sk }) => pk === `POST#${postId}` && sk === 'POST');
    const put = (Item: Record<string, unknown>) =>
      table.send(new PutCommand({ TableName: office.tableName, Item }));
    await put({
      ...item,
      status: 'abolished',
      entity: { ...(item?.entity as object), status: 'abolished' },
    });
    try {
      await doing();
    } finally {
      await put(item as Record<string, unknown>);
    }
  }

  it.each([
    ['that a copy goes to', () => postOf('Deputy Collector (Revenue)')],
    [
      'that takes what comes in at the other office',
      () => sampleDistrict.offices[1]?.inwardPost?.id ?? '',
    ],
  ])('%s: the letter does not go out to nobody', async (_, post) => {
    const ready = await signed(day);
    await abolished(post(), async () => {
      const before = await dump();
      const told = await issue(ready);
      expect(told).toMatchObject({ status: 422, body: { type: '/problems/post-not-active' } });
      expect(await dump()).toEqual(before);
    });
    expect((await issue(ready)).status).toBe(201);
  });
});

it('a letter to as many posts as it can name, and as many offices, is one write', async () => {
  // That of whoever issues it among them.
  const posts = sampleDistrict.posts
    .filter(
      ({ officeId, status }) => officeId === sampleDistrict.offices[0]?.id && status === 'active',
    )
    .slice(0, maxPosts);
  expect(posts).toHaveLength(maxPosts);
  const items: number[] = [];
  table.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const { TransactItems } = args.input as { TransactItems?: unknown[] };
        if (commandName === 'TransactWriteItemsCommand') items.push(TransactItems?.length ?? 0);
        return next(args);
      },
    { step: 'initialize', name: 'countItems' },
  );
  const itemsOf = async (to: object[]) => {
    const ready = await signed(day, {}, { addressees: to, copies: [] });
    items.length = 0;
    const officeIds = to.flatMap((each) => ('officeId' in each ? [each.officeId as string] : []));
    const told = await issue(ready, officeIds);
    expect(told.status, JSON.stringify(told.body)).toBe(201);
    return items.at(-1) ?? 0;
  };
  try {
    const inside = posts.map(({ id }) => ({ kind: 'post', postId: id }));
    const all = await itemsOf(inside);
    const one = await itemsOf([{ kind: 'office', officeId: tehsil }]);
    const none = await itemsOf([{ kind: 'outside', name: 'कोई नमूना', mode: 'print' }]);
    expect(all + maxOfficesOnBoard * (one - none)).toBeLessThanOrEqual(100);
  } finally {
    table.middlewareStack.remove('countItems');
  }
});

it('a letter that went out is found by its words, by whoever may read its file', async () => {
  const told = await issue(await signed(day));
  for (const { pk, sk, effect } of await dump()) {
    const { recordId } = (effect ?? {}) as { recordId?: string };
    if (recordId === told.body.issue.id) await deliver(String(pk), String(sk));
  }
  const asked = { query: { q: 'प्रतिवेदन सप्ताह', kind: 'letter' } };
  const found = await done('adhikshak', 'search', asked);
  const hits = found.body.items.filter(({ id }: { id: string }) => id === told.body.issue.fileId);
  expect(hits).toMatchObject([{ foundIn: 'letter', foundId: told.body.issue.id }]);
  expect((await done('sthapna1', 'search', asked)).body.items).toEqual([]);
});

it('a replayed issue changes nothing, and tells the same number', async () => {
  const ready = await signed(day);
  const asked = {
    params: ready.params,
    body: { contentHash: ready.contentHash, officeIds: [tehsil, publicWorks] },
    version: ready.version,
    headers: { 'idempotency-key': 'one-and-the-same-issue' },
  };
  const first = await done('adhikshak', 'issueDraft', asked);
  const before = await dump();
  const again = await done('adhikshak', 'issueDraft', asked);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect(again.body).toEqual(first.body);
  expect(await dump()).toEqual(before);
});

it('[row 14] two offices answer each other: letter, receipt, file, reply, receipt', async () => {
  const told = await issue(await signed(day));
  const { receipt } = told.body.issue.deliveries[0];
  const head = sampleDistrict.subjectHeads.find(({ officeId }) => officeId === tehsil)?.id;
  const opened = await done('vachak', 'createFile', {
    body: { subject: { hi: 'सीमांकन, ग्राम नमूनापुर' }, headId: head },
  });
  const fileId = opened.body.file.id as string;
  const { receiptId } = receipt;
  const there = await done('vachak', 'getReceipt', { params: { receiptId } });
  await done('vachak', 'fileReceipt', {
    params: { receiptId },
    body: { fileId },
    version: there.body.version,
  });
  const side = await done('vachak', 'listCorrespondence', { params: { fileId } });
  expect(side.body.items).toMatchObject([{ kind: 'receipt', receiptId, pageFrom: 1, pageTo: 1 }]);

  // A reply cites the letter it answers, and only one that is on its file.
  const reply = {
    ...aLetter({ postOf }),
    addressees: [{ kind: 'office', officeId: sampleDistrict.offices[0]?.id }],
    copies: [],
    signatory: postOf('Tehsildar'),
  };
  const elsewhere = { ...reply, inReplyTo: ['rcp_01K00000000000000000000009'] };
  const broken = await office.call('vachak', 'createDraft', {
    params: { fileId },
    body: elsewhere,
  });
  expect(broken.body.type).toBe('/problems/reference-broken');
  const made = await done('vachak', 'createDraft', {
    params: { fileId },
    body: { ...reply, inReplyTo: [receiptId] },
  });
  expect(made.body.content.cites).toMatchObject([
    { receiptId, number: told.body.issue.number, receiptNumber: receipt.number },
  ]);
  const params = { fileId, draftId: made.body.draft.id };
  const { contentHash } = made.body.draft;
  const put = await done('vachak', 'submitDraft', { params, version: made.body.version });
  const file = await done('vachak', 'getFile', { params: { fileId } });
  await done('vachak', 'sendFile', {
    params: { fileId },
    body: { to: postOf('Tehsildar') },
    version: file.body.version,
  });
  // The file moved on: the letter is read through the file that its receipt is in now.
  await done('tehsildar', 'getIssue', {
    params: { issueId: told.body.issue.id },
    query: { via: receiptId, file: fileId },
  });
  const seen = { params, body: { contentHash } };
  const yes = await done('tehsildar', 'approveDraft', { ...seen, version: put.body.version });
  const by = await done('tehsildar', 'signDraft', {
    params,
    body: { contentHash, kind: 'none' },
    version: yes.body.version,
  });
  const answer = await done('tehsildar', 'issueDraft', {
    params,
    body: { contentHash, officeIds: [sampleDistrict.offices[0]?.id] },
    version: by.body.version,
  });
  const [back] = answer.body.issue.deliveries;
  const home = await done('aavak', 'getReceipt', { params: { receiptId: back.receipt.receiptId } });
  expect(home.body.receipt).toMatchObject({
    channel: 'intra',
    letter: { number: answer.body.issue.number },
  });
});
