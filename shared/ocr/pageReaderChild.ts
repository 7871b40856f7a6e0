/**
 * The process that opens hostile bytes. It is started by `pageReader.ts` without keys in its environment,
 * does one job at a time, and is killed from outside when it grows or dawdles.
 */
import { serveJobs } from './childLoop.ts';
import type { Answer, Job } from './childMessages.ts';
import { inspect } from './inspect.ts';
import { readPage } from './readPage.ts';

async function run(job: Job): Promise<Answer> {
  if (job.kind === 'inspect') return { inspection: await inspect(job.path, job.mediaType) };
  const result = await readPage(job.path, job.mediaType, job.page, job.latinEngine);
  if ('reading' in result) return result;
  const { jpeg, ...rest } = result.elsewhere;
  return { elsewhere: { ...rest, jpeg: Buffer.from(jpeg).toString('base64') } };
}

serveJobs(run);
