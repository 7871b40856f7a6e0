/** The file: opened for the letter, noted on by two hands, and sent up with an order in draft. */
import { type Day, versionOf } from '../day.ts';
import { act, found, refused, step } from '../telling.ts';
import type { Application } from './counter.ts';
import { draftOrder } from './order.ts';

export interface OpenFile {
  readonly id: string;
  readonly number: string;
  readonly draftId: string;
  /** A word that stands in the note and nowhere else. */
  readonly word: string;
}

/** Ends with the file on the superintendent's desk. */
export async function file(day: Day, letter: Application): Promise<OpenFile> {
  act('नस्ती: पत्र, टीप, प्रारूप', 'The file: letter, note, draft');
  const opened = await openFor(day, letter);
  await disposeOfOrder(day, letter.orderId);
  await noteWithTwoHands(day, opened.id);
  const draftId = await draftOrder(day, opened.id);
  await sendUp(day, opened.id);
  return { ...opened, draftId, word: 'पंचनामा' };
}

async function openFor({ rajasv1, ids }: Day, { receiptId }: Application) {
  const seen = await rajasv1.openReceipt({ params: { receiptId } });
  const opened = await rajasv1.createFile({
    body: {
      subject: {
        hi: 'ग्राम कोहरौद: फसल क्षति का मुआवजा, श्री बिसाहू राम केंवट',
        en: 'Village Kohraud: compensation for loss of crops',
      },
      headId: ids.reliefHead,
    },
  });
  const { id, number, shortNumber } = opened.body.file;
  step(
    'सहायक ने पत्र खोला, नस्ती खोली',
    'letter opened; file opened, number from the series',
    `${number}, बोलने में ${shortNumber}`,
  );

  const filed = await rajasv1.fileReceipt({
    params: { receiptId },
    body: { fileId: id },
    version: seen.body.version,
  });
  const { pageFrom, pageTo, flag } = filed.body.item;
  step('पत्र नस्ती में रखा', 'letter filed', `पृष्ठ ${pageFrom}-${pageTo}/प, ${flag.toUpperCase()}`);
  return { id, number };
}

/** What needs no file is disposed of without one. */
async function disposeOfOrder({ rajasv1 }: Day, receiptId: string): Promise<void> {
  const params = { receiptId };
  const seen = await rajasv1.openReceipt({ params });
  const closed = await rajasv1.disposeReceipt({
    params,
    body: { reason: 'no-action', remarks: 'सूचनार्थ, अवलोकन किया।' },
    version: seen.body.version,
  });
  step(
    'सूचनार्थ आदेश बिना नस्ती के निराकृत',
    'the order, sent for information, disposed of without a file',
    closed.body.receipt.number,
  );
}

/** A yellow note: shared, put right by the superintendent, and confirmed by whoever began it. */
async function noteWithTwoHands({ rajasv1, adhikshak, ids }: Day, fileId: string): Promise<void> {
  const proposal = 'स्थल का पंचनामा तहसीलदार से 15 दिवस में प्राप्त किया जाना प्रस्तावित है।';
  const begun = await rajasv1.createNote({
    params: { fileId },
    body: {
      paragraphs: [
        'कृपया पृष्ठ 1/प पर संलग्न आवेदन का अवलोकन करें। आवेदक ने महानदी की बाढ़ से खरीफ फसल की क्षति का मुआवजा चाहा है।',
        proposal,
      ],
      references: [
        { to: 'correspondence', no: 1, page: 1 },
        { to: 'rule', text: 'राजस्व पुस्तक परिपत्र 6-4' },
      ],
    },
  });
  const params = { fileId, noteId: begun.body.id };
  const shared = await rajasv1.shareNote({
    params,
    body: { postIds: [ids.superintendent] },
    version: begun.body.version,
  });
  const version = await versionOf(rajasv1, fileId);
  const refusal = await refused(
    rajasv1.sendFile({ params: { fileId }, body: { to: ids.superintendent }, version }),
    'note-shared',
  );
  step(
    'कच्ची टीप अधीक्षक से साझा; अपुष्ट टीप के साथ नस्ती नहीं जाती',
    'yellow note shared with the superintendent; the file cannot go while it is unconfirmed',
    refusal,
  );

  const { body: told } = await adhikshak.listNotices({ query: { limit: '1' } });
  const notice = found(told.items[0], 'a notice');
  const { body: seen } = await adhikshak.getNote({
    params: {
      fileId: found(notice.fileId ?? undefined, 'its file'),
      noteId: found(notice.noteId ?? undefined, 'its note'),
    },
  });
  await adhikshak.readNotices({ body: { noticeIds: [notice.id] } });
  const [first = '', ...others] = seen.paragraphs;
  const corrected = await adhikshak.saveNote({
    params,
    body: {
      paragraphs: [first, ...others.map((each) => each.replace('15 दिवस', '7 दिवस'))],
      ...(seen.references && { references: seen.references }),
    },
    version: shared.body.version,
  });
  const confirmed = await rajasv1.confirmNote({ params, version: corrected.body.version });
  step(
    'अधीक्षक को सूचना मिली और उन्होंने सुधारा, सहायक ने पुष्टि की',
    'the superintendent, told by a notice, corrected it; confirmed by the assistant',
    `“${found(corrected.body.paragraphs[1], 'a second paragraph')}” (${confirmed.body.status})`,
  );
}

async function sendUp({ rajasv1, ids }: Day, fileId: string): Promise<void> {
  const sent = await rajasv1.sendFile({
    params: { fileId },
    body: { to: ids.superintendent },
    version: await versionOf(rajasv1, fileId),
  });
  step(
    'नस्ती ऊपर भेजी; टीप मुद्रांकित',
    'sent up; the note is sealed by sending',
    `टीप ${sent.body.noteNo}, मुद्रा ${sent.body.seal.seq}:${sent.body.seal.hash.slice(0, 12)}…`,
  );
}
