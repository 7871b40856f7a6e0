/** The child's side of `killableChild.ts`. */
import { PageProblem, type PageProblemCode } from './reading.ts';

/** What goes to the child, and what comes back under the same number. */
export interface Message<Job> {
  id: number;
  job: Job;
}
export interface Reply<Answer> {
  id: number;
  answer: Answer | Problem;
}
export interface Problem {
  problem: { code: PageProblemCode; message: string };
}

/** Does the jobs that the parent sends, until the parent is gone. */
export function serveJobs<Job, Answer>(run: (job: Job) => Promise<Answer>): void {
  const answer = async ({ id, job }: Message<Job>): Promise<void> => {
    let reply: Reply<Answer>;
    try {
      reply = { id, answer: await run(job) };
    } catch (error) {
      const { code, message } = problemOf(error);
      reply = { id, answer: { problem: { code, message } } };
    }
    process.send?.(reply);
  };
  process.on('message', (message: Message<Job>) => void answer(message));
  process.on('disconnect', () => process.exit(0));
}

function problemOf(error: unknown): PageProblem {
  if (error instanceof PageProblem) return error;
  const message = error instanceof Error ? error.message : String(error);
  // JavaScript's and WebAssembly's ways of saying that memory has run out.
  const outOfMemory =
    error instanceof RangeError || /out of memory|OOM|allocation failed/i.test(message);
  return new PageProblem(outOfMemory ? 'page-too-heavy' : 'reader-failed', message);
}
