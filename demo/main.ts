/**
 * `npm run demo`: the main job of a collectorate, done through the public API by separate signed-in
 * people on a real scan. Needs `npm start` in another window. Every step prints what came of it and how long it took.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '../shared/api/client.ts';
import { connect, type Installation } from './installation.ts';
import { alterStoredText } from './tamper.ts';

const out = (text: string) => process.stdout.write(`${text}\n`);
const scan = new URL('../samples/scans/h03-clean300.png', import.meta.url);
/** A word that stands only in the scan, and one that stands only in the note. */
const wordOfScan = 'मस्टर';
const wordOfNote = 'पंचनामा';

let started = performance.now();
let steps = 0;
/** Prints a step with the time since the one before it. */
function step(hi: string, result: string): void {
  steps += 1;
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  out(`${String(steps).padStart(2)}. ${hi}\n      ${result}  [${seconds} s]`);
  started = performance.now();
}

function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`The demo expected that ${what}.`);
}

/** Asks again until there is an answer; the work behind it runs by itself. */
async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  seconds = 120,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Waited ${seconds} s for ${what}.`);
    await wait(250);
  }
}

async function upload(clerk: Client): Promise<string> {
  const bytes = await readFile(scan);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const announced = {
    name: 'panchayat-janch-aadesh.png',
    mediaType: 'image/png' as const,
    bytes: bytes.length,
    sha256,
  };
  const { body } = await clerk.createUpload({ body: announced });
  const { 'content-length': _byFetch, ...headers } = body.put.headers;

  const altered = Buffer.from(bytes);
  altered[altered.length - 20] = (altered.at(-20) ?? 0) ^ 1;
  const refused = await fetch(body.put.url, { method: 'PUT', headers, body: altered });
  expect(!refused.ok, 'storage refuses bytes that differ from the signed hash');
  step(
    'बदली हुई फ़ाइल भेजकर देखी · one byte differs from the signed hash',
    `storage refused it: ${refused.status}`,
  );

  const stored = await fetch(body.put.url, { method: 'PUT', headers, body: bytes });
  expect(stored.ok, `storage takes the announced bytes (${stored.status} ${await stored.text()})`);
  step(
    'आवक लिपिक ने हिन्दी पत्र का स्कैन सीधे भंडार में भेजा · presigned upload',
    `${bytes.length} bytes, ${body.documentId}`,
  );

  const document = await until('the scan to be read', async () => {
    const { body: state } = await clerk.getDocument({ params: { documentId: body.documentId } });
    expect(state.state !== 'refused', `the scan is accepted (${state.refusal?.type})`);
    return state.state === 'read' || state.state === 'partly-read' ? state : undefined;
  });
  const [page] = document.pageStates;
  step(
    'जाँच और OCR पूरा · checked, stored by its hash, read page by page',
    `${document.pages} page, state ${page?.state}, confidence ${page?.confidence} %`,
  );
  return body.documentId;
}

async function main(installation: Installation): Promise<void> {
  const { as, ids } = installation;
  const aavak = await as('aavak');
  const sahayak = await as('rajasv1');
  const adhikshak = await as('adhikshak');
  const deputy = await as('deputy');
  const adm = await as('adm');
  const collector = await as('collector');
  step(
    'छह अधिकारी अलग-अलग साइन-इन हुए · six people signed in, each with PKCE',
    'aavak, rajasv1, adhikshak, deputy, adm, collector',
  );

  const documentId = await upload(aavak);

  const diarised = await aavak.createReceipt({
    body: {
      subject: { hi: 'ग्राम पंचायत सुहेला के विरुद्ध शिकायत की जाँच', en: 'Inquiry into a complaint' },
      sender: { kind: 'office', name: 'अनुविभागीय अधिकारी (राजस्व), भाटापारा' },
      letter: { number: '८९२/वाचक-१/२०२५', date: '2025-06-18', language: 'hi' },
      channel: 'post',
      documentIds: [documentId],
    },
  });
  const { receipt } = diarised.body;
  step(
    'पत्र दर्ज हुआ, आवक क्रमांक मिला · diarised',
    `${receipt.number} (पत्र क्र. ${receipt.letter.number})`,
  );

  const marked = await aavak.markReceipt({
    params: { receiptId: receipt.id },
    body: { to: { unitId: ids.revenueUnit } },
    version: diarised.body.version,
  });
  step(
    'राजस्व शाखा को अंकित · marked to the revenue branch',
    marked.body.receipt.holder.designation.hi,
  );

  const opened = await sahayak.createFile({
    body: { subject: { hi: 'ग्राम पंचायत सुहेला: सरपंच के विरुद्ध शिकायत' }, headId: ids.complaintsHead },
  });
  const { file } = opened.body;
  step('सहायक ने नस्ती खोली · file opened, number from the series', file.number);

  const filed = await sahayak.fileReceipt({
    params: { receiptId: receipt.id },
    body: { fileId: file.id },
    version: marked.body.version,
  });
  step(
    'पत्र नस्ती में रखा · letter filed',
    `पृष्ठ ${filed.body.item.pageFrom}-${filed.body.item.pageTo}/प, ${filed.body.item.flag.toUpperCase()}`,
  );

  await sahayak.createNote({
    params: { fileId: file.id },
    body: {
      paragraphs: [
        'कृपया पृष्ठ 1/प पर संलग्न आदेश का अवलोकन करें। सरपंच के विरुद्ध प्राप्त शिकायत की जाँच हेतु चार सदस्यीय दल गठित है।',
        'स्थल का पंचनामा 15 दिवस में प्राप्त किया जाना प्रस्तावित है। प्रस्ताव अनुमोदनार्थ प्रस्तुत।',
      ],
    },
  });
  const sent = await sahayak.sendFile({
    params: { fileId: file.id },
    body: { to: ids.superintendent },
    version: filed.body.version,
  });
  step(
    'टीप लिखी और नस्ती ऊपर भेजी; टीप मुद्रांकित · note sealed by sending',
    `टीप ${sent.body.noteNo}, मुद्रा ${sent.body.seal.seq}:${sent.body.seal.hash.slice(0, 12)}…`,
  );

  const chain = await adhikshak.startApproval({
    params: { fileId: file.id },
    body: { chainId: ids.urgentChain },
    version: sent.body.version,
  });
  const { approval } = chain.body;
  step(
    'अधीक्षक ने तीन स्तरीय अनुमोदन आरंभ किया · approval chain started',
    approval.levels.map(({ purpose, post }) => `${purpose}: ${post.designation.hi}`).join(' → '),
  );

  const params = { approvalId: approval.id };
  const recommended = await deputy.decide({
    params,
    body: { level: 1, decision: 'recommend', remarks: ['परीक्षण किया गया। अनुशंसा सहित प्रस्तुत।'] },
    version: chain.body.version,
  });
  step(
    'डिप्टी कलेक्टर: अनुशंसा · recommended',
    `अगला: ${recommended.body.approval.levels[1]?.post.designation.hi}, नियत ${recommended.body.approval.levels[1]?.dueAt}`,
  );

  const late = await until('the second level to be put on record as late', async () => {
    const { body } = await adm.getApproval({ params });
    return body.approval.levels[1]?.reminders.length ? body : undefined;
  });
  expect(late.approval.status === 'running', 'silence decides nothing');
  step(
    'अपर कलेक्टर ने समय पर उत्तर नहीं दिया: अभिलेख में दर्ज, स्मरण, अनुमोदन नहीं · late: on record, reminded, not approved',
    `स्मरण ${late.approval.levels[1]?.reminders.length}, स्थिति ${late.approval.status}`,
  );

  const decideNow = async (who: Client, level: number, decision: 'concur' | 'approve') => {
    const { body } = await who.getApproval({ params });
    return who.decide({ params, body: { level, decision }, version: body.version });
  };
  const concurred = await retry(() => decideNow(adm, 2, 'concur'));
  step(
    'अपर कलेक्टर: सहमति · concurred',
    `अगला: ${concurred.body.approval.levels[2]?.post.designation.hi}`,
  );
  const approved = await retry(() => decideNow(collector, 3, 'approve'));
  expect(approved.body.approval.status === 'approved', 'the chain ends approved');
  step(
    'कलेक्टर: अनुमोदन · approved',
    `स्थिति ${approved.body.approval.status}, नस्ती वापस ${approved.body.approval.initiator.post.designation.hi}`,
  );

  for (const [what, q] of [
    ['स्कैन के शब्द से · by a word of the scan', wordOfScan],
    ['टीप के शब्द से · by a word of the note', wordOfNote],
    ['क्रमांक से · by its number', file.number],
  ] as const) {
    const hit = await until(`“${q}” to be found`, async () => {
      const { body } = await collector.search({ query: { q } });
      return body.items.find(({ id }) => id === file.id);
    });
    step(`नस्ती मिली, ${what}`, `“${q}” → ${hit.number} (${hit.foundIn})`);
  }

  const { body: timeline } = await collector.getTimeline({
    params: { fileId: file.id },
    query: {},
  });
  step('नस्ती का संचलन · timeline', `${timeline.items.length} events`);
  for (const { seq, type, at, by, lay } of timeline.items) {
    const who = by.system ?? `${by.name?.hi}, ${by.designation?.hi}`;
    const lain = lay ? `  (${lay.with.designation.hi} के पास ${lay.seconds} से.)` : '';
    out(`        ${String(seq).padStart(2)} ${at.slice(0, 19)}  ${type.padEnd(17)} ${who}${lain}`);
  }

  const verify = async () =>
    (await collector.getProof({ params: { fileId: file.id }, query: {} })).body;
  const whole = await verify();
  expect(whole.verdict === 'intact', 'the untouched chain verifies');
  step(
    'मुद्रांकन शृंखला जाँची · chain verified',
    `${whole.verdict}: ${whole.checked.to} events to ${whole.head.hash.slice(0, 12)}…`,
  );

  const undo = await alterStoredText(installation, file.id);
  const touched = await verify().finally(undo);
  expect(touched.verdict === 'altered', 'an altered byte is noticed');
  step(
    'डेटाबेस में एक अक्षर बदला गया · one stored byte altered in the database',
    touched.findings.map(({ sentence }) => `${sentence.hi} ${sentence.en}`).join(' '),
  );
  const again = await verify();
  expect(again.verdict === 'intact', 'the restored chain verifies again');
  step('वापस ठीक किया · put back as it was', again.verdict);
}

/** A reminder may be written between the read and the decision; the second try has the new version. */
async function retry<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (tries >= 5 || !String(error).includes('stale-version')) throw error;
    }
  }
}

try {
  await main(await connect());
  out(`\nपूरा दिन पूरा हुआ · the whole job is done: ${steps} steps.`);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
