/** Conditions on a file that its work and its keeping share. */
import type { File } from './file.ts';
import type { FileAct } from './fileMachine.ts';
import type { Guard } from './machine.ts';

export const noApproval = {
  code: 'approval-open',
  rule: 'While an approval chain is open it says where the file goes.',
  refuses: (file: File) => file.openApprovalId !== undefined,
} as const satisfies Guard<File, unknown>;

export const here = {
  code: 'in-transit',
  rule: 'A physical file that is on its way can only be received or pulled back.',
  refuses: (file: File) => file.transit !== undefined,
} as const satisfies Guard<File, unknown>;

/** The file would come to whoever asks for it. */
export const intoItsOffice = {
  code: 'other-office',
  rule: 'A confidential file comes to no post of another office.',
  refuses: (file: File, { officer }: FileAct) =>
    file.classification === 'confidential' && officer.post.officeId !== file.officeId,
} as const satisfies Guard<File, FileAct>;

/**
 * Which arrival it is at the post that has the file, while that post has not opened it: so long the post that sent it may
 * pull it back.
 */
export const unopenedArrival = ({ transit, lastMove, holder }: File): string | undefined =>
  transit || !lastMove || lastMove.openedAt !== undefined
    ? undefined
    : `${lastMove.at} ${holder.postId}`;
