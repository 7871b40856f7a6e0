/** The order: drafted from the form, bound to its text by approval, signed, issued, and a receipt elsewhere at once. */
import type { Client } from '../../shared/api/client.ts';
import { type Day, thisMonth } from '../day.ts';
import { print } from '../prints.ts';
import { act, expect, found, step } from '../telling.ts';
import { type Application, application } from './counter.ts';
import type { OpenFile } from './file.ts';

type DraftBody = Parameters<Day['rajasv1']['createDraft']>[0]['body'];

const orderOf = ({ ids }: Day, days: string): DraftBody => ({
  form: 'order',
  language: 'hi',
  subject: {
    hi: 'ग्राम कोहरौद में फसल क्षति की मौका जाँच',
    en: 'Spot inquiry into loss of crops, village Kohraud',
  },
  slots: {
    authority: 'राजस्व पुस्तक परिपत्र खण्ड छह क्रमांक 4 के अंतर्गत निम्नानुसार आदेश पारित किया जाता है।',
    body: [
      'ग्राम कोहरौद के खसरा क्रमांक 112, 113/1 एवं 240 में खरीफ फसल की क्षति की मौका जाँच तहसीलदार द्वारा की जावे।',
      `जाँच प्रतिवेदन पंचनामा एवं क्षति पत्रक सहित ${days} दिवस के भीतर इस कार्यालय को प्रस्तुत किया जावे।`,
    ],
  },
  addressees: [{ kind: 'office', officeId: ids.tehsilOffice, attention: 'तहसीलदार' }],
  copies: [
    {
      kind: 'outside',
      name: application.sender.name,
      address: application.sender.address,
      mode: 'post',
    },
  ],
  signatory: ids.collector,
});

/** Begun by the assistant from the form of an order, and put up. */
export async function draftOrder(day: Day, fileId: string): Promise<string> {
  const { rajasv1 } = day;
  const { body: forms } = await rajasv1.listForms({});
  const form = found(
    forms.items.find(({ code }) => code === 'order'),
    'the form of an order',
  );
  const begun = await rajasv1.createDraft({ params: { fileId }, body: orderOf(day, '15') });
  const { draft } = begun.body;
  const params = { fileId, draftId: draft.id };
  await rajasv1.submitDraft({ params, version: begun.body.version });
  step(
    'आदेश का प्रारूप प्रपत्र से बना, प्रस्तुत हुआ',
    'order drafted from its form and put up',
    `${form.name.hi} · ${form.name.en}, समापन “${begun.body.content.slots.closing}”, पाठ ${draft.contentHash.slice(0, 12)}…`,
  );
  return draft.id;
}

/** The collector changes one word, and the difference is there to be read. */
export async function changeOrder(day: Day, file: OpenFile): Promise<void> {
  const { collector } = day;
  const params = { fileId: file.id, draftId: file.draftId };
  const { body: seen } = await collector.getDraft({ params });
  const saved = await collector.saveDraft({
    params,
    body: orderOf(day, '10'),
    version: seen.version,
  });
  const { draft } = saved.body;
  const { body: compared } = await collector.compareDraft({
    params,
    query: { from: String(seen.draft.version), to: String(draft.version) },
  });
  step(
    'कलेक्टर ने एक शब्द बदला: अंतर दिखा',
    'the collector changes a word: the difference is shown',
    wordsOf(compared.changes),
  );
}

/** The draft with its text's hash, as an officer has it before them. */
export const orderAsItStands = async (officer: Client, { id, draftId }: OpenFile) =>
  (await officer.getDraft({ params: { fileId: id, draftId } })).body;

