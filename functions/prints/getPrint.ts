import { languageOf, problemDocument } from '../../shared/api/problems.ts';
import { printRoutes } from '../../shared/api/routes/prints.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { keptUntil, printName, printOf, printState } from '../../shared/domain/print.ts';
import { read } from '../../shared/http/operation.ts';
import { printObjectKey } from '../../shared/store/objectKeys.ts';
import { downloadSeconds, presignObject } from '../../shared/store/presign.ts';
import * as prints from '../../shared/store/printStore.ts';
import { load } from '../../shared/store/reading.ts';
import { mayPrint, recordsOf } from './mayPrint.ts';

/**
 * Only the post that asked may see it, and only while it may read what the print is of. The request names that, so
 * that all is read together.
 */
export const getPrint = read(printRoutes.getPrint, async (request) => {
  const { params, query, officer, person, at } = request;
  const loaded = await load({
    ...recordsOf(query),
    print: prints.ref(params.printId),
    made: prints.made(params.printId),
  });
  const { print, made } = loaded;
  const of = print && printOf(print.wanted);
  const named =
    of &&
    of.fileId === query.fileId &&
    of.receiptId === query.receiptId &&
    of.issueId === query.issueId &&
    of.postId === query.postId;
  if (print?.askedBy.postId !== officer.post.id || !named) {
    throw new DomainError('not-found', 'Your post has asked for no such print of that.');
  }
  mayPrint(print.wanted, officer, loaded);
  const { id, wanted, askedAt } = print;
  const nothing = { keptUntil: null, failure: null, made: null, download: null };
  const shown = { id, wanted, askedAt, ...nothing };
  const stands = printState(askedAt, made, at);
  if (!made || stands === 'waiting' || stands === 'expired') {
    return { body: { ...shown, state: stands } };
  }
  if (made.state === 'failed') {
    const failure = problemDocument(made.code, { language: languageOf(person.language) });
    return { body: { ...shown, state: made.state, failure } };
  }
  const { state, ...facts } = made;
  const url = await presignObject(printObjectKey(id), made.mediaType, printName(print));
  const expiresAt = new Date(Date.parse(at) + downloadSeconds * 1000).toISOString();
  return {
    body: {
      ...shown,
      state,
      keptUntil: keptUntil(made.madeAt),
      made: facts,
      download: { url, expiresAt },
    },
  };
});
