import { childEntry } from './assets.ts';
import type { Answer, Job } from './childMessages.ts';
import { type LatinEngine, latinEngineOf } from './engines.ts';
import { killableChild } from './killableChild.ts';
import { type Inspection, PageProblem, type PageReading } from './reading.ts';
import { readByTextract } from './textract.ts';

export interface PageReaderOptions {
  /** Working directory of the child; the system's temporary folder unless given. */
  workDir?: string;
  /** Resident memory at which the child is killed, in bytes. */
  memoryLimitBytes?: number;
  /** Time for one job, in milliseconds. */
  timeLimitMs?: number;
  /** Who reads Latin pages; `OCR_LATIN_ENGINE` unless given. */
  latinEngine?: LatinEngine;
}

/** Inspects and reads files in a killable child process; one job at a time, in the order asked. */
export interface PageReader {
  /** @throws PageProblem */
  inspect(path: string, mediaType: string): Promise<Inspection>;
  /** Reads one page, counted from 1. @throws PageProblem */
  read(path: string, mediaType: string, pageNumber: number): Promise<PageReading>;
  /** Ends the child; jobs under way fail. */
  close(): Promise<void>;
}

export function openPageReader(options: PageReaderOptions = {}): PageReader {
  const { latinEngine = latinEngineOf(process.env), ...limits } = options;
  const child = killableChild<Job, Answer>({ ...limits, entry: childEntry });

  return {
    async inspect(path, mediaType) {
      const answer = await child.ask({ kind: 'inspect', path, mediaType });
      if ('inspection' in answer) return answer.inspection;
      throw unexpected();
    },

    async read(path, mediaType, page) {
      const started = performance.now();
      const job = { kind: 'read', path, mediaType, page } as const;
      const answer = await child.ask({ ...job, latinEngine });
      if ('reading' in answer) return answer.reading;
      if (!('elsewhere' in answer)) throw unexpected();
      try {
        return await readByTextract(answer.elsewhere, started);
      } catch {
        // The service is a convenience: a page is read here rather than not at all.
        const second = await child.ask({ ...job, latinEngine: 'tesseract' });
        if ('reading' in second) return second.reading;
        throw unexpected();
      }
    },

    close: () => child.close(),
  };
}

const unexpected = (): PageProblem =>
  new PageProblem('reader-failed', 'The child gave the wrong kind of answer.');
