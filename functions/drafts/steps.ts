import { draftRoutes } from '../../shared/api/routes/drafts.ts';
import {
  approveDraft as approve,
  returnDraft as giveBack,
  signDraft as sign,
  submitDraft as submit,
} from '../../shared/domain/draft.ts';
import { signers } from '../../shared/domain/signing.ts';
import { write } from '../../shared/http/operation.ts';
import { mustHaveProved } from '../../shared/http/stepUp.ts';
import { step, stepOfWhole } from './onFile.ts';

export const submitDraft = write(draftRoutes.submitDraft, (request) =>
  stepOfWhole(request, 'draft', (draft, { file }) => submit(file, draft, request.officer)),
);

export const returnDraft = write(draftRoutes.returnDraft, (request) =>
  step(request, 'approve-draft', (draft, { file }) => giveBack(file, draft, request.body.reason)),
);

export const approveDraft = write(draftRoutes.approveDraft, (request) => {
  const { officer, at, body } = request;
  return stepOfWhole(request, 'approve-draft', (draft, { file, policy }) => {
    const approved = approve(file, draft, { ...body, officer, at });
    mustHaveProved(request, policy, 'approve-draft');
    return approved;
  });
});

export const signDraft = write(draftRoutes.signDraft, (request) => {
  const { officer, at } = request;
  const { contentHash, ...proof } = request.body;
  return step(request, 'sign', (draft, { file, policy }) => {
    const signed = sign(file, draft, { contentHash, proof, officer, at, signers });
    mustHaveProved(request, policy, 'sign');
    return signed;
  });
});
