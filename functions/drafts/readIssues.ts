import { draftRoutes } from '../../shared/api/routes/drafts.ts';
import { can } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { coverOf, withoutFile } from '../../shared/domain/issue.ts';
import { mustHave, mustNotBeGone } from '../../shared/http/access.ts';
import { mayReadLetter, mustBeKeptFor, noSuchLetter } from '../../shared/http/letterAccess.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { openRead, read } from '../../shared/http/operation.ts';
import { withdrawn } from '../../shared/store/documentStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import * as issues from '../../shared/store/issueStore.ts';
import { load } from '../../shared/store/reading.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';
import { registerPage } from '../../shared/store/registerStore.ts';

export const getIssue = read(draftRoutes.getIssue, async ({ params, query, officer }) => {
  const { via, file: fileId } = query;
  const receiptId = via?.startsWith('rcp_') ? via : undefined;
  const named = fileId ?? (receiptId === undefined ? via : undefined);
  const { stored, letter, gone, letterGone, file, receipt } = await load({
    stored: issues.ref(params.issueId),
    letter: issues.letter(params.issueId),
    gone: withdrawn(params.issueId),
    letterGone: receiptId === undefined ? undefined : withdrawn(receiptId),
    file: named === undefined ? undefined : files.ref(named),
    receipt: receiptId === undefined ? undefined : receipts.ref(receiptId),
  });
  if (!stored || !letter) throw noSuchLetter();
  const { state, head } = stored;
  const shown = mayReadLetter(officer, state, {
    file: file?.state,
    receipt: receipt?.state,
    via,
  });
  mustBeKeptFor(officer, state, gone);
  mustNotBeGone(letterGone);
  return {
    etag: String(head.seq),
    body: {
      issue:
        shown === 'cover' ? coverOf(state) : receiptId === undefined ? state : withoutFile(state),
      letter: shown === 'cover' ? null : letter,
      version: head.seq,
      seal: sealOf(head),
    },
  };
});

export const listDispatches = read(draftRoutes.listDispatches, async ({ query, officer }) => {
  if (!can(officer, 'dispatch')) mustHave(officer, 'registers-read');
  const { officeId } = officer.post;
  const list = `dispatches/${officeId}/${query.month}`;
  const { items, last } = await registerPage(officeId, 'outward', query.month, {
    limit: limitOf(query),
    after: sortKeyOf(list, query),
  });
  return {
    body: {
      items: items.map(({ recordId, ...row }) => ({ ...row, issueId: recordId })),
      next: nextOf(list, last),
    },
  };
});

export const listPendingDispatches = read(
  draftRoutes.listPendingDispatches,
  async ({ query, officer }) => {
    mustHave(officer, 'dispatch');
    const { officeId } = officer.post;
    const list = `to-send/${officeId}`;
    const { items, last } = await issues.toSend(officeId, {
      limit: limitOf(query),
      after: sortKeyOf(list, query),
    });
    return {
      body: {
        items: items.map(({ id, number, subject = null, classification, since }) => ({
          issueId: id,
          number,
          subject,
          classification,
          issuedAt: since,
        })),
        next: nextOf(list, last),
      },
    };
  },
);

/** Whoever has the paper may ask; of what is not on it nothing is told. */
export const verifyLetter = openRead(draftRoutes.verifyLetter, async ({ params }) => {
  const { found } = await load({ found: issues.verification(params.code) });
  if (!found) throw new DomainError('not-found', 'No letter was issued under that code.');
  const { code: _asked, ...shown } = found;
  return { body: { genuine: true as const, ...shown } };
});
