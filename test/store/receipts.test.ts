import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { problemsOf } from '../../shared/api/route.ts';
import { type OperationId, routes } from '../../shared/api/routes/index.ts';
import { type Item, load } from '../../shared/store/reading.ts';
import * as receiptStore from '../../shared/store/receiptStore.ts';
import { noteLikeness } from '../../shared/workflow/likeLetters.ts';
import { noteSame } from '../../shared/workflow/sameLetters.ts';
import { type Asked, type Office, openOffice, type Told } from '../support/office.ts';
import { postOf, thisMonth } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { aDocument, aFile, type Day } from './flows/day.ts';
import { aLetterIn, aScannedLetterIn, letterInput } from './flows/receipts.ts';

let office: Office;
let day: Day;
const seen = new Map<OperationId, Told>();
const [collectorate, tehsil, publicWorks] = sampleDistrict.offices.map(({ id }) => id);
const rajasv = postOf('Assistant grade 2 (Revenue)');
const deputy = postOf('Deputy Collector (Revenue)');
const aavak = postOf('Inward clerk');
const month = thisMonth();

beforeAll(async () => {
  office = await openOffice();
  day = { office, seen, postOf, done };
});
afterAll(() => office.close());

const done: Office['told'] = (...asked) => office.told(...asked);
const dump = () => tableOf(office);
const inRegister = async () => {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = { month, limit: '50', ...(cursor ? { cursor } : {}) };
    const { body } = await done('aavak', 'listReceipts', { query });
    items.push(...body.items);
    cursor = body.next;
  } while (cursor);
  return items;
};
const track = (token: string) => office.call('', 'trackLetter', { params: { token } });
type Letter = Awaited<ReturnType<typeof aLetterIn>>;
const markTo = (letter: Letter, postId: string, more: object = {}, by = 'aavak') =>
  done(by, 'markReceipt', { ...letter, body: { to: { postId }, ...more } });

/** As a client does it: one that is told that others are faster asks again under the same key. */
async function diariseOnce(key: string): Promise<Told> {
  const asked = {
    body: letterInput({ nature: 'physical' }),
    headers: { 'idempotency-key': key },
  };
  for (let attempt = 1; ; attempt += 1) {
    const told = await office.call('aavak', 'createReceipt', asked);
    if (told.body.type !== '/problems/busy' || attempt === 5) return told;
  }
}

describe('inward numbers', () => {
  it('[row 1] [invariant 11] sixty letters at once get sixty numbers without a gap', async () => {
    const before = (await inRegister()).length;
    const told = await Promise.all(
      Array.from({ length: 60 }, (_, n) => diariseOnce(`one-of-sixty-at-once-${n}`)),
    );
    expect(told.map(({ status }) => status)).toEqual(Array(60).fill(201));
    const serials = told.map(({ body }) => Number(body.receipt.number.split('/').at(-1)));
    const first = Math.min(...serials);
    expect(serials.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => first + n));
    const rows = await inRegister();
    expect(rows.length).toBe(before + 60);
    // They stand in the order of their numbers, whichever was asked for first.
    const listed = rows.map(({ number }) => Number(String(number).split('/').at(-1)));
    expect(listed).toEqual([...listed].sort((a, b) => a - b));
  });

  it('[invariant 11] what was disposed of and opened again is not voided, and the refusal says why', async () => {
    const letter = await aLetterIn(day);
    const { params } = letter;
    const body = { reason: 'no-action' };
    const shut = await done('aavak', 'disposeReceipt', { ...letter, body });
    const again = { params, version: shut.body.version, body: { reason: 'पुनः परीक्षण' } };
    const open = await done('regadhikshak', 'reopenReceipt', again);
    const told = await office.call('aavak', 'voidReceipt', {
      params,
      version: open.body.version,
      body: { reason: 'भूलवश' },
    });
    expect(told.body).toMatchObject({ type: '/problems/already-moved' });
    // It never went anywhere.
    expect(told.body.title).toContain('निराकरण');
  });

  it('[invariant 11] a void number stays listed and is never given again', async () => {
    const letter = await aLetterIn(day);
    const voided = await done('aavak', 'voidReceipt', { ...letter, body: { reason: 'भूलवश' } });
    const { number } = voided.body.receipt;
    const next = await aLetterIn(day);
    const { body } = await done('aavak', 'getReceipt', { params: next.params });
    const serialOf = (text: string) => Number(text.split('/').at(-1));
    expect(serialOf(body.receipt.number)).toBe(serialOf(number) + 1);
    const rows = await inRegister();
    expect(rows.filter((row) => row.number === number)).toMatchObject([
      { void: true, subject: 'सीमांकन हेतु आवेदन' },
    ]);
    // Numbers and register agree: each number of the series is there once.
    const serials = rows.map((row) => serialOf(String(row.number))).sort((a, b) => a - b);
    expect(serials).toEqual(Array.from({ length: serials.length }, (_, n) => n + 1));
  });

  it('the register tells on which day a letter came, and when it was entered', async () => {
    await aLetterIn(day, { receivedOn: '2026-11-02' });
    const late = (await inRegister()).at(-1);
    expect(late).toMatchObject({ receivedOn: '2026-11-02' });
    await aLetterIn(day);
    const today = (await inRegister()).at(-1);
    expect(today?.receivedOn).toBe(today?.day);
    await aLetterIn(day, { classification: 'confidential' });
    expect((await inRegister()).at(-1)).toMatchObject({ confidential: true, receivedOn: null });
  });

  it('the scan of a letter that is void goes with the next entry of it, and with one only', async () => {
    const documentIds = [await aDocument(day, 'aavak')];
    const burn = (letter: Letter) =>
      done('aavak', 'voidReceipt', { ...letter, body: { reason: 'भूलवश' } });
    const first = await aLetterIn(day, { nature: 'electronic', documentIds });
    await burn(first);
    const second = await aLetterIn(day, { nature: 'electronic', documentIds });
    const third = { body: letterInput({ documentIds }) };
    expect((await office.call('aavak', 'createReceipt', third)).body.type).toBe(
      '/problems/document-attached',
    );
    await burn(second);
    await done('aavak', 'createReceipt', third);
    const slip = { kind: 'acknowledgement', receiptId: second.params.receiptId };
    expect((await office.call('aavak', 'createPrint', { body: slip })).body.type).toBe(
      '/problems/receipt-void',
    );
  });

  it('a repeated request changes nothing', async () => {
    const asked = {
      body: letterInput({ nature: 'physical' }),
      headers: { 'idempotency-key': 'the-same-letter-twice' },
    };
    const first = await done('aavak', 'createReceipt', asked);
    const before = await dump();
    const second = await done('aavak', 'createReceipt', asked);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(await dump()).toEqual(before);
  });
});

