/** Three levels decide, one after consulting the tehsil, one too late, one after changing a word of the draft. */
import type { Client } from '../../shared/api/client.ts';
import { type Day, versionOf } from '../day.ts';
import { cutThePower, powerCutAsked } from '../powerCut.ts';
import { act, expect, isProblem, refused, retry, step, until } from '../telling.ts';
import type { OpenFile } from './file.ts';
import { comeBack, goOnLeave } from './leave.ts';
import { changeOrder, orderAsItStands, wordsOf } from './order.ts';

/** Ends with the file back on the desk of the superintendent, who asked for the approval. */
export async function approval(day: Day, file: OpenFile): Promise<void> {
  act('अनुमोदन: तीन स्तर', 'Approval: three levels');
  const { adhikshak, deputy, collector, ids } = day;
  const { body: letter } = await adhikshak.getDraft({
    params: { fileId: file.id, draftId: file.draftId },
  });
  const chain = await adhikshak.startApproval({
    params: { fileId: file.id },
    body: {
      chainId: ids.urgentChain,
      draftId: file.draftId,
      contentHash: letter.draft.contentHash,
    },
    version: await versionOf(adhikshak, file.id),
  });
  const { approval } = chain.body;
  const params = { approvalId: approval.id };
  const first = await asked(deputy, approval.id, 1);
  step(
    'अधीक्षक ने प्रारूप पर तीन स्तरीय अनुमोदन आरंभ किया',
    'approval chain started on the draft; the work-division order says whom it asks',
    approval.levels.map(({ purpose }) => purpose).join(' → '),
    `${first.rule.hi}: ${first.post.designation.hi}`,
  );

  await consultTehsil(day, file.id);
  const link = await goOnLeave(day);
  await recommend(day, file, approval.id, 'परीक्षण किया गया। अनुशंसा सहित प्रस्तुत।');
  if (powerCutAsked) await powerCut(day);
  const second = await asked(link, approval.id, 2);

  const late = await until('the second level to be put on record as late', async () => {
    const { body } = await link.getApproval({ params });
    return body.approval.levels[1]?.reminders.length ? body : undefined;
  });
  expect(late.approval.status === 'running', 'silence decides nothing');
  step(
    'अपर कलेक्टर ने समय पर उत्तर नहीं दिया: अभिलेख में दर्ज, स्मरण, अनुमोदन नहीं',
    'late: on record, reminded, not approved',
    second.rule.hi,
    `स्मरण ${late.approval.levels[1]?.reminders.length}, स्थिति ${late.approval.status}`,
  );

  await concur(link, file, approval.id);
  await asked(collector, approval.id, 3);

  await changeOrder(day, file);
  const { contentHash } = (await orderAsItStands(collector, file)).draft;
  const decision = { draftId: file.draftId, level: 3, decision: 'approve', contentHash } as const;
  const refusal = await refused(
    collector.decide({ params, body: decision, version: await versionOf(collector, file.id) }),
    'others-saw-other-text',
  );
  const again = await collector.askAgain({
    params,
    body: { draftId: file.draftId },
    version: await versionOf(collector, file.id),
  });
  step(
    'पाठ बदला है: जिन्होंने दूसरा पाठ देखा था, उनसे पुनः पूछा गया',
    'the text has changed: those who saw another one are asked again before the collector can approve',
    refusal,
    `पुनः · again: ${again.body.approval.levels
      .filter(({ state }) => state === 'waiting')
      .map(({ no }) => no)
      .join(', ')}`,
  );
  await asked(deputy, approval.id, 1);
  await recommend(day, file, approval.id, 'बदला हुआ पाठ देखा। अनुशंसा सहित प्रस्तुत।');
  await asked(link, approval.id, 2);
  await showDifference(link, file, approval.id);
  await concur(link, file, approval.id);
  await asked(collector, approval.id, 3);

  const approved = await retry(async () =>
    collector.decide({
      params,
      body: { ...decision, signature: { kind: 'none' } },
      version: await versionOf(collector, file.id),
    }),
  );
  expect(approved.body.approval.status === 'approved', 'the chain ends approved');
  step(
    'कलेक्टर: अनुमोदन एवं हस्ताक्षर, ठीक उसी पाठ पर',
    'approved and signed in one act, on the very text that all have seen; for both the sign-in must be fresh',
    `स्थिति ${approved.body.approval.status}, ${approved.body.approval.levels[2]?.power}, नस्ती वापस ${approved.body.approval.initiator.post.designation.hi}`,
  );
  await comeBack(day);
}

