import { documentRoutes } from '../../shared/api/routes/documents.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { read } from '../../shared/http/operation.ts';
import { pageRef } from '../../shared/store/documentStore.ts';
import { StoredReading } from '../../shared/store/pageText.ts';
import { readJson } from '../../shared/store/presign.ts';
import { visible } from './visible.ts';

export const getPageText = read(documentRoutes.getPageText, async ({ params, query, officer }) => {
  const page = Number(params.page);
  const { also: row } = await visible(
    params.documentId,
    query.via,
    officer,
    pageRef(params.documentId, page),
  );
  if (!row?.textKey) throw new DomainError('page-not-read', 'The page has no text yet.');
  const reading = StoredReading.parse(await readJson(row.textKey));
  const { outcome, text, words, engine, model, languages, source, meanConfidence } = reading;
  return {
    body: {
      page,
      outcome,
      text,
      words,
      engine,
      model,
      languages,
      source,
      confidence: meanConfidence,
    },
  };
});