describe('letters that came before', () => {
  const numbered = {
    nature: 'physical',
    letter: { number: '892/वाचक-1/2026', date: '2026-10-01', language: 'hi' },
    sender: { kind: 'office', name: 'तहसील कार्यालय' },
  };

  it('are told of when number, date and sender are the same', async () => {
    const first = await done('aavak', 'createReceipt', { body: letterInput(numbered) });
    expect(first.body.possibleDuplicates).toEqual([]);
    const written = { ...numbered.letter, number: '८९२ / वाचक 1 / 2026' };
    const second = await done('aavak', 'createReceipt', {
      body: letterInput({ ...numbered, letter: written }),
    });
    const { id, number } = first.body.receipt;
    expect(second.body.possibleDuplicates).toMatchObject([{ receiptId: id, number }]);
    const other = await done('aavak', 'createReceipt', {
      body: letterInput({ ...numbered, letter: { ...numbered.letter, date: '2026-10-02' } }),
    });
    expect(other.body.possibleDuplicates).toEqual([]);
    // What is corrected to be the same is known by it from then on.
    const corrected = await done('aavak', 'correctReceipt', {
      params: { receiptId: other.body.receipt.id },
      version: other.body.version,
      body: { letter: numbered.letter, sender: numbered.sender, reason: 'दिनांक त्रुटिपूर्ण' },
    });
    const third = await done('aavak', 'createReceipt', { body: letterInput(numbered) });
    expect(third.body.possibleDuplicates.map((each: Item) => each.receiptId)).toEqual([
      id,
      second.body.receipt.id,
      corrected.body.receipt.id,
    ]);
  });

  it('are known by what stands in the entry now, however they came, and shown with each of them until they are void', async () => {
    const letter = { number: '77/स्था/2026', date: '2026-10-05', language: 'hi' };
    const sender = { kind: 'office', name: 'जिला पंचायत' };
    const said = { nature: 'physical', letter, sender };
    const entered = (more: object = {}, by = 'aavak') =>
      done(by, 'createReceipt', { body: letterInput({ ...said, ...more }) });
    const told = async (by = 'aavak') =>
      (await entered({}, by)).body.possibleDuplicates.map((each: Item) => each.receiptId);
    const stateOf = async (receiptId: string) => {
      const { stored } = await load({ stored: receiptStore.ref(receiptId) });
      if (!stored) throw new Error(receiptId);
      return stored.state;
    };
    const shown = async (receiptId: string) => {
      const { body } = await done('aavak', 'getReceipt', { params: { receiptId } });
      return body.possibleDuplicates.map((each: Item) => each.receiptId);
    };
    const put = (of: Told, body: object) =>
      done('aavak', 'correctReceipt', {
        params: { receiptId: of.body.receipt.id },
        version: of.body.version,
        body: { ...body, reason: 'त्रुटि' },
      });
    const idOf = ({ body }: Told) => body.receipt.id as string;
    // Only the letter, or only the sender, is put right.
    const one = await entered({ letter: { ...letter, number: '78/स्था/2026' } });
    const two = await entered({ sender: { kind: 'office', name: 'जिला पंचायत कार्यालय' } });
    const three = await entered();
    expect(three.body.possibleDuplicates).toEqual([]);
    await put(one, { letter });
    await put(two, { sender });
    const four = await entered();
    const known = four.body.possibleDuplicates.map((each: Item) => each.receiptId);
    expect(known.sort()).toEqual([one, two, three].map(idOf).sort());
    // Each is shown the others, once the worker has been there.
    for (const each of [one, two, three, four]) await noteSame(await stateOf(idOf(each)));
    expect(await shown(idOf(one))).toEqual([two, three, four].map(idOf).sort());
    expect(await shown(idOf(four))).toEqual([one, two, three].map(idOf).sort());
    // What is void, or was corrected to be another, is offered no more.
    await done('aavak', 'voidReceipt', {
      params: { receiptId: idOf(four) },
      version: four.body.version,
      body: { reason: 'दो बार दर्ज' },
    });
    await put(three, { letter: { ...letter, date: '2026-10-06' } });
    for (const each of [four, three]) await noteSame(await stateOf(idOf(each)));
    expect(await shown(idOf(one))).toEqual([idOf(two)]);
    expect(await shown(idOf(three))).toEqual([]);
    expect(await shown(idOf(four))).toEqual([]);
    const fifth = await entered();
    expect(fifth.body.possibleDuplicates.map((each: Item) => each.receiptId).sort()).toEqual(
      [one, two].map(idOf).sort(),
    );
    // One that was transferred is known at the office to which it went.
    const gone = await done('aavak', 'transferReceipt', {
      params: { receiptId: idOf(fifth) },
      version: fifth.body.version,
      body: { officeId: tehsil },
    });
    expect(await told('vachak')).toEqual([gone.body.receipt.transferredTo.receiptId]);
  });

  it('name the letter they are a copy or reminder of, and it counts its reminders', async () => {
    const first = await aLetterIn(day);
    const { receiptId } = first.params;
    const reminder = await aLetterIn(day, { remindsReceiptId: receiptId });
    await aLetterIn(day, { duplicateOfId: receiptId });
    const { body } = await done('aavak', 'getReceipt', { params: first.params });
    expect(body.receipt.reminded).toMatchObject({ count: 1 });
    expect(body.version).toBe(first.version + 2);
    const shown = await done('aavak', 'getReceipt', { params: reminder.params });
    expect(shown.body.receipt.remindsReceiptId).toBe(receiptId);
    // Found out only afterwards, it is said by a correction.
    const found = await aLetterIn(day);
    await done('aavak', 'correctReceipt', {
      ...found,
      body: { remindsReceiptId: receiptId, reason: 'स्मरण-पत्र है' },
    });
    const { body: twice } = await done('aavak', 'getReceipt', { params: first.params });
    expect(twice.receipt.reminded).toMatchObject({ count: 2 });
    const itself = await office.call('aavak', 'correctReceipt', {
      params: first.params,
      version: twice.version,
      body: { duplicateOfId: receiptId, reason: 'क' },
    });
    expect(itself.body.type).toBe('/problems/reference-broken');
    const elsewhere = await office.call('vachak', 'createReceipt', {
      body: letterInput({ nature: 'physical', remindsReceiptId: receiptId }),
    });
    expect(elsewhere.body.type).toBe('/problems/not-found');
  });

  it('[row 3] a reminder counts once however often it is named, and letters never name each other', async () => {
    const first = await aLetterIn(day);
    const { receiptId } = first.params;
    const second = await aLetterIn(day, { remindsReceiptId: receiptId });
    const reminded = async () => {
      const { body } = await done('aavak', 'getReceipt', { params: first.params });
      return body.receipt.reminded;
    };
    let version = second.version;
    const say = async (body: object) => {
      const asked = { params: second.params, version, body: { ...body, reason: 'पुनः' } };
      version = (await done('aavak', 'correctReceipt', asked)).body.version;
    };
    await say({ remindsReceiptId: receiptId });
    expect(await reminded()).toMatchObject({ count: 1 });
    await say({ duplicateOfId: receiptId });
    expect(await reminded()).toBeUndefined();
    const { version: now } = (await done('aavak', 'getReceipt', { params: first.params })).body;
    const circle = await office.call('aavak', 'correctReceipt', {
      params: first.params,
      version: now,
      body: { duplicateOfId: second.params.receiptId, reason: 'क' },
    });
    expect(circle.body.type).toBe('/problems/reference-broken');
  });

  it('are shown with a letter whose scan says nearly the same', async () => {
    const text = (more: string) =>
      `ग्राम सुहेला के खसरा क्रमांक 112/4 रकबा 0.450 हेक्टेयर का सीमांकन किया जाना है अतः राजस्व निरीक्षक ` +
      `एवं हल्का पटवारी को निर्देशित करने का कष्ट करें ताकि पड़ोसी कृषक से विवाद समाप्त हो सके ${more}`;
    const stateOf = async ({ params }: Letter) => {
      const { stored } = await load({ stored: receiptStore.ref(params.receiptId) });
      if (!stored) throw new Error(params.receiptId);
      return stored.state;
    };
    const one = await aScannedLetterIn(day);
    const two = await aScannedLetterIn(day);
    const secret = await aScannedLetterIn(day, { classification: 'confidential' });
    const other = await aScannedLetterIn(day);
    await noteLikeness(await stateOf(one), 'doc_1', text('आवेदक रामलाल'));
    await noteLikeness(await stateOf(secret), 'doc_2', text('आवेदक रामलाल'));
    await noteLikeness(
      await stateOf(other),
      'doc_3',
      'स्थापना शाखा के लिपिक का अर्जित अवकाश आवेदन पत्र प्राप्त हुआ जिस पर विभागाध्यक्ष की अनुशंसा अपेक्षित है और सेवा पुस्तिका संलग्न की गई है',
    );
    for (let twice = 0; twice < 2; twice += 1) {
      await noteLikeness(await stateOf(two), 'doc_4', text('आवेदक रामलाल वर्मा'));
    }
    const similarTo = async ({ params }: Letter) =>
      (await done('aavak', 'getReceipt', { params })).body.similar.map(
        (each: Item) => each.receiptId,
      );
    expect(await similarTo(one)).toEqual([two.params.receiptId]);
    expect(await similarTo(two)).toEqual([one.params.receiptId]);
    expect(await similarTo(secret)).toEqual([]);
    expect(await similarTo(other)).toEqual([]);
  });
});

