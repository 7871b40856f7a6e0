/** Three levels decide, one after consulting the tehsil, one too late, one after changing a word of the draft. */
import { type Day, versionOf } from '../day.ts';
import { act, expect, retry, step, until } from '../telling.ts';
import type { OpenFile } from './file.ts';
import { approveOrder, changeOrder } from './order.ts';

/** Ends with the file back on the desk of the superintendent, who asked for the approval. */
export async function approval(day: Day, file: OpenFile): Promise<void> {
  act('अनुमोदन: तीन स्तर', 'Approval: three levels');
  const { adhikshak, adm, collector, ids } = day;
  const chain = await adhikshak.startApproval({
    params: { fileId: file.id },
    body: { chainId: ids.urgentChain },
    version: await versionOf(adhikshak, file.id),
  });
  const { approval } = chain.body;
  const params = { approvalId: approval.id };
  step(
    'अधीक्षक ने तीन स्तरीय अनुमोदन आरंभ किया',
    'approval chain started',
    approval.levels.map(({ purpose, post }) => `${purpose}: ${post.designation.hi}`).join(' → '),
  );

  await consultTehsil(day, file.id);
  await recommend(day, file, approval.id);

  const late = await until('the second level to be put on record as late', async () => {
    const { body } = await adm.getApproval({ params });
    return body.approval.levels[1]?.reminders.length ? body : undefined;
  });
  expect(late.approval.status === 'running', 'silence decides nothing');
  step(
    'अपर कलेक्टर ने समय पर उत्तर नहीं दिया: अभिलेख में दर्ज, स्मरण, अनुमोदन नहीं',
    'late: on record, reminded, not approved',
    `स्मरण ${late.approval.levels[1]?.reminders.length}, स्थिति ${late.approval.status}`,
  );

  const concurred = await retry(async () => {
    const { version } = (await adm.getApproval({ params })).body;
    return adm.decide({ params, body: { level: 2, decision: 'concur' }, version });
  });
  step(
    'अपर कलेक्टर: सहमति',
    'concurred',
    `अगला: ${concurred.body.approval.levels[2]?.post.designation.hi}`,
  );

  await changeOrder(day, file);
  await approveOrder(day, file);
  const approved = await retry(async () => {
    const { version } = (await collector.getApproval({ params })).body;
    return collector.decide({ params, body: { level: 3, decision: 'approve' }, version });
  });
  expect(approved.body.approval.status === 'approved', 'the chain ends approved');
  step(
    'कलेक्टर: अनुमोदन',
    'approved',
    `स्थिति ${approved.body.approval.status}, नस्ती वापस ${approved.body.approval.initiator.post.designation.hi}`,
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

async function recommend({ deputy }: Day, file: OpenFile, approvalId: string): Promise<void> {
  const params = { fileId: file.id, draftId: file.draftId };
  const { body: seen } = await deputy.getDraft({ params });
  const { contentHash } = seen.draft;
  await deputy.approveDraft({ params, body: { contentHash }, version: seen.version });
  const recommended = await deputy.decide({
    params: { approvalId },
    body: { level: 1, decision: 'recommend', remarks: ['परीक्षण किया गया। अनुशंसा सहित प्रस्तुत।'] },
    version: await versionOf(deputy, file.id),
  });
  const next = recommended.body.approval.levels[1];
  step(
    'डिप्टी कलेक्टर: प्रारूप देखकर अनुमोदित, अनुशंसा',
    'draft approved as it was seen, recommended',
    `पाठ ${contentHash.slice(0, 12)}…; अगला: ${next?.post.designation.hi}, नियत ${next?.dueAt}`,
  );
}
