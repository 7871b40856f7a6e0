import { can, type Officer } from '../domain/directory.ts';
import { DomainError } from '../domain/errors.ts';
import type { File } from '../domain/file.ts';
import type { Issue } from '../domain/issue.ts';
import { isHiddenFrom } from '../domain/policy.ts';
import type { Receipt } from '../domain/receipt.ts';
import { mayDo, mustNotBeGone } from './access.ts';

/** The way by which an officer comes to a letter that went out. */
export interface LetterWay {
  /** The file it went out from, or the receipt that it is elsewhere. */
  readonly via: string | undefined;
  /** The file named by `via`, or the one in which that receipt is now. */
  readonly file: File | undefined;
  readonly receipt: Receipt | undefined;
}

export const noSuchLetter = () =>
  new DomainError('not-found', 'There is no such letter for your post.');

/**
 * How much of a letter that went out an officer may see: through its file, through the receipt that it is at
 * another office (or the file that receipt is in now), as an addressee, or as the desk that sends it.
 * @throws not-found, not-allowed
 */
export function mayReadLetter(
  officer: Officer,
  issue: Issue,
  { via, file, receipt }: LetterWay,
): 'letter' | 'cover' {
  if (isHiddenFrom(officer, issue)) throw noSuchLetter();
  if (via === undefined) {
    const { deliveries, officeId, classification } = issue;
    const addressed = deliveries.some(
      ({ to }) => to.kind === 'post' && to.post.postId === officer.post.id,
    );
    if (addressed) return 'letter';
    if (officeId !== officer.post.officeId || !can(officer, 'dispatch')) throw noSuchLetter();
    return classification === 'confidential' ? 'cover' : 'letter';
  }
  if (!via.startsWith('rcp_')) {
    mayDo(officer, 'read-content', file);
    if (file?.id !== issue.fileId) throw noSuchLetter();
    return 'letter';
  }
  // It stays that letter when the other office passes it on.
  if (receipt?.sourceIssueId !== issue.id) throw noSuchLetter();
  if (file !== undefined && receipt.fileId === file.id) mayDo(officer, 'read-content', file);
  else mayDo(officer, 'read-content', receipt);
  return 'letter';
}

/**
 * A letter whose file was weeded is no longer read at the office it went out from. Other offices keep theirs by rules
 * of their own. @throws file-weeded
 */
export function mustBeKeptFor(officer: Officer, issue: Issue, withdrawn: true | undefined): void {
  if (issue.officeId === officer.post.officeId) mustNotBeGone(withdrawn);
}
