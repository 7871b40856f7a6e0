/**
 * Every minute: delivers effects that the stream lost, starts clocks anew for approvals that are open in the record
 * but no longer running, stops those that run for approvals that are over, and takes up files that were parked until
 * today.
 */
import { type Approval, answerFor } from '../../shared/domain/approval.ts';
import { dayOf } from '../../shared/domain/calendar.ts';
import type { Policy } from '../../shared/domain/directory.ts';
import { wake } from '../../shared/domain/fileCare.ts';
import { log } from '../../shared/log.ts';
import {
  forgetOpenApproval,
  forgetParked,
  generationOf,
  keepGeneration,
  owedIn,
  type ParkedRow,
  parkedUntil,
  tokensOf,
} from '../../shared/store/derivedStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { openApprovalsPk, shards } from '../../shared/store/keys.ts';
import { type Item, queryPage } from '../../shared/store/reading.ts';
import { asSystem } from '../../shared/store/systemDoor.ts';
import { troubles } from '../../shared/troubles.ts';
import { answer, clockRuns, runningClocks, startClock } from '../../shared/workflow/chain.ts';
import { standing } from '../../shared/workflow/opening.ts';
import { deliver } from '../../shared/workflow/outbox.ts';

/** Younger effects are still the stream's own business. Milliseconds. */
const patience = 30_000;
/** How much one run gets done in a shard; the next run goes on. */
const effectsPerShard = 200;
const filesPerShard = 100;
/** How many rows are read at a time. */
const perPage = 100;
const chainsPerPage = 1000;
/** How long effects and files may take in a shard, however many of them fail: clocks and other shards come after. */
const timeForEffects = 5000;
const timeForFiles = 3000;
/** How many effects are delivered, and clocks looked at, side by side. */
const sideBySide = 20;

/** @param event what the schedule sends: it names the moment for which the run is */
export async function handler(event: { readonly time?: string } = {}): Promise<{
  delivered: number;
  restarted: number;
  woken: number;
}> {
  const now = event.time === undefined ? Date.now() : Date.parse(event.time);
  let delivered = 0;
  let restarted = 0;
  let woken = 0;
  for (const shard of shards) {
    delivered += await sweepOutbox(shard, now);
    woken += await wakeFiles(shard, now);
  }
  restarted += await restartClocks(now);
  if (restarted > 0) log.warn(troubles.restart, { restarted });
  return { delivered, restarted, woken };
}

/** Does something for each row, several side by side. @returns for how many it was done */
async function countOf(rows: readonly Item[], act: (row: Item) => Promise<boolean>) {
  let count = 0;
  for (let first = 0; first < rows.length; first += sideBySide) {
    const done = await Promise.all(rows.slice(first, first + sideBySide).map(act));
    count += done.filter(Boolean).length;
  }
  return count;
}

async function sweepOutbox(shard: string, now: number): Promise<number> {
  let delivered = 0;
  let after: string | undefined;
  const until = performance.now() + timeForEffects;
  do {
    const { items, more } = await owedIn(shard, { limit: perPage, after });
    const old = items.filter(({ owedSince }) => now - Date.parse(String(owedSince)) >= patience);
    delivered += await countOf(old, async ({ pk, sk }) => {
      try {
        await deliver(String(pk), String(sk));
        return true;
      } catch (error) {
        // One that fails must not hold up the others.
        log.error(troubles.effect, { sk: String(sk), error: error as Error });
        return false;
      }
    });
    // Behind those that fail the next ones are looked at.
    after = more ? String(items.at(-1)?.sk) : undefined;
  } while (after !== undefined && delivered < effectsPerShard && performance.now() < until);
  return delivered;
}

async function wakeFiles(shard: string, now: number): Promise<number> {
  let woken = 0;
  let after: string | undefined;
  const until = performance.now() + timeForFiles;
  const at = new Date(now).toISOString();
  do {
    const { items, more } = await parkedUntil(shard, dayOf(at), { limit: perPage, after });
    for (const row of items) {
      try {
        if (await wakeOn(row, at)) woken += 1;
        await forgetParked(row);
      } catch (error) {
        const { fileId } = row;
        log.error('A parked file could not be woken', { fileId, error: error as Error });
      }
    }
    after = more ? items.at(-1)?.sk : undefined;
  } while (after !== undefined && woken < filesPerShard && performance.now() < until);
  return woken;
}

/** Whether the file was still parked until that day: its holder or a letter may have woken it before. */
async function wakeOn({ fileId, until }: ParkedRow, at: string): Promise<boolean> {
  const task = { name: 'wake-up', key: `${fileId}/${until}`, at };
  const done = await asSystem(task, async (door) => {
    const { stored } = await door.load({ stored: files.ref(fileId) });
    const { status, parked } = stored?.state ?? {};
    if (!stored || status !== 'parked' || parked?.until !== until) return undefined;
    const changed = wake(stored.state, 'date', { at });
    return door.commit({
      records: [files.change(stored, changed)],
      companions: [files.accessAfter(stored, changed)],
      reply: () => ({ woken: true }),
    });
  });
  return done !== undefined;
}

/**
 * Compares what is open in the record with what runs. Where both agree nothing is read: with ten thousand chains that is
 * nearly all of them.
 */
async function restartClocks(now: number): Promise<number> {
  let restarted = 0;
  let clocks: ReadonlySet<string> | undefined;
  for (const shard of shards) {
    let after: string | undefined;
    do {
      const page = await queryPage({
        pk: openApprovalsPk(shard),
        limit: chainsPerPage,
        ...(after !== undefined && { after }),
      });
      if (page.items.length > 0) clocks ??= await runningClocks();
      const doubtful = page.items.filter(
        ({ sk, running }) => running !== true || !clocks?.has(String(sk)),
      );
      restarted += await countOf(doubtful, ({ sk }) => restartIfLost(String(sk), now));
      after = page.more ? String(page.items.at(-1)?.sk) : undefined;
    } while (after !== undefined);
  }
  return restarted;
}

async function restartIfLost(approvalId: string, now: number): Promise<boolean> {
  try {
    return await restart(approvalId, now);
  } catch (error) {
    // One office's broken chart or record is no other's matter.
    log.error(troubles.chain, { approvalId, error: error as Error });
    return false;
  }
}

async function restart(approvalId: string, now: number): Promise<boolean> {
  const { approval, policy } = await standing(approvalId);
  if (!approval) return false;
  // The effect of its start or of its end may still be on its way.
  if (now - Date.parse(approval.endedAt ?? approval.startedAt) < patience) return false;
  const at = new Date(now).toISOString();
  const generation = await generationOf(approvalId);
  const runs = await clockRuns(approvalId, generation);
  if (approval.endedAt !== undefined) {
    // The chain is over. One whose clock still runs is looked at again until it has stopped.
    if (runs) await stopClock(approval, { at, policy });
    else await forgetOpenApproval(approvalId);
    return false;
  }
  if (runs) return false;
  // First the number, then the start: a crash in between only skips a number.
  await keepGeneration(approvalId, generation + 1);
  await startClock(approval, generation + 1, { at, policy });
  return true;
}

/** Whatever an execution waits for in a chain that is over, it is told how that ended. */
async function stopClock(approval: Approval, when: { at: string; policy: Policy }): Promise<void> {
  const { id, turn } = approval;
  log.warn('A closed approval still had a clock', { approvalId: id });
  const over = answerFor(approval, turn, when);
  if (!over) return;
  for (const token of await tokensOf(id)) await answer(token, over);
}