/** Issued: an outward number, a row of the despatch register and the tehsil's receipt, all in one write. */
export async function issue(day: Day, file: OpenFile, letter: Application): Promise<void> {
  act('जावक: आदेश जारी', 'The order goes out');
  const { adhikshak, javak, vachak, anybody, ids, folder } = day;
  const params = { fileId: file.id, draftId: file.draftId };
  const { body: seen } = await adhikshak.getDraft({ params });
  const issued = await adhikshak.issueDraft({
    params,
    body: { contentHash: seen.draft.contentHash, officeIds: [ids.tehsilOffice] },
    version: seen.version,
  });
  const { issue } = issued.body;
  step('आदेश जारी, जावक क्रमांक मिला', 'issued, outward number allotted', issue.number);

  const [atTehsil, toCitizen] = issue.deliveries;
  const receiptId = found(atTehsil?.receipt?.receiptId, 'a receipt of the tehsil');
  const { body: there } = await vachak.getReceipt({ params: { receiptId } });
  expect(there.receipt.diarisedAt === issue.issuedAt, 'both were written at once');
  step(
    'तहसील में उसी लेन-देन में आवक बना',
    'in the same transaction it is a receipt of the tehsil, with its own number',
    `${there.receipt.number}, ${there.receipt.subject.hi} (${there.receipt.channel})`,
  );

  const row = await dispatchRow(day, issue.id);
  const sent = await javak.sendDelivery({
    params: { issueId: issue.id, no: String(found(toCitizen, 'a copy for the citizen').no) },
    body: { mode: 'post', trackingNumber: 'CG123456789IN' },
    version: issued.body.version,
  });
  step(
    'जावक पंजी में दर्ज; नागरिक की प्रति डाक से',
    'in the despatch register; the citizen’s copy goes by post',
    `${row.number}: ${row.columns.to}`,
    sent.body.issue.deliveries.map(({ mode, status }) => `${mode}: ${status}`).join(', '),
  );

  const wanted = { kind: 'issue', issueId: issue.id, via: file.id } as const;
  const printed = await print(adhikshak, wanted, folder, `order-${issue.number}`);
  step('आदेश की मुद्रित प्रति', 'the order as it is sent, with a code to verify it', printed.told);

  const { body: genuine } = await anybody.verifyLetter({
    params: { code: issue.verificationCode },
  });
  step(
    'किसी ने भी कोड से जाँचा: यह आदेश वास्तव में जारी हुआ',
    'verified by anybody who holds the paper',
    `${genuine.number}, ${genuine.signatory.hi}, पाठ ${genuine.contentHash.slice(0, 12)}…`,
  );

  await settle(day, file, letter);
}

async function dispatchRow({ javak }: Day, issueId: string) {
  for (let cursor: string | undefined; ; ) {
    const { body } = await javak.listDispatches({
      query: { month: thisMonth(), limit: '200', ...(cursor && { cursor }) },
    });
    const row = body.items.find((each) => each.issueId === issueId);
    if (row) return row;
    cursor = found(body.next ?? undefined, 'a row of the despatch register');
  }
}

/** The file is done with the application; whoever has its slip sees that. */
async function settle(
  { adhikshak, anybody }: Day,
  file: OpenFile,
  { receiptId, token }: Application,
): Promise<void> {
  const { body: cover } = await adhikshak.getFile({ params: { fileId: file.id } });
  await adhikshak.settleLetter({
    params: { fileId: file.id, no: '1' },
    body: { receiptId, outcome: 'answered' },
    version: cover.version,
  });
  const { body: stage } = await anybody.trackLetter({ params: { token } });
  expect(stage.stage.en === 'Disposed of', 'the token tells that the letter is done with');
  step(
    'आवेदन निराकृत; पावती का कोड यही बताता है',
    'the application is disposed of, and the token of the slip tells so',
    `${token}: ${stage.stage.hi} (${stage.stage.en})`,
  );
}

type Changes = Awaited<ReturnType<Day['collector']['compareDraft']>>['body']['changes'];

/** What differs, word by word. */
export const wordsOf = (changes: Changes): string =>
  changes
    .flatMap(({ pieces }) => pieces.filter(({ op }) => op !== 'same'))
    .map(({ op, text }) => `${op}: ${text.trim()}`)
    .join(' → ');
