import { recordRoutes } from '../../shared/api/routes/records.ts';
import { can, type Officer } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { emptyHead } from '../../shared/domain/ledger.ts';
import { certificateOf, type Review } from '../../shared/domain/review.ts';
import { mustHave } from '../../shared/http/access.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import { load } from '../../shared/store/reading.ts';
import { type Stored, sealOf } from '../../shared/store/recordStore.ts';
import * as reviews from '../../shared/store/reviewStore.ts';

/** A batch of one's own office. @throws not-found */
export function ofOwnOffice(officer: Officer, stored: Stored<Review> | undefined): Review {
  if (stored?.state.officeId !== officer.post.officeId) {
    throw new DomainError('not-found', 'There is no such review in your office.');
  }
  return stored.state;
}

/** Whoever keeps records or decides about them. @throws not-allowed */
function mustKeepRecords(officer: Officer): void {
  if (can(officer, 'record-keeper') || can(officer, 'close-approve')) return;
  mustHave(officer, 'records-officer');
}

export const listDueFiles = read(recordRoutes.listDueFiles, async ({ query, officer }) => {
  mustKeepRecords(officer);
  const { officeId } = officer.post;
  const list = `due/${officeId}/${query.month}`;
  const { items, last } = await reviews.dueIn(officeId, query.month, {
    limit: limitOf(query),
    after: sortKeyOf(list, query),
  });
  return { body: { items, next: nextOf(list, last) } };
});

export const listReviews = read(recordRoutes.listReviews, async ({ query, officer }) => {
  mustKeepRecords(officer);
  const { officeId } = officer.post;
  const list = `reviews/${officeId}`;
  const { items, last } = await reviews.batches(officeId, {
    limit: limitOf(query),
    after: sortKeyOf(list, query),
  });
  return { body: { items, next: nextOf(list, last) } };
});

export const getReview = read(recordRoutes.getReview, async ({ params, officer }) => {
  mustKeepRecords(officer);
  const { stored } = await load({ stored: reviews.ref(params.reviewId) });
  const review = ofOwnOffice(officer, stored);
  const head = stored?.head ?? emptyHead;
  return {
    etag: String(head.seq),
    body: { review, version: head.seq, seal: sealOf(head) },
  };
});

export const getWeedingCertificate = read(
  recordRoutes.getWeedingCertificate,
  async ({ params, officer }) => {
    mustKeepRecords(officer);
    const { stored } = await load({ stored: reviews.ref(params.reviewId) });
    const certificate = certificateOf(ofOwnOffice(officer, stored));
    if (!certificate) {
      throw new DomainError('certificate-missing', 'The batch has no weeding certificate.');
    }
    return { body: certificate };
  },
);
