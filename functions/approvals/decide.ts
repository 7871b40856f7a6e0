import * as z from 'zod';
import { approvalRoutes } from '../../shared/api/routes/approvals.ts';
import { decide as decideLevel, decidesFinally } from '../../shared/domain/approval.ts';
import { remarksIn } from '../../shared/domain/decisionPhrase.ts';
import { write } from '../../shared/http/operation.ts';
import { InvalidRequest } from '../../shared/http/refusals.ts';
import { mustHaveProved } from '../../shared/http/stepUp.ts';
import { newId } from '../../shared/store/digest.ts';
import { approveAndSign, refuse } from './letter.ts';
import { step } from './onFile.ts';
import { reverse } from './reverse.ts';

/**
 * The decision is recorded here; the state machine is told afterwards, from the outbox. Who decides finally on a draft
 * letter approves that very text in the same write; who decides a reversal undoes what it reverses in it.
 */
export const decide = write(approvalRoutes.decide, (request) => {
  const { body, officer, person, at } = request;
  const { contentHash, signature } = body;
  return step(request, 'decide', body, (desk) => {
    const { file, approval, note, policy, letter } = desk;
    const act = { at, policy, noteId: newId('nte'), draft: note };
    const remarks = remarksIn(body, policy, person.language);
    const said = { ...body, remarks, version: letter?.version };
    const chain = decideLevel(file, approval, said, officer, act);
    const reversal = reverse(desk, chain.approval, body);
    const { status } = chain.approval;
    if (signature && !(letter && status === 'approved')) throw nothingToSign();
    // Asked for last: nobody signs in anew for what is refused all the same.
    if (decidesFinally(approval, body)) mustHaveProved(request, policy, 'decide');
    if (letter && chain.approval.status === 'rejected') {
      return { chain, letter: refuse(letter, chain.approval), ...reversal };
    }
    if (!letter || chain.approval.status !== 'approved') return { chain, ...reversal };
    const signed = approveAndSign(file, letter, { contentHash, officer, at }, signature);
    mustHaveProved(request, policy, 'approve-draft');
    if (signature) mustHaveProved(request, policy, 'sign');
    return { chain, letter: signed, ...reversal };
  });
});

/** A signature is taken by no decision in silence that has no letter to sign, or does not approve it. */
const nothingToSign = () =>
  new InvalidRequest(
    new z.ZodError([
      {
        code: 'custom',
        path: ['body', 'signature'],
        message: 'Only the decision that approves a draft letter signs it.',
        input: undefined,
      },
    ]),
  );
