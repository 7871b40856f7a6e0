/** A new work-division order: what it would change is seen before it is published, and the next chain follows it. */
import { type Day, today, versionOf } from '../day.ts';
import { act, expect, found, step } from '../telling.ts';
import { asked } from './approval.ts';

type Line = Awaited<ReturnType<Day['prashasan']['getDivision']>>['body']['order']['lines'][number];

export async function division(day: Day): Promise<void> {
  act('कार्य विभाजन आदेश', 'The work-division order');
  const { prashasan, ids } = day;
  const before = await inForce(day);
  const running = await putUp(day);
  const was = await askedOf(day, running);

  const drafted = await enter(
    day,
    before.map((line) =>
      line.unitId === ids.revenueUnit ? { ...line, officerInCharge: ids.generalDeputy } : line,
    ),
  );
  const params = { divisionId: drafted.id };
  const { body: preview } = await prashasan.previewDivision({ params, query: {} });
  const mine = found(
    preview.chains.find(({ approvalId }) => approvalId === running),
    'the running chain in the preview',
  );
  step(
    'नये आदेश का प्रारूप: प्रभावी होने पर क्या बदलेगा, पहले दिखा',
    'a new order in draft: what would go another way is shown before it is published',
    `${preview.mattersCount} शाखा-विषय · matters, ${preview.chains.length} चालू शृंखलाएँ · open chains, जैसे ${mine.number}`,
  );

  await prashasan.publishDivision({ params, body: {}, version: drafted.version });
  const next = await putUp(day);
  const asks = await askedOf(day, next);
  expect(asks.post.id === ids.generalDeputy, 'the next chain follows the new order');
  const still = await askedOf(day, running);
  expect(still.post.id === was.post.id, 'who is asked already keeps what they were asked');
  step(
    'प्रकाशित: अगली नस्ती नये आदेश से चली, चालू शृंखला वहीं रही',
    'published: the next file follows it, the running chain stays where it is',
    `${asks.rule.hi}: ${asks.post.designation.hi}`,
    `पहले से: ${still.post.designation.hi}`,
  );

  const { body: open } = await prashasan.rerouteApproval({
    params: { approvalId: running },
    body: { reason: 'नया कार्य विभाजन आदेश' },
    version: await versionOfChain(day, running),
  });
  const again = await asked(day.adhikshak, open.approval.id, 1);
  step(
    'चालू शृंखला को नये आदेश पर लाया गया, कारण सहित',
    'the running chain is brought under the new order by an act of its own',
    `${again.rule.hi}: ${again.post.designation.hi}`,
  );

  for (const approvalId of [running, next]) {
    await day.adhikshak.withdrawApproval({
      params: { approvalId },
      body: { reason: 'अभ्यास पूरा हुआ' },
      version: await versionOfChain(day, approvalId),
    });
  }
  const former = await enter(day, before);
  await prashasan.publishDivision({
    params: { divisionId: former.id },
    body: {},
    version: former.version,
  });
  step('पूर्व का कार्य विभाजन पुनः प्रभावी', 'the former division is in force again', former.number);
}

/** The lines of the order that is followed now. */
async function inForce({ prashasan }: Day): Promise<readonly Line[]> {
  const { body } = await prashasan.listDivisions({ query: { limit: '100' } });
  const now = new Date().toISOString();
  const [newest] = body.items
    .filter(({ status, effectiveFrom }) => status === 'published' && (effectiveFrom ?? now) <= now)
    .sort((one, two) => String(two.effectiveFrom).localeCompare(String(one.effectiveFrom)));
  const { id } = found(newest, 'a work-division order in force');
  return (await prashasan.getDivision({ params: { divisionId: id } })).body.order.lines;
}

async function enter({ prashasan }: Day, lines: readonly Line[]) {
  const { body } = await prashasan.createDivision({
    body: {
      orderNumber: `${Date.now()}/स्था./2026-27`,
      orderDate: today(),
      lines: [...lines],
    },
  });
  const order = found(body.order ?? undefined, 'an order without faults');
  expect(body.faults.length === 0, 'nothing is wrong with the order');
  return { id: order.id, version: body.version, number: order.orderNumber };
}

/** A file of the branch with a chain on it. */
async function putUp({ adhikshak, ids }: Day): Promise<string> {
  const opened = await adhikshak.createFile({
    body: { subject: { hi: 'कार्य विभाजन का अभ्यास' }, headId: ids.reliefHead },
  });
  const { body } = await adhikshak.startApproval({
    params: { fileId: opened.body.file.id },
    body: { chainId: ids.ordinaryChain },
    version: opened.body.version,
  });
  return body.approval.id;
}

const askedOf = ({ adhikshak }: Day, approvalId: string) => asked(adhikshak, approvalId, 1);

async function versionOfChain({ adhikshak }: Day, approvalId: string): Promise<number> {
  const { body } = await adhikshak.getApproval({ params: { approvalId } });
  return versionOf(adhikshak, body.approval.fileId);
}