describe('on its way', () => {
  it('[row 31] an electronic letter is at once with the post, unseen until it is opened', async () => {
    const letter = await aScannedLetterIn(day, {
      enclosures: [{ description: 'नक्शा', count: 1, received: 0 }],
    });
    await markTo(letter, deputy);
    const rowOf = async () =>
      (await done('deputy', 'getInbox', { query: { limit: '100' } })).body.items.find(
        ({ id }: Item) => id === letter.params.receiptId,
      );
    expect(await rowOf()).toMatchObject({
      status: 'at-post',
      unseen: true,
      enclosuresMissing: true,
    });
    await done('deputy', 'openReceipt', { params: letter.params });
    expect(await rowOf()).toMatchObject({ unseen: false });
  });

  it('[row 43] shows every stop of a letter, and how long it lay there', async () => {
    const letter = await aLetterIn(day);
    const sent = await markTo(letter, rajasv);
    const back = await done('aavak', 'recallReceipt', {
      params: letter.params,
      version: sent.body.version,
    });
    const again = await markTo({ ...letter, version: back.body.version }, deputy);
    await done('deputy', 'receiveReceipt', { params: letter.params, version: again.body.version });
    const { body } = await done('aavak', 'listReceiptMovements', { params: letter.params });
    expect(body.items).toMatchObject([
      { kind: 'marked', to: { postId: rajasv }, lay: { workingMinutes: 0 } },
      { kind: 'recalled' },
      { kind: 'marked', to: { postId: deputy } },
      { kind: 'received', to: { postId: deputy }, by: { name: {} } },
    ]);
    const query = { limit: '2' };
    const first = await done('aavak', 'listReceiptMovements', { params: letter.params, query });
    expect(first.body.items).toHaveLength(1);
    expect(first.body.next).not.toBeNull();
  });

  it('[row 2] paper waits in the inbox of the post that must receive it; the sender answers for it', async () => {
    const letter = await aLetterIn(day);
    const sent = await markTo(letter, rajasv);
    const inbox = await done('rajasv1', 'getInbox', { query: { limit: '100' } });
    expect(inbox.body.items).toContainEqual(
      expect.objectContaining({ id: letter.params.receiptId, status: 'in-transit' }),
    );
    const early = await office.call('rajasv1', 'disposeReceipt', {
      params: letter.params,
      version: sent.body.version,
      body: { reason: 'no-action' },
    });
    expect(early.body.type).toBe('/problems/receipt-not-with-you');
    const sentBy = await done('aavak', 'listSent', { query: { month } });
    expect(sentBy.body.items).toContainEqual(
      expect.objectContaining({ id: letter.params.receiptId, cause: 'marked' }),
    );
  });

  it('copies for information let a post read, and nothing more', async () => {
    const letter = await aScannedLetterIn(day, { classification: 'confidential' });
    expect((await office.call('deputy', 'getReceipt', { params: letter.params })).status).toBe(404);
    await markTo(letter, rajasv, { copies: [deputy] });
    const shown = await done('deputy', 'getReceipt', { params: letter.params });
    expect(shown.body.events).toEqual([]);
    const mine = await done('deputy', 'listCopies', { query: { limit: '1' } });
    expect(mine.body.items).toMatchObject([{ receiptId: letter.params.receiptId }]);
    const theirs = await done('adm', 'listCopies');
    expect(theirs.body.items).toEqual([]);
  });

  it('copies for information are pulled back with the letter, and listed once when it is marked again', async () => {
    const letter = await aScannedLetterIn(day);
    const { params } = letter;
    const listed = async () =>
      (await done('deputy', 'listCopies')).body.items.filter(
        ({ receiptId }: Item) => receiptId === params.receiptId,
      ).length;
    const sent = await markTo(letter, rajasv, { copies: [deputy] });
    expect(await listed()).toBe(1);
    const { version } = (
      await done('aavak', 'recallReceipt', { params, version: sent.body.version })
    ).body;
    expect(await listed()).toBe(0);
    const read = { params: { receiptId: params.receiptId } };
    expect((await done('aavak', 'getReceipt', read)).body.receipt.readers.named).toBeUndefined();
    await markTo({ params, version }, rajasv, { copies: [deputy] });
    expect(await listed()).toBe(1);
  });
});

