import { recordRoutes } from '../../shared/api/routes/records.ts';
import { yearOf } from '../../shared/domain/calendar.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import type { File } from '../../shared/domain/file.ts';
import { officeNumberOf } from '../../shared/domain/numbering.ts';
import {
  approvesWeeding,
  carryOut,
  proposeReview,
  type Review,
  decideReview as reviewDecided,
} from '../../shared/domain/review.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { allot, counter } from '../../shared/store/numberStore.ts';
import type { Ref } from '../../shared/store/reading.ts';
import { type Stored, sealOf } from '../../shared/store/recordStore.ts';
import * as reviews from '../../shared/store/reviewStore.ts';
import { ofOwnOffice } from './readReviews.ts';
import { besides } from './saveRecords.ts';

export const createReview = write(
  recordRoutes.createReview,
  async ({ body, officer, at, door }) => {
    mustHave(officer, 'records-officer');
    const named: Record<string, Ref<unknown>> = Object.fromEntries(
      body.items.map(({ fileId }) => [fileId, files.ref(fileId)]),
    );
    const loaded = await door.load({ ...named, policy: directory.policy });
    const { policy } = loaded;
    const found = loaded as Readonly<Record<string, unknown>>;
    const storedOf = (fileId: string): Stored<File> => {
      const stored = found[fileId] as Stored<File> | undefined;
      mayDo(officer, 'review', stored?.state);
      if (!stored) throw new DomainError('not-found', `There is no file ${fileId}.`);
      return stored;
    };
    const proposed = proposeReview(
      body,
      (fileId) => {
        const { state, head } = storedOf(fileId);
        return { file: state, head };
      },
      officer,
      { id: newId('rev'), at, policy: directory.present(policy, 'policy') },
    );
    const changes = proposed.files.map((changed) => ({
      stored: storedOf(changed.record.id),
      changed,
    }));
    const { record } = proposed.review;
    return door.commit({
      records: [
        reviews.change(undefined, proposed.review),
        ...changes.map(({ stored, changed }) => files.change(stored, changed)),
      ],
      companions: [
        reviews.row(record),
        // The lists of reviews due stay as they are: the files wait for their decision.
        ...changes.map(({ stored, changed }) => files.accessAfter(stored, changed)),
      ],
      reply: (headOf) => shown(record, headOf(record.id)),
    });
  },
);

export const decideReview = write(
  recordRoutes.decideReview,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'close-approve');
    const { officeId, officeCode } = officer.post;
    const series = reviews.certificateSeries(officeId, at);
    const { stored, policy, last } = await door.load({
      stored: reviews.ref(params.reviewId),
      policy: directory.policy,
      last: counter(series),
    });
    const review = ofOwnOffice(officer, stored);
    mustBeAt(version, stored?.head.seq ?? 0);
    const { numbering } = directory.present(policy, 'policy');
    const parts = { OFF: officeCode, YYYY: String(yearOf(at)) };
    const certificate = officeNumberOf(numbering.certificate, parts, (last ?? 0) + 1);
    const decided = reviewDecided(review, body, officer, { at, certificate });
    const { record } = decided;
    return door.commit({
      records: [reviews.change(stored, decided)],
      companions: [
        reviews.row(record),
        ...(approvesWeeding(review, body) ? allot(series, last, certificate, record.id) : []),
      ],
      reply: (headOf) => shown(record, headOf(record.id)),
    });
  },
);

export const carryOutReview = write(
  recordRoutes.carryOutReview,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'records-officer');
    const { stored, file, policy } = await door.load({
      stored: reviews.ref(params.reviewId),
      file: files.ref(params.fileId),
      policy: directory.policy,
    });
    const review = ofOwnOffice(officer, stored);
    const subject = mayDo(officer, 'review', file?.state);
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!file) throw new DomainError('not-found', 'There is no such file.');
    const done = carryOut(review, subject, officer, {
      at,
      policy: directory.present(policy, 'policy'),
      withheld: body.withheld,
    });
    const { record } = done.review;
    return door.commit({
      records: [reviews.change(stored, done.review), files.change(file, done.file)],
      companions: [reviews.row(record), ...besides({ stored: file, changed: done.file })],
      effects:
        done.file.record.status === 'weeded'
          ? [{ kind: 'withdraw-content', fileId: params.fileId }]
          : [],
      reply: (headOf) => shown(record, headOf(record.id)),
    });
  },
);

const shown = (review: Review, head: { seq: number; hash: string }) => ({
  review,
  version: head.seq,
  seal: sealOf(head),
});
