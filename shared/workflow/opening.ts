/** Opening the level whose turn it is: whom it asks is looked up then, and not before. */

import { type Approval, isToOpen, openLevel } from '../domain/approval.ts';
import type { Policy } from '../domain/directory.ts';
import type { File } from '../domain/file.ts';
import { approvalPlace } from '../domain/ids.ts';
import { type Chart, postsNamed } from '../domain/resolver.ts';
import * as approvals from '../store/approvalStore.ts';
import * as charts from '../store/chartStore.ts';
import * as directory from '../store/directoryStore.ts';
import * as files from '../store/fileStore.ts';
import { noticeRows } from '../store/noticeStore.ts';
import { load } from '../store/reading.ts';
import type { Stored } from '../store/recordStore.ts';
import { asSystem } from '../store/systemDoor.ts';
import { changeOfApproval } from './changeOfApproval.ts';

/** A file with its chain, in one read. */
export const deskOf = (approvalId: string) => ({
  stored: files.ref(approvalPlace(approvalId).fileId),
  approval: approvals.approval(approvalId),
  policy: directory.policy,
});

interface Desk {
  readonly stored: Stored<File> | undefined;
  readonly approval: Approval | undefined;
  readonly policy: Policy | undefined;
}
/** What a chain that has a clock must have. */
export function present(approvalId: string, { stored, approval, policy }: Desk) {
  if (!stored || !approval) throw new Error(`${approvalId} has a clock but no record.`);
  return { stored, approval, policy: directory.present(policy, 'policy') };
}

/** The chain as it stands, with the calendar by which its clocks run. */
export async function standing(approvalId: string) {
  const { approval, policy } = await load({
    approval: approvals.approval(approvalId),
    policy: directory.policy,
  });
  return { approval, policy: directory.present(policy, 'policy') };
}

/** All that a chain looks into for whom it asks: its office, and posts of others that it names. */
export async function chartFor(
  { matter, levels, initiator }: Approval,
  at: string,
): Promise<Chart> {
  const chart = await charts.chartOf(matter.officeId, at);
  return charts.withPosts(chart, [...postsNamed(levels), ...initiator.post.superiors]);
}

/** Opens the level whose turn it is, once. Asking again, or for a turn that is over, changes nothing. */
export async function openTurn(approvalId: string, turn: number, at: string): Promise<void> {
  const { approval } = await standing(approvalId);
  if (!approval || approval.turn !== turn || !isToOpen(approval)) return;
  const chart = await chartFor(approval, at);
  await asSystem({ name: 'approval-opening', key: `${approvalId}/${turn}`, at }, async (door) => {
    const {
      stored,
      approval: read,
      policy,
    } = present(approvalId, await door.load(deskOf(approvalId)));
    const opened = openLevel(stored.state, read, { chart, at, policy });
    if (!opened) return undefined;
    const cause = turn === 1 ? 'approval-started' : 'decided';
    const notices = noticeRows(opened.record, opened.tellings ?? [], { at, policy, by: undefined });
    return door.commit(changeOfApproval(stored, read, opened, undefined, { cause, at, notices }));
  });
}