it('a superior who had a confidential letter opens it again; one who did not is not told of it', async () => {
  const letter = await aLetterIn(day, { classification: 'confidential' });
  const above = postOf('Superintendent (Revenue)');
  const sent = await markTo(letter, above);
  const { params } = letter;
  const got = await done('adhikshak', 'receiveReceipt', { params, version: sent.body.version });
  const down = await markTo({ params, version: got.body.version }, rajasv, {}, 'adhikshak');
  const had = await done('rajasv1', 'receiveReceipt', { params, version: down.body.version });
  const body = { reason: 'no-action' };
  const shut = await done('rajasv1', 'disposeReceipt', { params, version: had.body.version, body });
  const again = { params, version: shut.body.version, body: { reason: 'पुनः परीक्षण' } };
  expect((await office.call('deputy', 'reopenReceipt', again)).body.type).toBe(
    '/problems/not-found',
  );
  await done('adhikshak', 'reopenReceipt', again);
});

it('[invariant 16] a confidential letter that was disposed of at its first desk is opened again by whoever is cleared', async () => {
  const letter = await aLetterIn(day, { classification: 'confidential' });
  const { params, version } = letter;
  const shut = await done('aavak', 'disposeReceipt', {
    params,
    version,
    body: { reason: 'ephemeral' },
  });
  const again = { params, version: shut.body.version, body: { reason: 'भूलवश निराकृत' } };
  for (const [username, told] of [
    ['regadhikshak', 'not-a-superior'],
    ['deputy3', 'not-found'],
    ['aavak', 'not-a-superior'],
    ['lekhaparikshak', 'not-found'],
  ] as const) {
    expect((await office.call(username, 'reopenReceipt', again)).body.type, username).toBe(
      `/problems/${told}`,
    );
  }
  const open = await done('adm', 'reopenReceipt', again);
  expect(open.body.receipt).toMatchObject({ status: 'at-post', holder: { postId: aavak } });
});

