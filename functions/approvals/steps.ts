import { approvalRoutes } from '../../shared/api/routes/approvals.ts';
import {
  askAgain as askOnceMore,
  resubmit as putUpAgain,
  reassign,
  reroute,
  withdraw,
} from '../../shared/domain/approval.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { write } from '../../shared/http/operation.ts';
import { putUp } from './letter.ts';
import { step } from './onFile.ts';

export const askAgain = write(approvalRoutes.askAgain, (request) => {
  const { body, officer, at } = request;
  return step(request, 'decide', body, ({ file, approval, policy, note }) => ({
    chain: askOnceMore(file, approval, officer, { at, policy, draft: note, delay: body.delay }),
  }));
});

export const resubmit = write(approvalRoutes.resubmit, (request) => {
  const { body, officer, at } = request;
  const { delay, restart = false } = body;
  return step(request, 'decide', body, ({ file, approval, policy, note, letter }) => ({
    chain: putUpAgain(file, approval, note, officer, { at, policy, restart, delay }),
    letter: putUp(file, letter, officer),
  }));
});

export const withdrawApproval = write(approvalRoutes.withdrawApproval, (request) => {
  const { body, officer, at } = request;
  return step(request, 'read-content', {}, ({ file, approval, policy }) => ({
    chain: withdraw(file, approval, officer, { at, policy, reason: body.reason }),
  }));
});

/** The worker opens the level again, and looks up whom it asks then. */
export const rerouteApproval = write(approvalRoutes.rerouteApproval, (request) => {
  const { body, officer, at } = request;
  return step(request, 'see-cover', {}, ({ file, approval, note }) => ({
    chain: reroute(file, approval, body.reason, officer, { at, draft: note }),
  }));
});

export const reassignApproval = write(approvalRoutes.reassignApproval, (request) => {
  const { body, officer, at } = request;
  return step(request, 'see-cover', { postId: body.to }, (desk) => {
    const { file, approval, note, policy, post } = desk;
    if (!post) throw new DomainError('not-found', 'There is no such post.');
    const { from, reason } = body;
    const act = { at, policy, draft: note };
    return { chain: reassign(file, approval, { from, to: post, reason }, officer, act) };
  });
});
