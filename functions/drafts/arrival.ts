import { yearOf } from '../../shared/domain/calendar.ts';
import { type Office, type Officer, type Policy, postRef } from '../../shared/domain/directory.ts';
import type { LetterContent } from '../../shared/domain/draft.ts';
import type { File } from '../../shared/domain/file.ts';
import { officeNumberOf, seriesOf } from '../../shared/domain/numbering.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import { noReaders, withReader } from '../../shared/domain/record.ts';
import { allot } from '../../shared/store/numberStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';

export const arrivalSeries = (officeId: string, at: string) =>
  seriesOf('receipt', '{OFF}/{YYYY}', { OFF: officeId, YYYY: String(yearOf(at)) });

export function arrivalAt(
  office: Office & { inwardPost: NonNullable<Office['inwardPost']> },
  from: {
    id: string;
    last: number | undefined;
    issueId: string;
    issueNumber: string;
    letter: LetterContent;
    file: File;
    officer: Officer;
    policy: Policy;
    at: string;
  },
) {
  const { id, last, at, policy, letter, file, officer } = from;
  const number = officeNumberOf(
    policy.numbering.receipt,
    { OFF: office.code, YYYY: String(yearOf(at)) },
    (last ?? 0) + 1,
  );
  const receipt: Receipt = {
    id,
    officeId: office.id,
    number,
    diarisedAt: at,
    subject: letter.subject,
    sender: { kind: 'office', name: officer.post.officeName.hi },
    letter: { number: from.issueNumber, language: letter.language },
    channel: 'intra',
    classification: file.classification,
    urgency: file.urgency,
    documents: [],
    status: 'at-post',
    holder: postRef(office.inwardPost),
    holderSince: at,
    readers: withReader(noReaders, office.inwardPost),
  } as Receipt;
  const changed = {
    record: receipt,
    events: [{ type: 'diarised', pub: { number, sourceIssueId: from.issueId } }],
  };
  return {
    receipt,
    change: receipts.change(undefined, changed),
    companions: [
      ...allot(arrivalSeries(office.id, at), last, number, id),
      receipts.accessRow(receipt, 1),
    ],
  };
}
