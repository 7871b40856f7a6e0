import { approvalRoutes } from '../../shared/api/routes/approvals.ts';
import type { Approval } from '../../shared/domain/approval.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { approvalPlace } from '../../shared/domain/ids.ts';
import { mayDo } from '../../shared/http/access.ts';
import { read } from '../../shared/http/operation.ts';
import * as approvals from '../../shared/store/approvalStore.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';
import { newestOf } from './onFile.ts';

/** The letter and its version are named by whoever asks, who read them in the approval: so one round trip brings both texts. */
export const getApprovalDifference = read(
  approvalRoutes.getApprovalDifference,
  async ({ params: { approvalId }, query, officer }) => {
    const { draftId } = query;
    const [level, version] = [Number(query.level), query.version && Number(query.version)];
    const [{ stored, approval, before }, newest] = await Promise.all([
      load({
        stored: files.ref(approvalPlace(approvalId).fileId),
        approval: approvals.approval(approvalId),
        before: draftId && version ? drafts.version(draftId, version) : undefined,
      }),
      newestOf(draftId),
    ]);
    const file = mayDo(officer, 'read-content', stored?.state);
    if (!approval) throw new DomainError('not-found', 'There is no such approval.');
    if (approval.draftId !== draftId) {
      throw new DomainError('not-found', 'The chain is on another draft letter, or on none.');
    }
    const seen = seenAt(approval, level, version || undefined);
    const found = {
      level,
      notes: { after: seen.notes, to: file.noteCount },
      letters: { after: seen.letters, to: file.correspondenceCount },
    };
    if (!before || !newest) return { body: found };
    // Only who asks for a difference waits for what finds it.
    const { compare } = await import('../../shared/domain/comparison.ts');
    const changes = compare(before.content, newest.content).map(({ part, pieces }) => ({
      part,
      pieces: [...pieces],
    }));
    return { body: { ...found, letter: { from: before.version, to: newest.version, changes } } };
  },
);

/** What the level had before it when it last decided, on that version of the letter. @throws not-found */
function seenAt({ levels }: Approval, level: number, version: number | undefined) {
  const members = levels.find(({ no }) => no === level)?.members ?? [];
  const seen = members
    .flatMap((each) => each.seen ?? [])
    .findLast((each) => each.version === version);
  if (!seen) throw new DomainError('not-found', 'The level has decided on no such text.');
  return seen;
}