/** Whom a level asks, once the state machine has opened it. */
export async function asked(officer: Client, approvalId: string, no: number) {
  return until(`level ${no} to be asked`, async () => {
    const { body } = await officer.getApproval({ params: { approvalId } }).catch(unseen);
    const level = body?.approval.levels.find((each) => each.no === no);
    return level?.state === 'active'
      ? level.members.findLast(({ state }) => state === 'asked')
      : undefined;
  });
}
/** Until the file comes to them, the chain is not theirs to see. */
const unseen = (error: unknown) => {
  if (isProblem(error, 'not-allowed') || isProblem(error, 'not-found')) return { body: undefined };
  throw error;
};

async function concur(link: Client, file: OpenFile, approvalId: string): Promise<void> {
  const concurred = await retry(async () => {
    const { contentHash } = (await orderAsItStands(link, file)).draft;
    return link.decide({
      params: { approvalId },
      body: { level: 2, decision: 'concur', draftId: file.draftId, contentHash },
      version: await versionOf(link, file.id),
    });
  });
  const [member] = concurred.body.approval.levels[1]?.members.slice(-1) ?? [];
  step(
    'लिंक अधिकारी: सहमति, अपर कलेक्टर की ओर से',
    'the link officer concurs, on behalf of the additional collector',
    `${member?.decidedBy?.name.hi}, ${member?.decidedBy?.onBehalfOf?.designation.hi} की ओर से, पाठ ${member?.seenHash?.slice(0, 12)}…`,
  );
}

/** What has changed since the desk decided first. */
async function showDifference(link: Client, file: OpenFile, approvalId: string): Promise<void> {
  const params = { approvalId };
  const { body } = await link.getApproval({ params });
  const seen = body.approval.levels[1]?.members.findLast(({ decision }) => decision)?.seen;
  const { body: difference } = await link.getApprovalDifference({
    params,
    query: {
      level: '2',
      draftId: file.draftId,
      ...(seen?.version && { version: String(seen.version) }),
    },
  });
  step(
    'पुनः देखने वाले को केवल अंतर दिखा',
    'whoever is asked again is shown what changed since they decided',
    wordsOf(difference.letter?.changes ?? []),
  );
}

/** Between a decision and the opening of the next level. */
async function powerCut({ installation }: Day): Promise<void> {
  const pid = await cutThePower(installation);
  step(
    'बिजली गई, बिजली आई: शृंखला वहीं से आगे चली',
    'kill -9 in the middle of the chain, and up again: nothing is lost, the chain goes on',
    `नयी प्रक्रिया · the new process is ${pid}; it stays when the demo is over (kill ${pid} ends it)`,
  );
}

/** The opinion of another office, asked for and given on the file itself while the clock of the chain runs on. */
async function consultTehsil({ deputy, tehsildar, ids }: Day, fileId: string): Promise<void> {
  const params = { fileId };
  const asked = await deputy.consultPost({
    params,
    body: {
      to: ids.tehsildar,
      dueAt: new Date(Date.now() + 3 * 86_400_000).toISOString(),
      reason: 'मौके की स्थिति पर अभिमत दें।',
    },
    version: await versionOf(deputy, fileId),
  });
  step(
    'डिप्टी कलेक्टर ने तहसीलदार से अभिमत माँगा',
    'the deputy collector consults the tehsildar of another office',
    `नस्ती ${asked.body.to.designation.hi} के पास`,
  );

  await tehsildar.createNote({
    params,
    body: { paragraphs: ['हल्का पटवारी ने बाढ़ से क्षति की पुष्टि की है। मौका जाँच हेतु दल तैयार है।'] },
  });
  const answered = await tehsildar.answerConsulted({
    params,
    body: { to: ids.deputy },
    version: await versionOf(tehsildar, fileId),
  });
  step(
    'तहसीलदार ने टीप लिखकर अभिमत सहित लौटाया',
    'given back with the opinion, sealed as a note',
    `टीप ${answered.body.noteNo}, नस्ती ${answered.body.to.designation.hi} के पास`,
  );
}

async function recommend(
  { deputy }: Day,
  file: OpenFile,
  approvalId: string,
  remark: string,
): Promise<void> {
  const { contentHash } = (await orderAsItStands(deputy, file)).draft;
  const recommended = await retry(async () =>
    deputy.decide({
      params: { approvalId },
      body: {
        level: 1,
        decision: 'recommend',
        remarks: [remark],
        draftId: file.draftId,
        contentHash,
      },
      version: await versionOf(deputy, file.id),
    }),
  );
  const { state } = recommended.body.approval.levels[0] ?? {};
  step(
    'डिप्टी कलेक्टर: प्रारूप देखकर अनुशंसा',
    'recommended, bound to the text that was seen',
    `पाठ ${contentHash.slice(0, 12)}…, स्तर 1: ${state}`,
  );
}
