/** Reads a portion of a document's pages, one after the other, each with a state of its own. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { DocumentId } from '../../shared/domain/ids.ts';
import { log } from '../../shared/log.ts';
import { openPageReader, type PageReader } from '../../shared/ocr/pageReader.ts';
import { PageProblem } from '../../shared/ocr/reading.ts';
import { savePage } from '../../shared/store/derivedStore.ts';
import * as documents from '../../shared/store/documentStore.ts';
import { pageTextKey } from '../../shared/store/objectKeys.ts';
import { content, putJson } from '../../shared/store/objects.ts';
import { load } from '../../shared/store/reading.ts';

const Portion = z.object({
  documentId: DocumentId,
  pages: z.array(z.int().positive()).min(1).max(50),
});

let reader: PageReader | undefined;
/** A page is tried this often before its failure is final. */
const tries = 2;

export async function handler(event: unknown): Promise<{ ok: true; pages: number[] }> {
  const { documentId, pages } = Portion.parse(event);
  const { stored, ...rows } = await load({
    stored: documents.ref(documentId),
    ...Object.fromEntries(pages.map((page) => [`p${page}`, documents.pageRef(documentId, page)])),
  });
  if (!stored) throw new Error(`${documentId} is gone.`);
  // Asked again after a crash: pages that were read stay read.
  const known = rows as Record<string, documents.PageRow | undefined>;
  const left = pages.filter((page) => !known[`p${page}`]?.textKey);
  if (left.length === 0) return { ok: true, pages };

  reader ??= openPageReader();
  const folder = await mkdtemp(join(tmpdir(), 'ocr-'));
  const path = join(folder, 'document');
  try {
    await pipeline(await content(stored.state.sha256), createWriteStream(path));
    for (const page of left) {
      const before = known[`p${page}`]?.attempts ?? 0;
      await readPage({ documentId, page, path, mediaType: stored.state.mediaType, before }, reader);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { ok: true, pages };
}

interface Job {
  readonly documentId: string;
  readonly page: number;
  readonly path: string;
  readonly mediaType: string;
  /** Attempts of earlier invocations. */
  readonly before: number;
}

async function readPage(job: Job, pages: PageReader): Promise<void> {
  const { documentId, page, path, mediaType, before } = job;
  const row = { page, confidence: null, failure: null, textKey: null };
  for (let attempt = 1; ; attempt += 1) {
    const attempts = before + attempt;
    await savePage(documentId, { ...row, state: 'reading', attempts });
    try {
      const reading = await pages.read(path, mediaType, page);
      const textKey = pageTextKey(documentId, page);
      await putJson(textKey, reading);
      await savePage(documentId, {
        ...row,
        state: reading.outcome,
        attempts,
        confidence: Math.round(reading.meanConfidence * 10) / 10,
        textKey,
      });
      return;
    } catch (error) {
      if (!(error instanceof PageProblem)) throw error;
      log.warn('A page could not be read', { documentId, page, code: error.code, attempts });
      // Only our own reader's stumbling is worth another try; the page itself will not change.
      if (error.code === 'reader-failed' && attempt < tries) continue;
      await savePage(documentId, { ...row, state: 'failed', attempts, failure: error.code });
      return;
    }
  }
}
