import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  accept,
  type Changed,
  type DocumentRecord,
  maxPages,
  refuse,
} from '../../shared/domain/document.ts';
import type { DomainErrorCode } from '../../shared/domain/errors.ts';
import { log } from '../../shared/log.ts';
import type { PageReader } from '../../shared/ocr/pageReader.ts';
import { PageProblem, type PageProblemCode } from '../../shared/ocr/reading.ts';
import * as documents from '../../shared/store/documentStore.ts';
import { discardQuarantined, keep, quarantined } from '../../shared/store/objects.ts';
import { load } from '../../shared/store/reading.ts';
import { asSystem } from '../../shared/store/systemDoor.ts';

export interface Admitted {
  readonly documentId: string;
  readonly accepted: boolean;
  /** Page numbers in the portions in which they are read. */
  readonly batches: number[][];
}

const pagesPerBatch = 8;

/**
 * Checks an upload against what was announced, opens it in the page reader's child, stores it under its
 * hash, and only then lets the document exist. Refusals are put on record; nothing of them is kept.
 */
export async function admit(documentId: string, reader: PageReader): Promise<Admitted> {
  const { stored } = await load({ stored: documents.ref(documentId) });
  if (!stored) {
    // Nothing was reserved under that name: not ours to keep.
    await discardQuarantined(documentId);
    return { documentId, accepted: false, batches: [] };
  }
  // Asked again after a crash: the answer is the one on record.
  if (stored.state.state !== 'reserved') return admittedAs(stored.state);

  const body = await quarantined(documentId);
  if (!body) throw new Error(`The bytes of ${documentId} are not in quarantine.`);
  const folder = await mkdtemp(join(tmpdir(), 'intake-'));
  const path = join(folder, 'upload');
  try {
    const judged = await judge(stored.state, body, path, reader);
    if ('pages' in judged) {
      const { sha256, mediaType, bytes } = stored.state;
      await keep({ sha256, mediaType, bytes, body: createReadStream(path) });
    }
    const at = new Date().toISOString();
    const record = await putOnRecord(documentId, at, (document) =>
      'pages' in judged
        ? accept(document, { pages: judged.pages, at })
        : refuse(document, { code: judged.code, at }),
    );
    await discardQuarantined(documentId);
    return admittedAs(record);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Judged = { readonly pages: number } | { readonly code: DomainErrorCode };

async function judge(
  document: DocumentRecord,
  body: Readable,
  path: string,
  reader: PageReader,
): Promise<Judged> {
  const { bytes, sha256, mediaType } = document;
  const hash = createHash('sha256');
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      // Storage was told the length; more than that is not written to our disk.
      done(size > bytes ? new RangeError('longer than announced') : null, chunk);
    },
  });
  try {
    await pipeline(body, measure, createWriteStream(path));
  } catch (error) {
    if (error instanceof RangeError) return { code: 'size-mismatch' };
    throw error;
  }
  if (size === 0) return { code: 'empty' };
  if (size !== bytes) return { code: 'size-mismatch' };
  if (hash.digest('hex') !== sha256) return { code: 'digest-mismatch' };
  try {
    const { pages } = await reader.inspect(path, mediaType);
    return pages > maxPages ? { code: 'too-many-pages' } : { pages };
  } catch (error) {
    const code = error instanceof PageProblem ? refusalOf[error.code] : undefined;
    if (!code) throw error;
    log.warn('An upload was refused', { documentId: document.id, code });
    return { code };
  }
}

/** What a reader's verdict is on record; the rest is our own failure and is tried again. */
const refusalOf: Partial<Record<PageProblemCode, DomainErrorCode>> = {
  'wrong-type': 'wrong-type',
  empty: 'empty',
  'file-too-large': 'too-large',
  'pdf-damaged': 'pdf-damaged',
  'pdf-encrypted': 'pdf-encrypted',
  'pdf-active': 'pdf-active',
  'image-damaged': 'image-damaged',
  'too-many-pages': 'too-many-pages',
  'page-too-large': 'page-too-large',
  'page-too-heavy': 'page-too-heavy',
};

async function putOnRecord(
  documentId: string,
  at: string,
  rule: (document: DocumentRecord) => Changed<DocumentRecord>,
): Promise<DocumentRecord> {
  const record = await asSystem({ name: 'intake', key: documentId, at }, async (door) => {
    const { stored } = await door.load({ stored: documents.ref(documentId) });
    if (!stored) throw new Error(`${documentId} is gone.`);
    if (stored.state.state !== 'reserved') return { body: stored.state };
    const changed = rule(stored.state);
    return door.commit({
      records: [documents.change(stored, changed)],
      reply: () => changed.record,
    });
  });
  if (!record) throw new Error(`${documentId} was not put on record.`);
  return record;
}

function admittedAs({ id, state, pages = 0 }: DocumentRecord): Admitted {
  const accepted = state !== 'refused' && state !== 'reserved';
  const batches: number[][] = [];
  for (let first = 1; accepted && first <= pages; first += pagesPerBatch) {
    const last = Math.min(first + pagesPerBatch - 1, pages);
    batches.push(Array.from({ length: last - first + 1 }, (_, index) => first + index));
  }
  return { documentId: id, accepted, batches };
}

/** Bytes that came after the document was judged are nobody's; those of one still to be judged stay for that. */
export async function discardLate(documentId: string): Promise<Admitted> {
  const { stored } = await load({ stored: documents.ref(documentId) });
  if (stored?.state.state !== 'reserved') await discardQuarantined(documentId);
  return { documentId, accepted: false, batches: [] };
}
