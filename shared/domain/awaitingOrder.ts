/** Which levels of a chain go by the work-division order. */
import type { Approval, ApprovalLevel } from './approvalRecord.ts';
import { winnerOf } from './chainTemplate.ts';
import { type CaseFacts, holds } from './condition.ts';

/** Whether a level finds a post by the work-division order, in such a case. */
export const byOrder = ({ who, rules = [] }: ApprovalLevel, facts: CaseFacts): boolean => {
  const winner = winnerOf(rules, facts);
  return [...who, ...(winner ? [winner.who] : [])].some((resolver) => 'division' in resolver);
};

/** Whether a level that is asked, or is still to be opened, finds a post by the work-division order. */
export const awaitsOrder = ({ levels, matter: { facts } }: Approval): boolean =>
  levels.some(
    (level) =>
      (level.state === 'active' ||
        (level.state === 'waiting' && !(level.skipWhen && holds(level.skipWhen, facts)))) &&
      byOrder(level, facts),
  );
