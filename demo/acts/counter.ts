/** The counter: a citizen's application comes in, is known again when it comes twice, and goes to its branch. */
import type { Day } from '../day.ts';
import { print } from '../prints.ts';
import {
  announce,
  applicationAgain,
  applicationScan,
  orderScan,
  readScan,
  upload,
} from '../scans.ts';
import { act, expect, found, step, until } from '../telling.ts';

/** What must be read from the photograph: the numbers of the fields, and what is asked for. */
const wordsOfApplication = ['खसरा', '113/1', 'मुआवजा'];

export const application = {
  subject: {
    hi: 'ग्राम कोहरौद में फसल क्षति का मुआवजा दिलाने बाबत आवेदन',
    en: 'Compensation for loss of crops',
  },
  sender: {
    kind: 'citizen',
    name: 'बिसाहू राम केंवट',
    address: 'ग्राम कोहरौद, तहसील लवन, जिला बलौदाबाजार-भाटापारा',
  },
  letter: { date: '2025-06-30', language: 'hi' },
} as const;

export interface Application {
  readonly receiptId: string;
  readonly number: string;
  readonly token: string;
  /** A word that stands in the scan and nowhere else. */
  readonly word: string;
  /** The other letter of the day, which needs no file. */
  readonly orderId: string;
}

export async function counter(day: Day): Promise<Application> {
  act('आवक: पत्र काउंटर पर', 'A letter comes in');
  const documentId = await scanApplication(day);
  const { aavak, anybody, folder } = day;
  const diarised = await aavak.createReceipt({
    body: {
      ...application,
      channel: 'counter',
      documentIds: [documentId],
      enclosures: [
        { description: 'बी-1 खसरा पाँचसाला की प्रति', count: 1, received: 1 },
        { description: 'ऋण पुस्तिका की छायाप्रति', count: 1, received: 1 },
      ],
    },
  });
  const { receipt } = diarised.body;
  step(
    'आवेदन दर्ज हुआ, आवक क्रमांक मिला',
    'application diarised',
    `${receipt.number}, प्रेषक ${receipt.sender.name}`,
  );

  const slip = await print(
    aavak,
    { kind: 'acknowledgement', receiptId: receipt.id },
    folder,
    `slip-${receipt.number}`,
  );
  step('पावती छपी, QR कोड सहित', 'acknowledgement slip with QR', slip.told);

  const token = found(receipt.trackingToken, 'a token on the slip');
  const { body: stage } = await anybody.trackLetter({ params: { token } });
  step(
    'नागरिक ने बिना साइन-इन पावती के कोड से देखा',
    'tracked by anybody who has the token; names nobody, tells no subject',
    `${token}: ${stage.stage.hi} (${stage.stage.en}), ${stage.office.hi}, ${stage.daysElapsed} दिन`,
  );

  const copy = await again(day);
  const orderId = await sameNumberAgain(day);
  await knownByItsText(day, copy);
  await markToBranch(day, receipt.id);
  return { receiptId: receipt.id, number: receipt.number, token, word: 'रोपाई', orderId };
}

async function scanApplication({ aavak }: Day): Promise<string> {
  const scan = await applicationScan();
  const { documentId, put } = await announce(aavak, scan);
  const altered = Buffer.from(scan.bytes);
  altered[altered.length - 20] = (altered.at(-20) ?? 0) ^ 1;
  const refused = await put(altered);
  expect(!refused.ok, 'storage refuses bytes that differ from the signed hash');
  step(
    'बदली हुई फ़ाइल भेजकर देखी',
    'one byte differs from the signed hash',
    `storage refused it: ${refused.status}`,
  );

  const stored = await put(scan.bytes);
  expect(stored.ok, `storage takes the announced bytes (${stored.status} ${await stored.text()})`);
  step(
    'आवक लिपिक ने हिन्दी आवेदन का चित्र सीधे भंडार में भेजा',
    'presigned upload',
    `${scan.bytes.length} bytes, ${documentId}`,
  );

  const document = await readScan(aavak, documentId);
  const [page] = document.pageStates;
  step(
    'जाँच और OCR पूरा',
    'checked, stored by its hash, read page by page',
    `${document.pages} page, state ${page?.state}, confidence ${page?.confidence} %`,
  );

  const { body: read } = await aavak.getPageText({ params: { documentId, page: '1' } });
  for (const word of wordsOfApplication) {
    expect(read.text.includes(word), `“${word}” is read from the photograph`);
  }
  const line = read.text.split('\n').find((each) => each.includes('113/1')) ?? '';
  step(
    'खसरा क्रमांक पढ़े गए',
    'words and khasra numbers read',
    `${wordsOfApplication.join(', ')}: “${line.trim()}”`,
  );
  return documentId;
}

