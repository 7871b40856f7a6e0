import type { Capability, Officer } from '../domain/directory.ts';
import { can } from '../domain/directory.ts';
import { DomainError, type DomainErrorCode } from '../domain/errors.ts';
import type { File } from '../domain/file.ts';
import {
  type Action,
  allows,
  type Governed,
  type Relation,
  refusalOf,
  relationOf,
  table,
} from '../domain/policy.ts';
import type { Receipt } from '../domain/receipt.ts';

/** What the decision table looks at, of a file or a letter. */
export const governed = (record: File | Receipt): Governed => ({
  officeId: record.officeId,
  holderPostId: record.holder.postId,
  classification: record.classification,
  readers: record.readers,
  addresseePostId: record.transit?.to.postId,
  ...('asked' in record && { askedPostIds: record.asked }),
});

/** The record, if the officer may do this with it. @throws not-found, not-allowed, assistant-may-not, other-office, or `notHolder` */
export function mayDo<R extends File | Receipt>(
  officer: Officer,
  action: Action,
  record: R | undefined,
  notHolder: DomainErrorCode = 'not-allowed',
): R {
  if (!record) throw noSuchRecord();
  const subject = governed(record);
  if (allows(officer, action, subject)) {
    if (action === 'read-content') mustBeKept(record);
    return record;
  }
  const code = refusalOf(officer, subject);
  // Whoever may see it is told who has it; others are not told that it exists.
  const relation = relationOf(officer, subject);
  const readable = relation !== 'other-office' && code !== 'not-found';
  const told = ownWords(relation, action, subject) ?? notHolder;
  // The same words as for what is not there: a refusal must not tell that something is.
  if (!readable || told === 'not-found') throw noSuchRecord();
  throw new DomainError(told, 'Your post may not do this with it now.');
}

/** Who has the record at hand, and is told why it is not theirs all the same. */
function ownWords(
  relation: Relation,
  action: Action,
  { classification }: Governed,
): DomainErrorCode | undefined {
  // A personal assistant sees what the officer has; the rest is the officer's own.
  if (relation === 'assistant') return 'assistant-may-not';
  const ofHolder = table[classification].holder.includes(action);
  return relation === 'guest' && ofHolder ? 'other-office' : undefined;
}

const noSuchRecord = () => new DomainError('not-found', 'There is no such record.');

/** What was in a file that was weeded is nobody's to read any more. @throws file-weeded */
export function mustBeKept({ status }: Pick<File | Receipt, 'status'>): void {
  if (status === 'weeded') throw new DomainError('file-weeded', 'The file was weeded.');
}

/** @throws not-allowed */
export function mustHave(officer: Officer, capability: Capability): void {
  if (!can(officer, capability)) {
    throw new DomainError('not-allowed', `The post lacks the capability “${capability}”.`);
  }
}

/** A letter that was in such a file is read no more either, by whichever way. @throws file-weeded */
export function mustNotBeGone(withdrawn: true | undefined): void {
  if (withdrawn) throw new DomainError('file-weeded', 'The file of the letter was weeded.');
}
