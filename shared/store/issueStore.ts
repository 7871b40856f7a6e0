/** Letters that went out, how they are delivered, and how anybody can check one. */
import * as z from 'zod';
import type { Changed } from '../domain/document.ts';
import { LetterContent } from '../domain/draft.ts';
import {
  addresseeName,
  type Delivery,
  entryOf,
  Issue,
  signedAs,
  Verification,
} from '../domain/issue.ts';
import type { Companion, RecordChange } from './door.ts';
import { fieldsOf } from './fileStore.ts';
import { inboxKeys, inboxPk, informationKey, issuedKey, sealedKey, verifyKey } from './keys.ts';
import { queryPage, type Ref } from './reading.ts';
import type { CopyRow } from './receiptStore.ts';
import { recordRef, type Stored } from './recordStore.ts';
import { registerCompanion } from './registerStore.ts';

export const ref = (issueId: string): Ref<Stored<Issue>> => recordRef(issueId, Issue);

/** The text that went out, sealed with the first event of the issue. */
export const letter = (issueId: string): Ref<LetterContent> => ({
  key: sealedKey(issueId, 'other', 1),
  parse: (item) =>
    LetterContent.parse((fieldsOf(item).letter as { value?: unknown } | undefined)?.value),
});

/** Where an office's despatch desk finds what still has to be sent. */
const dispatchDesk = (officeId: string) => `dispatch/${officeId}`;

/** The change of an issue; while something is to be sent it lies on the despatch desk of its office. */
export function change(
  read: Stored<Issue> | undefined,
  { record, events }: Changed<Issue>,
): RecordChange {
  const { id, officeId, number, subject, classification, issuedAt, deliveries } = record;
  const toSend = deliveries.some(({ status }) => status === 'queued');
  return {
    id,
    officeId,
    read: read?.head,
    state: record,
    index: {
      ...(toSend && inboxKeys(dispatchDesk(officeId), issuedAt, id)),
      id,
      kind: 'issue',
      number,
      // The desk sends covers; what a confidential letter is about stays inside.
      ...(classification === 'normal' && { subject }),
      classification,
      since: issuedAt,
    },
    events,
  };
}

const DeskRow = z.object({
  id: z.string(),
  number: z.string(),
  subject: z.strictObject({ hi: z.string(), en: z.string().optional() }).optional(),
  classification: z.enum(['normal', 'confidential']),
  since: z.string(),
});

/** Letters of an office with something to be sent, oldest first. */
export async function toSend(
  officeId: string,
  part: { limit: number; after?: string | undefined },
) {
  const pk = inboxPk(dispatchDesk(officeId));
  const { items, more } = await queryPage({ pk, index: 'gsi1', ...part });
  return {
    items: items.map((item) => DeskRow.parse(item)),
    last: more ? z.string().parse(items.at(-1)?.gsi1sk) : undefined,
  };
}

/** How many letters have gone out from a file on a day. */
export const issuedOn = (fileId: string, day: string): Ref<number> => ({
  key: issuedKey(fileId, day),
  parse: (item) => z.int().positive().parse(item.letters),
});
export const issuedOnCompanion = (
  fileId: string,
  day: string,
  before: number | undefined,
): Companion => ({
  item: { ...issuedKey(fileId, day), letters: (before ?? 0) + 1 },
  expect: before === undefined ? 'new' : { attribute: 'letters', value: before },
});

export const verification = (code: string): Ref<Verification> => ({
  key: verifyKey(code),
  parse: (item) => Verification.parse(item.verification),
});
export const verificationCompanion = (shown: Verification): Companion => ({
  item: { ...verifyKey(shown.code), verification: shown },
  expect: 'new',
});

/** A letter to posts of the office, as each has it listed, now and when it becomes confidential. */
export const informationRows = (issue: Issue): Companion[] => {
  const { id: issueId, number, issuedAt: at, signatory: from, classification, deliveries } = issue;
  const subject = classification === 'confidential' ? null : issue.subject;
  return deliveries.flatMap(({ to }): Companion[] =>
    to.kind === 'post'
      ? [
          {
            item: {
              ...informationKey(to.post.postId, at, issueId),
              row: { issueId, number, at, from, subject } satisfies CopyRow,
            },
            expect: 'any',
          },
        ]
      : [],
  );
};

/** The letter's row in the outward register (जावक पंजी), in the order of the numbers of its branch. */
export const registerRow = (issue: Issue): Companion =>
  registerCompanion(issue.officeId, 'outward', {
    at: issue.issuedAt,
    number: issue.number,
    recordId: issue.id,
    confidential: issue.classification === 'confidential',
    order: { series: issue.branch, serial: issue.serial },
    columns: {
      form: issue.form,
      subject: issue.subject.hi,
      to: namesOf(issue, 'addressee'),
      copies: namesOf(issue, 'copy'),
      file: issue.fileNumber,
      signatory: signedAs(issue).hi,
    },
    deliveries: issue.deliveries.map(entryOf),
  });

/** The row when something became of a delivery, or when the letter became confidential: the number stays listed. */
export const registerRowAnew = (issue: Issue): Companion => ({
  ...registerRow(issue),
  expect: 'any',
});

/** Whoever has the paper is told that it is genuine, and no longer what it is about. */
export const verificationClosed = (shown: Verification): Companion => ({
  ...verificationCompanion({ ...shown, subject: null }),
  expect: 'any',
});

const namesOf = ({ deliveries }: Issue, as: Delivery['as']): string =>
  deliveries
    .filter((each) => each.as === as)
    .map(({ to }) => addresseeName(to))
    .join('; ');
