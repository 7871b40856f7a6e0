/** The life of a review batch: proposed by one officer, decided by another, carried out file by file. */
import type { Officer } from './directory.ts';
import { machineOf } from './machine.ts';
import type { Review } from './review.ts';

export interface ReviewAct {
  readonly officer: Officer;
}
export interface ReviewDeciding extends ReviewAct {
  readonly decision: 'approve' | 'refuse';
  readonly remarks: string | undefined;
}

export const reviewMachine = machineOf<Review>()({
  entity: { hi: 'समीक्षा सूची', en: 'Review' },
  states: {
    proposed: { label: { hi: 'प्रस्तावित', en: 'Proposed' }, refuses: 'review-undecided' },
    approved: { label: { hi: 'अनुमोदित', en: 'Approved' }, refuses: 'review-closed' },
    refused: { label: { hi: 'अस्वीकृत', en: 'Refused' }, refuses: 'review-closed' },
    completed: { label: { hi: 'पूर्ण', en: 'Completed' }, refuses: 'review-closed' },
  },
  transitions: {
    propose: {
      label: { hi: 'समीक्षा सूची प्रस्तावित करें', en: 'Propose a review' },
      from: [],
      to: ['proposed'],
      who: { action: 'review', capability: 'records-officer' },
      guards: [],
    },
    decide: {
      label: { hi: 'समीक्षा सूची पर निर्णय', en: 'Decide the review' },
      from: ['proposed'],
      to: ['approved', 'refused'],
      who: { action: 'review', capability: 'close-approve' },
      guards: [
        {
          code: 'own-request',
          rule: 'Another person than the one who proposed it decides.',
          refuses: ({ proposedBy }: Review, { officer }: ReviewAct) =>
            proposedBy.personId === officer.personId,
        },
        {
          code: 'not-a-superior',
          rule: 'A post above the one that proposed it decides.',
          refuses: ({ superiors }: Review, { officer }: ReviewAct) =>
            !superiors.includes(officer.post.id),
        },
        {
          code: 'reason-required',
          rule: 'A refusal says why.',
          onRequest: true,
          refuses: (_review: Review, { decision, remarks }: ReviewDeciding) =>
            decision === 'refuse' && remarks === undefined,
        },
      ],
    },
    execute: {
      label: { hi: 'निर्णय का पालन करें', en: 'Carry out for a file' },
      // Of a refused batch every file is put back.
      from: ['approved', 'refused'],
      to: ['completed', 'approved', 'refused'],
      who: { action: 'review', capability: 'records-officer' },
      guards: [
        {
          code: 'review-closed',
          rule: 'What was decided for the file is not carried out yet.',
          onRequest: true,
          refuses: ({ items }: Review, { fileId }: { fileId: string }) =>
            items.some((item) => item.fileId === fileId && item.result !== undefined),
        },
      ],
    },
  },
});