describe('a letter at the wrong desk', () => {
  const reason = 'इस शाखा का विषय नहीं';

  it('is given back by a post that may not mark, and its stop and register say so', async () => {
    const letter = await aScannedLetterIn(day);
    const inspector = postOf('Auditor');
    const sent = await markTo(letter, inspector);
    const { params } = letter;
    const seen = await done('lekhaparikshak', 'openReceipt', { params });
    const marking = { params, version: seen.body.version, body: { to: { postId: rajasv } } };
    expect((await office.call('lekhaparikshak', 'markReceipt', marking)).body.type).toBe(
      '/problems/not-allowed',
    );
    const back = await done('lekhaparikshak', 'returnReceipt', {
      params,
      version: seen.body.version,
      body: { to: aavak, reason },
    });
    expect(back.body.receipt).toMatchObject({ status: 'at-post', holder: { postId: aavak } });
    expect(sent.body.receipt.holder.postId).toBe(inspector);
    const { body } = await done('aavak', 'listReceiptMovements', { params });
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual(['marked', 'returned']);
    const listed = await done('lekhaparikshak', 'listSent', { query: { month, limit: '10' } });
    expect(listed.body.items[0]).toMatchObject({ id: params.receiptId, cause: 'returned' });
  });

  it('is pulled up by a superior, and the post is told why', async () => {
    const letter = await aScannedLetterIn(day);
    const sent = await markTo(letter, rajasv);
    const { params } = letter;
    const body = { from: rajasv, reason };
    const up = { params, version: sent.body.version, body };
    const call = async (username: string, asked: Asked) =>
      (await office.call(username, 'pullUpReceipt', asked)).body.type;
    expect(await call('rajasv1', up)).toBe('/problems/not-allowed');
    expect(await call('regadhikshak', up)).toBe('/problems/not-a-superior');
    expect(await call('deputy', { ...up, body: { ...body, from: deputy } })).toBe(
      '/problems/receipt-not-there',
    );
    const pulled = await done('deputy', 'pullUpReceipt', up);
    expect(pulled.body.receipt.holder.postId).toBe(deputy);
    const told = await done('rajasv1', 'listNotices', { query: { limit: '1' } });
    expect(told.body.items[0]).toMatchObject({
      kind: 'letter-pulled-up',
      receiptId: params.receiptId,
      fileId: null,
      reason,
    });
  });

  it('is marked to no vacant post by name; a branch takes it', async () => {
    const letter = await aScannedLetterIn(day);
    const vacant = postOf('Deputy Collector (Nazul)');
    const body = { to: { postId: vacant } };
    expect((await office.call('aavak', 'markReceipt', { ...letter, body })).body.type).toBe(
      '/problems/post-vacant',
    );
  });
});

describe('enclosures that are missing', () => {
  const missing = [{ description: 'नक्शा', count: 2, received: 1 }];
  const come = [{ description: 'नक्शा', count: 2, received: 2 }];
  const refusal = async (username: string, id: OperationId, asked: Asked) =>
    (await office.call(username, id, asked)).body.type;

  it('[row 5] are chased and noted by the post that has the file, once the letter is in one', async () => {
    const letter = await aLetterIn(day, { enclosures: missing });
    const { params } = letter;
    await markTo(letter, rajasv);
    const at = (await done('rajasv1', 'getReceipt', { params })).body.version as number;
    const received = await done('rajasv1', 'receiveReceipt', { params, version: at });
    const { fileId } = await aFile(day);
    const filing = { params, version: received.body.version as number, body: { fileId } };
    const filed = await done('rajasv1', 'fileReceipt', filing);
    await done('rajasv1', 'sendFile', {
      params: { fileId },
      version: filed.body.version,
      body: { to: postOf('Superintendent (Revenue)') },
    });
    const query = { file: fileId };
    const shown = await done('adhikshak', 'getReceipt', { params, query });
    expect(shown.body.events.sort()).toEqual(['chase-enclosures', 'note-enclosures']);
    const gone = await done('rajasv1', 'getReceipt', { params, query });
    expect(gone.body.events).toEqual([]);
    expect((await done('rajasv1', 'getReceipt', { params })).body.events).toEqual([]);

    const version = shown.body.version as number;
    const chase = { params, version, body: { by: 'phone', fileId } };
    expect(await refusal('rajasv1', 'chaseEnclosures', chase)).toBe('/problems/file-not-with-you');
    for (const body of [{ by: 'phone' }, { by: 'phone', fileId: (await aFile(day)).fileId }]) {
      const asked = { params, version, body };
      expect(await refusal('rajasv1', 'chaseEnclosures', asked)).toBe('/problems/reference-broken');
      expect(await refusal('adhikshak', 'chaseEnclosures', asked)).toBe(
        '/problems/receipt-not-with-you',
      );
    }
    const told = await done('adhikshak', 'chaseEnclosures', chase);
    expect(told.body.receipt.chased).toMatchObject({ count: 1 });
    const noted = await done('adhikshak', 'noteEnclosures', {
      params,
      version: told.body.version,
      body: { enclosures: come, fileId },
    });
    expect(noted.body.receipt).toMatchObject({ status: 'filed', enclosures: come });
    const after = await done('adhikshak', 'getReceipt', { params, query });
    expect(after.body).toMatchObject({ enclosuresMissing: false, events: ['note-enclosures'] });
  });

  it('of a letter in a confidential file are seen by it, and by nobody else', async () => {
    const letter = await aLetterIn(day, {
      enclosures: missing,
      nature: 'electronic',
      documentIds: [await aDocument(day, 'aavak')],
    });
    const { params } = letter;
    const given = await markTo(letter, rajasv);
    const heads = sampleDistrict.subjectHeads[0]?.id;
    const file = await done('rajasv1', 'createFile', {
      body: { subject: { hi: 'गोपनीय' }, headId: heads, classification: 'confidential' },
    });
    const fileId = file.body.file.id as string;
    const filing = { params, version: given.body.version as number, body: { fileId } };
    const filed = await done('rajasv1', 'fileReceipt', filing);
    await done('rajasv1', 'sendFile', {
      params: { fileId },
      version: filed.body.version,
      body: { to: postOf('Superintendent (Revenue)') },
    });
    const asked = { params, query: { file: fileId } };
    expect(await refusal('adhikshak', 'getReceipt', { params })).toBe('/problems/not-found');
    const { version } = (await done('adhikshak', 'getReceipt', asked)).body;
    expect(await refusal('sthapna1', 'getReceipt', asked)).toBe('/problems/not-found');
    const chase = { params, version, body: { by: 'letter', fileId } };
    expect(await refusal('sthapna1', 'chaseEnclosures', chase)).toBe('/problems/not-found');
    await done('adhikshak', 'chaseEnclosures', chase);
  });
});

