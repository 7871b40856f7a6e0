import { languageOf, problemDocument } from '../../shared/api/problems.ts';
import { printRoutes } from '../../shared/api/routes/prints.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { printName } from '../../shared/domain/print.ts';
import { read } from '../../shared/http/operation.ts';
import { printObjectKey } from '../../shared/store/objectKeys.ts';
import { downloadSeconds, presignObject } from '../../shared/store/presign.ts';
import * as prints from '../../shared/store/printStore.ts';
import { load } from '../../shared/store/reading.ts';

/** Only the post that asked may see it: what it shows was that post's to read. */
export const getPrint = read(printRoutes.getPrint, async ({ params, officer, person, at }) => {
  const { print, made } = await load({
    print: prints.ref(params.printId),
    made: prints.made(params.printId),
  });
  if (print?.askedBy.postId !== officer.post.id) {
    throw new DomainError('not-found', 'Your post has asked for no such print.');
  }
  const { id, wanted, askedAt } = print;
  const nothing = { failure: null, made: null, download: null };
  const shown = { id, wanted, askedAt, ...nothing };
  if (!made) return { body: { ...shown, state: 'waiting' as const } };
  if (made.state === 'failed') {
    const failure = problemDocument(made.code, { language: languageOf(person.language) });
    return { body: { ...shown, state: made.state, failure } };
  }
  const { state, ...facts } = made;
  const url = await presignObject(printObjectKey(id), made.mediaType, printName(print));
  const expiresAt = new Date(Date.parse(at) + downloadSeconds * 1000).toISOString();
  return { body: { ...shown, state, made: facts, download: { url, expiresAt } } };
});
