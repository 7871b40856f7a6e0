/**
 * An approval chain on a file: levels that examine, recommend, concur and finally approve.
 *
 * The record decides, the state machine only keeps the clock. A decision closes its level in one write; the machine's
 * worker then finds whom the next level asks and gives them the file. Nothing is ever approved by silence: a late level
 * is put on record, reminded and escalated for as long as it takes.
 */
export * from './approvalActs.ts';
export * from './approvalBeginning.ts';
export * from './approvalClock.ts';
export * from './approvalFlow.ts';
export * from './approvalOpening.ts';
export * from './approvalRecord.ts';
export * from './reversal.ts';
