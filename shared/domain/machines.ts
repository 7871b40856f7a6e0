/** The state machines of the office, for whatever reads all their tables. */
import { approvalMachine } from './approvalMachine.ts';
import { chargeMachine } from './charge.ts';
import { delegationMachine } from './delegation.ts';
import { divisionMachine } from './divisionMachine.ts';
import { draftMachine } from './draftMachine.ts';
import { fileMachine } from './fileMachine.ts';
import { tenureMachine } from './handover.ts';
import { deliveryMachine } from './issueMachine.ts';
import type { AnyMachine } from './machine.ts';
import { noteMachine } from './noteMachine.ts';
import { receiptMachine } from './receiptMachine.ts';
import { reviewMachine } from './reviewMachine.ts';
import { templateMachine } from './templateMachine.ts';

export const machines = {
  receipt: receiptMachine,
  file: fileMachine,
  note: noteMachine,
  draft: draftMachine,
  delivery: deliveryMachine,
  review: reviewMachine,
  charge: chargeMachine,
  delegation: delegationMachine,
  tenure: tenureMachine,
  approval: approvalMachine,
  template: templateMachine,
  division: divisionMachine,
} as const satisfies Record<string, AnyMachine>;
export type MachineName = keyof typeof machines;