/** The applicant also sent it by post: another sheet, another scanner, nearly the same words. */
async function again({ aavak }: Day) {
  const documentId = await upload(aavak, await applicationAgain());
  const { body } = await aavak.createReceipt({
    body: { ...application, channel: 'post', documentIds: [documentId] },
  });
  return body.receipt;
}

async function knownByItsText({ aavak }: Day, copy: { id: string; number: string }): Promise<void> {
  const known = await until('the copy to be recognised', async () => {
    const { body } = await aavak.getReceipt({ params: { receiptId: copy.id } });
    const [like] = body.similar;
    return like && { ...body, like };
  });
  await closeAsCopy(aavak, known, known.like.receiptId);
  step(
    'वही आवेदन डाक से भी आया: पाठ से पहचाना गया, प्रति मानकर निराकृत',
    'the same application by post: known by its text, closed as a copy',
    `${copy.number} ~ ${known.like.number}, समानता ${Math.round(known.like.likeness * 100)} %`,
  );
}

/** The same order twice, its number keyed in differently. */
async function sameNumberAgain({ aavak, ids }: Day): Promise<string> {
  const order = {
    subject: { hi: 'ग्राम पंचायत सुहेला के विरुद्ध शिकायत की जाँच', en: 'Inquiry into a complaint' },
    sender: { kind: 'office', name: 'अनुविभागीय अधिकारी (राजस्व), भाटापारा' },
  } as const;
  const first = await aavak.createReceipt({
    body: {
      ...order,
      letter: { number: '८९२/वाचक-१/२०२५', date: '2025-06-18', language: 'hi' },
      channel: 'post',
      documentIds: [await upload(aavak, await orderScan())],
    },
  });
  const { receipt } = first.body;
  const marked = await aavak.markReceipt({
    params: { receiptId: receipt.id },
    body: { to: { unitId: ids.revenueUnit } },
    version: first.body.version,
  });
  step(
    'एक आदेश का 300 dpi स्कैन दर्ज, राजस्व शाखा को अंकित',
    'an order scanned at 300 dpi, diarised and marked to the revenue branch',
    `${receipt.number} (पत्र क्र. ${receipt.letter.number}): ${marked.body.receipt.holder.designation.hi}`,
  );

  const again = await aavak.createReceipt({
    body: {
      ...order,
      nature: 'physical',
      letter: { number: '892 / वाचक-1 / 2025', date: '2025-06-18', language: 'hi' },
      channel: 'hand',
      location: 'आवक शाखा, रैक 2',
    },
  });
  const known = found(
    again.body.possibleDuplicates.at(-1),
    'the earlier letter of that number, date and sender',
  );
  await closeAsCopy(aavak, again.body, known.receiptId);
  step(
    'वही आदेश हाथों-हाथ भी आया: क्रमांक, दिनांक, प्रेषक से पहचाना गया',
    'the same order by hand: known by number, date and sender as it was diarised',
    `${again.body.receipt.number} = ${known.number}`,
  );
  return receipt.id;
}

async function closeAsCopy(
  clerk: Day['aavak'],
  { receipt, version }: { receipt: { id: string }; version: number },
  duplicateOfId: string,
): Promise<void> {
  const params = { receiptId: receipt.id };
  const corrected = await clerk.correctReceipt({
    params,
    body: { duplicateOfId, reason: 'पहले दर्ज पत्र की प्रति' },
    version,
  });
  await clerk.disposeReceipt({
    params,
    body: { reason: 'duplicate' },
    version: corrected.body.version,
  });
}

async function markToBranch(day: Day, receiptId: string): Promise<void> {
  const { aavak, rajasv1, deputy, ids } = day;
  // The copy was put on record on the first letter, which therefore is at another version now.
  const { version } = (await aavak.getReceipt({ params: { receiptId } })).body;
  const marked = await aavak.markReceipt({
    params: { receiptId },
    body: { to: { unitId: ids.revenueUnit }, copies: [ids.deputy], remarks: 'परीक्षण कर प्रस्तुत करें' },
    version,
  });
  const { body: inbox } = await rajasv1.getInbox({ query: { limit: '100' } });
  const waiting = inbox.items.find(({ id }) => id === receiptId);
  step(
    'राजस्व शाखा को कार्यवाही हेतु, डिप्टी कलेक्टर को सूचनार्थ अंकित',
    'marked to the revenue branch for action, to the deputy collector for information',
    `${marked.body.receipt.holder.designation.hi} की पेटी में ${waiting?.unseen ? 'अनखुला' : 'खुला'}`,
  );

  const { body: copies } = await deputy.listCopies({ query: { limit: '1' } });
  const copy = found(copies.items[0], 'a copy with the deputy collector');
  expect(copy.receiptId === receiptId, 'the newest copy is of this letter');
  step(
    'डिप्टी कलेक्टर ने सूचनार्थ प्रति देखी',
    'copy for information',
    `${copy.number}, ${copy.subject?.hi}`,
  );
}
