/** Conditions on a file that its work and its keeping share. */
import type { File } from './file.ts';
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
