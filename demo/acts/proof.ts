/** Nobody altered the file, and whoever does so is found out, with the place. */
import type { Day } from '../day.ts';
import { connect } from '../installation.ts';
import { alterStoredText } from '../tamper.ts';
import { act, expect, step } from '../telling.ts';
import type { OpenFile } from './file.ts';

export async function proof(day: Day, { id: fileId }: OpenFile): Promise<void> {
  act('सत्यापन', 'Proof');
  const verify = () => walk(day, fileId);
  const whole = await verify();
  expect(whole.verdict === 'intact', 'the untouched chain verifies');
  step(
    'मुद्रांकन शृंखला जाँची',
    'chain verified',
    `${whole.verdict}: ${whole.checked.to} events to ${whole.head.hash.slice(0, 12)}…`,
  );

  // Looked up anew: after a power cut the storage has another address.
  const undo = await alterStoredText(await connect(), fileId);
  const touched = await verify().finally(undo);
  expect(touched.verdict === 'altered', 'an altered byte is noticed');
  step(
    'डेटाबेस में एक अक्षर बदला गया',
    'one stored byte altered in the database',
    touched.findings.map(({ sentence }) => `${sentence.hi} ${sentence.en}`).join(' '),
  );
  const again = await verify();
  expect(again.verdict === 'intact', 'the restored chain verifies again');
  step('वापस ठीक किया', 'put back as it was', again.verdict);
}

/** From the first event to the head, page by page. */
async function walk({ collector }: Day, fileId: string) {
  const findings = [];
  for (let cursor: string | undefined; ; ) {
    const { body } = await collector.getProof({
      params: { fileId },
      query: cursor ? { cursor } : {},
    });
    findings.push(...body.findings);
    if (!body.next) return { ...body, findings };
    cursor = body.next;
  }
}