describe('two at once', () => {
  const statuses = (told: Told[]) => told.map(({ status }) => status).sort();

  it('[row 44] of opening and pulling back, one wins and the other is told', async () => {
    for (let round = 0; round < 5; round += 1) {
      const letter = await aScannedLetterIn(day);
      const sent = await markTo(letter, rajasv);
      const { params } = letter;
      const [opened, recalled] = await Promise.all([
        office.call('rajasv1', 'openReceipt', { params }),
        office.call('aavak', 'recallReceipt', { params, version: sent.body.version }),
      ]);
      const { body } = await done('aavak', 'getReceipt', { params });
      const back = body.receipt.holder.postId !== rajasv;
      expect(recalled.status < 300).toBe(back);
      expect(opened.status < 300).toBe(!back);
    }
  });

  it('[invariant 12] of two files, one gets the letter', async () => {
    const letter = await aScannedLetterIn(day);
    const sent = await markTo(letter, rajasv);
    const [one, two] = [await aFile(day), await aFile(day)];
    const told = await Promise.all(
      [one, two].map(({ fileId }) =>
        office.call('rajasv1', 'fileReceipt', {
          params: letter.params,
          version: sent.body.version,
          body: { fileId },
        }),
      ),
    );
    expect(statuses(told)[0]).toBe(201);
    expect(statuses(told)[1]).toBeGreaterThanOrEqual(400);
    const sides = await Promise.all(
      [one, two].map(({ fileId }) => done('rajasv1', 'listCorrespondence', { params: { fileId } })),
    );
    expect(sides.flatMap(({ body }) => body.items)).toHaveLength(1);
  });
});

describe('transfer', () => {
  it('is one write; the other office has the letter with its scan, and its sender follows it there', async () => {
    const letter = await aScannedLetterIn(day, { watch: 'rti' });
    const { body } = await done('aavak', 'getReceipt', { params: letter.params });
    const { trackingToken: token, documents, dueAt } = body.receipt;
    const told = await done('aavak', 'transferReceipt', {
      ...letter,
      body: { officeId: tehsil, remarks: 'आपके क्षेत्राधिकार का है' },
    });
    expect(told.commands.filter(({ name }) => name.startsWith('TransactWrite'))).toHaveLength(1);
    const params = { receiptId: told.body.receipt.transferredTo.receiptId };
    const arrived = await done('vachak', 'getReceipt', { params });
    expect(arrived.body.receipt).toMatchObject({
      officeId: tehsil,
      documents,
      dueAt,
      transferredFrom: { officeId: collectorate, receiptId: letter.params.receiptId },
    });
    await done('vachak', 'getDocument', {
      params: { documentId: documents[0].documentId },
      query: { via: params.receiptId },
    });
    expect((await office.call('vachak', 'getReceipt', { params: letter.params })).status).toBe(404);
    expect((await track(token)).body).toMatchObject({
      office: { en: expect.stringContaining('Tehsil') },
      stage: { en: 'Under process' },
    });
    // And it is put in a file there.
    const heads = sampleDistrict.subjectHeads.filter(({ officeId }) => officeId === tehsil);
    const file = await done('vachak', 'createFile', {
      body: { subject: { hi: 'नस्ती' }, headId: heads[0]?.id },
    });
    await done('vachak', 'fileReceipt', {
      params,
      version: arrived.body.version,
      body: { fileId: file.body.file.id },
    });
  });
});

