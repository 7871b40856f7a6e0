/**
 * The process that opens hostile bytes. It is started by `pageReader.ts` without keys in its environment,
 * does one job at a time, and is killed from outside when it grows or dawdles.
 */
import type { Answer, AnswerMessage, Job, JobMessage } from './childMessages.ts';
import { inspect } from './inspect.ts';
import { PageProblem } from './reading.ts';
import { readPage } from './readPage.ts';

async function run(job: Job): Promise<Answer> {
  if (job.kind === 'inspect') return { inspection: await inspect(job.path, job.mediaType) };
  const result = await readPage(job.path, job.mediaType, job.page, job.latinEngine);
  if ('reading' in result) return result;
  const { jpeg, ...rest } = result.elsewhere;
  return { elsewhere: { ...rest, jpeg: Buffer.from(jpeg).toString('base64') } };
}

function problemOf(error: unknown): PageProblem {
  if (error instanceof PageProblem) return error;
  const message = error instanceof Error ? error.message : String(error);
  // JavaScript's and WebAssembly's ways of saying that memory has run out.
  const outOfMemory =
    error instanceof RangeError || /out of memory|OOM|allocation failed/i.test(message);
  return new PageProblem(outOfMemory ? 'page-too-heavy' : 'reader-failed', message);
}

async function answer({ id, job }: JobMessage): Promise<void> {
  let reply: AnswerMessage;
  try {
    reply = { id, answer: await run(job) };
  } catch (error) {
    const { code, message } = problemOf(error);
    reply = { id, answer: { problem: { code, message } } };
  }
  process.send?.(reply);
}

process.on('message', (message: JobMessage) => void answer(message));
process.on('disconnect', () => process.exit(0));