describe('[invariant 17] [row 47] the token on the slip', () => {
  const facts = ['kind', 'date', 'office', 'stage', 'daysElapsed', 'expectedBy'];

  it('tells anybody how far the letter is, and nothing else, at every step', async () => {
    const letter = await aLetterIn(day, { watch: 'rti' });
    const { body } = await done('aavak', 'getReceipt', { params: letter.params });
    const token = body.receipt.trackingToken;
    const stage = async () => {
      const told = await track(token);
      expect(told.status).toBe(200);
      expect(Object.keys(told.body).sort()).toEqual([...facts].sort());
      expect(told.body).toMatchObject({ kind: 'letter', daysElapsed: 0 });
      const text = JSON.stringify(told.body);
      for (const hidden of ['सीमांकन', 'नमूना"', 'BBZ-COL/2', 'rcp_', 'pst_', 'Clerk']) {
        expect(text).not.toContain(hidden);
      }
      return told.body.stage.en;
    };
    expect(await stage()).toBe('Registered');
    const sent = await markTo(letter, rajasv);
    expect(await stage()).toBe('Under process');
    const received = await done('rajasv1', 'receiveReceipt', {
      params: letter.params,
      version: sent.body.version,
    });
    const { fileId } = await aFile(day);
    const filed = await done('rajasv1', 'fileReceipt', {
      params: letter.params,
      version: received.body.version,
      body: { fileId },
    });
    expect(await stage()).toBe('Under consideration on a file');
    await done('rajasv1', 'settleLetter', {
      params: { fileId, no: '1' },
      version: filed.body.version,
      body: { receiptId: letter.params.receiptId, outcome: 'answered' },
    });
    expect(await stage()).toBe('Disposed of');
  });

  it('[invariant 16] of a confidential letter tells only that it is under process; no list tells its subject', async () => {
    const subject = { hi: 'अत्यंत गोपनीय आरोप पत्र' };
    const sender = { kind: 'citizen', name: 'गुप्त सूचनादाता' };
    const letter = await aLetterIn(day, { subject, sender });
    // It was entered and marked as an ordinary one at first.
    const first = await markTo(letter, deputy);
    const back = await done('aavak', 'recallReceipt', {
      params: letter.params,
      version: first.body.version,
    });
    const raised = await done('aavak', 'correctReceipt', {
      params: letter.params,
      version: back.body.version,
      body: { classification: 'confidential', reason: 'गोपनीय है' },
    });
    const sent = await markTo({ ...letter, version: raised.body.version }, rajasv);
    const { number, trackingToken } = sent.body.receipt;
    const told = await track(trackingToken);
    expect(told.body).toMatchObject({ stage: { en: 'Under process' }, expectedBy: null });
    const row = (await inRegister()).find((each) => each.number === number);
    expect(row).toMatchObject({ confidential: true, subject: null, sender: null, letter: null });
    const open = (await dump()).filter(({ pk }) => /^(REG|TRACK|SAME|NUMBER)#/.test(String(pk)));
    expect(open.length).toBeGreaterThan(4);
    for (const item of open) {
      expect(JSON.stringify(item)).not.toContain('गोपनीय आरोप');
      expect(JSON.stringify(item)).not.toContain('सूचनादाता');
    }
    for (const username of ['sthapna1', 'adhikshak', 'deputy']) {
      expect((await office.call(username, 'getReceipt', { params: letter.params })).status).toBe(
        404,
      );
    }
  });

  it('is not guessed, and a wrong one is not found', async () => {
    expect((await track('0000-0000-0000-0000')).status).toBe(404);
    expect((await track('nonsense')).body.type).toBe('/problems/validation');
    const letter = await aLetterIn(day);
    const { body } = await done('aavak', 'getReceipt', { params: letter.params });
    const { trackingToken } = body.receipt;
    const typed = ` ${trackingToken.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')}`;
    expect((await track(typed)).status).toBe(200);
  });
});

describe('how to reach the sender', () => {
  it('stands in no row that is listed, shown or indexed, but in the sealed text', async () => {
    const sender = {
      kind: 'citizen',
      name: 'कोई नमूना',
      mobile: '9123456780',
      email: 'a@example.in',
    };
    const told = await done('aavak', 'createReceipt', {
      body: letterInput({ nature: 'physical', sender }),
    });
    expect(JSON.stringify(told.body)).not.toMatch(/9123456780|a@example/);
    const rows = (await dump()).filter((item) => JSON.stringify(item).includes('9123456780'));
    expect(rows.map(({ pk, sk }) => [pk, String(sk).slice(0, 2)])).toEqual([
      [told.body.receipt.id, 'S#'],
    ]);
  });
});

describe('a refusal', () => {
  it('has its own code, in the caller’s language, and changes no stored byte', async () => {
    const nobody = { receiptId: 'rcp_01K00000000000000000000009' };
    const plain = await aScannedLetterIn(day);
    const paper = await aLetterIn(day);
    const onItsWay = await aLetterIn(day);
    const sent = await markTo(onItsWay, rajasv);
    const way = { params: onItsWay.params, version: sent.body.version as number };
    const given = await aScannedLetterIn(day);
    const opened = await markTo(given, rajasv);
    const read = await done('rajasv1', 'openReceipt', { params: given.params });
    expect(read.body.version).toBe(opened.body.version + 1);
    const there = { params: given.params, version: read.body.version as number };
    const shut = await aLetterIn(day);
    const closing = await done('aavak', 'disposeReceipt', {
      ...shut,
      body: { reason: 'ephemeral' },
    });
    const closed = { params: shut.params, version: closing.body.version as number };
    const burnt = await aLetterIn(day);
    const voiding = await done('aavak', 'voidReceipt', { ...burnt, body: { reason: 'भूल' } });
    const voided = { params: burnt.params, version: voiding.body.version as number };
    const secret = await aScannedLetterIn(day, { classification: 'confidential' });
    const toRajasv = await markTo(secret, rajasv);
    const confidential = { params: secret.params, version: toRajasv.body.version as number };
    const { fileId, version: fileVersion } = await aFile(day);
    const { body: filing } = await done('rajasv1', 'fileReceipt', { ...there, body: { fileId } });
    const filed = { params: given.params, version: there.version + 1 };
    const foreign = await aDocument(day, 'vachak');
    const used = (await done('aavak', 'getReceipt', { params: plain.params })).body.receipt
      .documents[0];
    const before = await dump();

    const to = { to: { postId: rajasv } };
    const say = { reason: 'कारण' };
    const settling = { receiptId: given.params.receiptId, outcome: 'answered' };
    const onFile = { fileId, no: '1' };
    const cases: [string, OperationId, Asked, number, string][] = [
      [
        'rajasv1',
        'createReceipt',
        { body: letterInput({ nature: 'physical' }) },
        403,
        'not-allowed',
      ],
      ['aavak', 'createReceipt', { body: letterInput() }, 422, 'document-required'],
      [
        'aavak',
        'createReceipt',
        { body: letterInput({ documentIds: [foreign] }) },
        404,
        'not-found',
      ],
      [
        'aavak',
        'createReceipt',
        { body: letterInput({ documentIds: [used.documentId] }) },
        409,
        'document-attached',
      ],
      [
        'aavak',
        'createReceipt',
        { body: letterInput({ nature: 'physical', classification: 'secret' }) },
        422,
        'classification-refused',
      ],
      [
        'aavak',
        'createReceipt',
        { body: letterInput({ nature: 'physical', receivedOn: '2199-01-01' }) },
        422,
        'date-ahead',
      ],
      [
        'aavak',
        'createReceipt',
        { body: letterInput({ nature: 'physical', remindsReceiptId: nobody.receiptId }) },
        404,
        'not-found',
      ],
      [
        'aavak',
        'createReceipt',
        { body: letterInput({ nature: 'physical', remindsReceiptId: burnt.params.receiptId }) },
        409,
        'receipt-void',
      ],
      [
        'aavak',
        'createReceipt',
        { body: letterInput({ nature: 'physical', channel: 'pigeon' }) },
        422,
        'validation',
      ],
      ['aavak', 'getReceipt', { params: nobody }, 404, 'not-found'],
      ['vachak', 'getReceipt', { params: plain.params }, 404, 'not-found'],
      ['sthapna1', 'getReceipt', { params: confidential.params }, 404, 'not-found'],
      ['rajasv1', 'markReceipt', { ...plain, body: to }, 403, 'receipt-not-with-you'],
      ['aavak', 'markReceipt', { ...plain, version: 99, body: to }, 412, 'stale-version'],
      ['aavak', 'markReceipt', { params: plain.params, body: to }, 428, 'if-match-required'],
      [
        'aavak',
        'markReceipt',
        { ...plain, body: { to: { postId: nobodysPost } } },
        404,
        'not-found',
      ],
      [
        'aavak',
        'markReceipt',
        { ...plain, body: { ...to, copies: [rajasv] } },
        422,
        'sent-to-self',
      ],
      [
        'aavak',
        'markReceipt',
        { ...plain, body: { to: { postId: postOf('Tehsildar') } } },
        422,
        'other-office',
      ],
      ['aavak', 'markReceipt', { ...closed, body: to }, 409, 'receipt-closed'],
      ['aavak', 'markReceipt', { ...voided, body: to }, 409, 'receipt-void'],
      ['aavak', 'markReceipt', { ...way, body: to }, 409, 'in-transit'],
      ['aavak', 'openReceipt', { params: way.params }, 409, 'in-transit'],
      ['rajasv1', 'openReceipt', { params: plain.params }, 403, 'receipt-not-with-you'],
      ['aavak', 'receiveReceipt', plain, 409, 'not-in-transit'],
      ['deputy', 'receiveReceipt', way, 409, 'not-in-transit'],
      ['aavak', 'recallReceipt', plain, 409, 'not-in-transit'],
      ['aavak', 'recallReceipt', filed, 409, 'already-filed'],
      ['deputy', 'recallReceipt', way, 403, 'not-the-sender'],
      [
        'aavak',
        'transferReceipt',
        { ...plain, body: { officeId: collectorate } },
        422,
        'sent-to-self',
      ],
      [
        'aavak',
        'transferReceipt',
        { ...plain, body: { officeId: publicWorks } },
        422,
        'office-not-on-board',
      ],
      [
        'aavak',
        'transferReceipt',
        { ...plain, body: { officeId: 'ofc_01K00000000000000000000009' } },
        404,
        'not-found',
      ],
      ['rajasv1', 'fileReceipt', { ...filed, body: { fileId } }, 409, 'already-filed'],
      ['rajasv1', 'fileReceipt', { ...confidential, body: { fileId } }, 403, 'confidential'],
      ['aavak', 'fileReceipt', { ...plain, body: { fileId } }, 403, 'file-not-with-you'],
      ['aavak', 'disposeReceipt', { ...way, body: { reason: 'no-action' } }, 409, 'in-transit'],
      ['aavak', 'disposeReceipt', { ...plain, body: { reason: 'bored' } }, 422, 'validation'],
      ['aavak', 'reopenReceipt', { ...closed, body: say }, 403, 'not-a-superior'],
      ['sthapna1', 'reopenReceipt', { ...closed, body: say }, 403, 'not-a-superior'],
      ['aavak', 'voidReceipt', { ...closed, body: say }, 409, 'receipt-closed'],
      ['rajasv1', 'voidReceipt', { ...plain, body: say }, 403, 'not-allowed'],
      ['aavak', 'correctReceipt', { ...plain, body: say }, 422, 'validation'],
      [
        'aavak',
        'correctReceipt',
        { ...plain, body: { ...say, classification: 'secret' } },
        422,
        'classification-refused',
      ],
      [
        'rajasv1',
        'correctReceipt',
        { ...confidential, body: { ...say, classification: 'normal' } },
        422,
        'classification-lowered',
      ],
      ['aavak', 'chaseEnclosures', { ...plain, body: { by: 'phone' } }, 409, 'nothing-missing'],
      [
        'aavak',
        'noteEnclosures',
        { ...plain, body: { enclosures: [{ description: 'क', count: 1, received: 2 }] } },
        422,
        'validation',
      ],
      [
        'aavak',
        'addScans',
        { ...paper, body: { documentIds: [used.documentId] } },
        409,
        'document-attached',
      ],
      [
        'rajasv1',
        'settleLetter',
        { params: { ...onFile, no: '7' }, version: filing.version, body: settling },
        422,
        'reference-broken',
      ],
      [
        'rajasv1',
        'settleLetter',
        {
          params: onFile,
          version: filing.version,
          body: { ...settling, receiptId: plain.params.receiptId },
        },
        422,
        'reference-broken',
      ],
      [
        'rajasv1',
        'settleLetter',
        { params: onFile, version: fileVersion, body: settling },
        412,
        'stale-version',
      ],
      [
        'aavak',
        'settleLetter',
        { params: onFile, version: filing.version, body: settling },
        403,
        'file-not-with-you',
      ],
      ['rajasv1', 'listReceipts', { query: { month } }, 403, 'not-allowed'],
      ['aavak', 'listReceipts', { query: { month: '2026-13' } }, 422, 'validation'],
      ['aavak', 'listReceipts', { query: { month, cursor: 'bm9uc2Vuc2U' } }, 400, 'cursor-invalid'],
      ['vachak', 'listReceiptMovements', { params: plain.params }, 404, 'not-found'],
      ['aavak', 'listCopies', { query: { cursor: 'bm9uc2Vuc2U' } }, 400, 'cursor-invalid'],
    ];
    for (const [username, id, asked, status, code] of cases) {
      expect(problemsOf(routes[id]), `${id} names ${code}`).toContain(code);
      for (const [language, script] of [
        ['hi', /[\u0900-\u097f]/],
        ['en', /[A-Za-z]/],
      ] as const) {
        const headers = { ...asked.headers, 'accept-language': language };
        const told = await office.call(username, id, { ...asked, headers });
        expect(told, `${id} ${code}: ${JSON.stringify(told.body)}`).toMatchObject({
          status,
          body: { type: `/problems/${code}`, status },
        });
        expect(told.body.title).toMatch(script);
      }
    }
    expect(await dump()).toEqual(before);
  });
});
const nobodysPost = 'pst_01K00000000000000000000009';
