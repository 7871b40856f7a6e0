import { describe } from 'vitest';
import {
  type Approval,
  type ApprovalMember,
  askAgain,
  type Decision,
  decide,
  openLevel,
  reassign,
  reroute,
  resubmit,
  startApproval,
  withContent,
  withdraw,
} from '../../shared/domain/approval.ts';
import { approvalMachine } from '../../shared/domain/approvalMachine.ts';
import { type HeldPost, postRef } from '../../shared/domain/directory.ts';
import type { File } from '../../shared/domain/file.ts';
import { aChain, aChart } from '../support/charts.ts';
import { livesByItsTable } from '../support/covered.ts';
import { aFile } from '../support/files.ts';
import { at, heldPost, officer, policy, post } from '../support/officers.ts';

interface Subject {
  readonly status: Approval['status'];
  readonly approval: Approval;
  readonly file: File;
}
interface Asked {
  readonly by: string;
  readonly level: number;
  readonly decision: Decision;
  readonly remarks?: readonly string[];
  readonly returnTo?: number;
  readonly contentHash: string;
  readonly restart: boolean;
  readonly from: string | undefined;
  readonly to: HeldPost;
}
type Event = 'begin' | 'decide' | 'ask-again' | 'resubmit' | 'withdraw' | 'reassign' | 'reroute';

const hash = 'a'.repeat(64);
const otherHash = 'b'.repeat(64);
const noteId = 'nte_01K00000000000000000000009';
const reason = 'कारण';
const chart = aChart();
const usual: Asked = {
  by: 'deputy',
  level: 1,
  decision: 'recommend',
  contentHash: hash,
  restart: false,
  from: post('deputy').id,
  to: heldPost('deputy3'),
};

const subjectOf = ({ approval, record }: { approval: Approval; record: File }): Subject => ({
  status: approval.status,
  approval,
  // The file machine has words of its own for a file without a chain: here the chain is to speak.
  file: { ...record, openApprovalId: approval.id },
});
const begin = (template = aChain()) =>
  subjectOf(
    startApproval(aFile(), template, undefined, officer('rajasv1'), {
      at,
      policy,
      facts: {},
      content: { hash },
    }),
  );
const opened = ({ file, approval }: Subject): Subject => {
  const next = openLevel(file, approval, { chart, at, policy });
  return next ? subjectOf(next) : subjectOf({ approval, record: file });
};
/** Its final level alone finds its post by the work-division order. */
const byOrderAlone = aChain({
  levels: [],
  final: { ...aChain().final, rules: [{ who: { division: 'officer-in-charge' }, power: 'आदेश' }] },
});
const rules: Record<Event, (subject: Subject, asked: Asked) => Subject> = {
  begin: () => begin(),
  decide: ({ file, approval }, { by, ...input }) =>
    subjectOf(decide(file, approval, input, officer(by), { at, policy, noteId })),
  'ask-again': ({ file, approval }, { by }) =>
    subjectOf(askAgain(file, approval, officer(by), { at, policy })),
  resubmit: ({ file, approval }, { by, restart }) =>
    subjectOf(resubmit(file, approval, undefined, officer(by), { at, policy, restart })),
  withdraw: ({ file, approval }, { by }) =>
    subjectOf(withdraw(file, approval, officer(by), { at, policy, reason })),
  reassign: ({ file, approval }, { by, from, to }) =>
    subjectOf(reassign(file, approval, { from, to, reason }, officer(by), { at, policy })),
  reroute: ({ file, approval }, { by }) =>
    subjectOf(reroute(file, approval, reason, officer(by), { at })),
};

const first = opened(begin());
const said = (subject: Subject, by: string, asked: Partial<Asked>) =>
  opened(rules.decide(subject, { ...usual, ...asked, by }));
const finalByOrder = opened(begin(byOrderAlone));
const second = said(first, 'deputy', {});
const third = said(second, 'adm', { level: 2, decision: 'concur' });
const changed = (subject: Subject): Subject => ({
  ...subject,
  approval: withContent(subject.approval, otherHash),
});
const given = said(second, 'adm', { level: 2, decision: 'return', remarks: [reason], returnTo: 1 });
const toInitiator = said(second, 'adm', { level: 2, decision: 'return', remarks: [reason] });
const standing: Record<Approval['status'], Subject> = {
  running: first,
  revising: given,
  approved: said(third, 'collector', { level: 3, decision: 'approve' }),
  rejected: said(first, 'deputy', { decision: 'reject', remarks: [reason] }),
  withdrawn: rules.withdraw(first, { ...usual, by: 'rajasv1' }),
  lapsed: { ...first, status: 'lapsed', approval: { ...first.approval, status: 'lapsed' } },
};
const last = { ...usual, by: 'collector', level: 3, decision: 'approve' as const };
const final = { approval: third.approval, file: third.file };
const answeredByOne = {
  file: first.file,
  approval: {
    ...first.approval,
    levels: first.approval.levels.map((level) => ({
      ...level,
      members: level.members.flatMap((member) => [
        member,
        { ...member, post: post('deputy2'), state: 'decided' as const },
      ]),
    })),
  },
};
const answeredByTwenty: Partial<Subject> = {
  file: first.file,
  approval: {
    ...first.approval,
    levels: first.approval.levels.map((level) => ({
      ...level,
      members: level.members.flatMap((member) =>
        Array.from({ length: 20 }, (_, no) => ({
          ...{ ...member, state: 'excused' as const },
          decidedBy: { personId: `per_${no}`, name: officer('deputy').name },
        })),
      ),
    })),
  },
};
/** As one that lost the power to decide after it was asked. */
const askingTheAccountant: Partial<Subject> = {
  ...first,
  approval: {
    ...first.approval,
    levels: first.approval.levels.map((level) => ({
      ...level,
      members: level.members.map((member) => ({ ...member, post: post('lekha') })),
    })),
  },
};
const reversing = (reversesLevel: number): Approval => ({ ...third.approval, reversesLevel });
const begunBy = (
  more: Partial<Approval['initiator']>,
  { file, approval }: Subject = third,
): Partial<Subject> => ({
  file,
  approval: { ...approval, initiator: { ...approval.initiator, ...more } },
});
/** The first level, at which that person has spoken already in such a post. */
const spoken = (more: Partial<ApprovalMember>, by: string): Partial<Subject> => ({
  file: first.file,
  approval: {
    ...first.approval,
    levels: first.approval.levels.map((level) => ({
      ...level,
      members: level.members.flatMap((member) => [
        member,
        {
          ...member,
          state: 'decided' as const,
          decision: 'recommend' as const,
          decidedBy: { personId: officer(by).personId, name: officer(by).name },
          ...more,
        },
      ]),
    })),
  },
});
const ofAnotherOffice = (subject: Subject): Partial<Subject> => ({
  file: subject.file,
  approval: {
    ...subject.approval,
    matter: { ...subject.approval.matter, officeId: post('tehsildar').officeId },
  },
});
const away = (of: string, to: string): HeldPost => {
  const { holder } = heldPost(of);
  const { holder: link } = heldPost(to);
  if (!holder || !link) throw new Error('Both posts are held.');
  const { personId, tenureId, name } = link;
  return {
    ...heldPost(of),
    delegations: [
      {
        id: 'dlg_01K00000000000000000000001',
        kind: 'leave',
        holderTenureId: holder.tenureId,
        to: { post: postRef(post(to)), personId, tenureId, name },
        from: at,
        until: '2099-01-01T00:00:00.000Z',
        confidential: false,
      },
    ],
  };
};
const elsewhere = { by: 'prashasan', from: post('collector').id };
const inCharge = { ...(heldPost('adm').holder as NonNullable<HeldPost['holder']>), from: at };
const onlyToInitiator = (subject: Subject): Partial<Subject> => ({
  file: subject.file,
  approval: {
    ...subject.approval,
    levels: subject.approval.levels.map((level) => ({ ...level, returnsTo: 'initiator' })),
  },
});

describe('the table of an approval', () => {
  livesByItsTable<Event, Subject, Asked>({
    machine: approvalMachine,
    rules,
    // Nobody does it: the clock finds it due.
    elsewhere: ['lapse'],
    occasions: (event, state) => {
      const subject = state ? standing[state] : first;
      switch (event) {
        case 'decide':
          return state === 'running'
            ? [
                { subject: first, asked: usual },
                { subject: first, asked: { ...usual, decision: 'return', remarks: [reason] } },
                { subject: first, asked: { ...usual, decision: 'reject', remarks: [reason] } },
                { subject: third, asked: last },
              ]
            : [{ subject, asked: usual }];
        case 'ask-again':
          return state === 'running'
            ? [{ subject: changed(third), asked: { ...usual, by: 'collector' } }]
            : [{ subject, asked: usual }];
        case 'resubmit':
          return state === 'revising'
            ? [
                { subject: given, asked: usual },
                { subject: toInitiator, asked: { ...usual, by: 'rajasv1', restart: true } },
              ]
            : [{ subject, asked: usual }];
        case 'withdraw':
          return [{ subject, asked: { ...usual, by: 'rajasv1' } }];
        case 'reassign':
          return [{ subject, asked: { ...usual, by: 'adm' } }];
        case 'reroute':
          return [
            { subject, asked: { ...usual, by: 'adm' } },
            ...(state === 'running'
              ? [{ subject: finalByOrder, asked: { ...usual, by: 'adm' } }]
              : []),
          ];
        default:
          return [{ subject, asked: usual }];
      }
    },
    refused: [
      ['decide', 'step-not-active', {}, { level: 2 }],
      ['decide', 'step-not-active', begin()],
      ['decide', 'not-your-step', {}, { by: 'deputy2' }],
      ['decide', 'decision-not-of-this-level', {}, { decision: 'approve' }],
      ['decide', 'reason-required', {}, { decision: 'reject' }],
      ['decide', 'reason-required', {}, { decision: 'return', remarks: [] }],
      [
        'decide',
        'not-an-earlier-level',
        {},
        { decision: 'return', remarks: [reason], returnTo: 1 },
      ],
      [
        'decide',
        'not-an-earlier-level',
        onlyToInitiator(second),
        {
          by: 'adm',
          level: 2,
          decision: 'return',
          remarks: [reason],
          returnTo: 1,
        },
      ],
      ['decide', 'content-changed', {}, { contentHash: otherHash }],
      ['decide', 'others-saw-other-text', changed(third), { ...last, contentHash: otherHash }],
      ['decide', 'same-person', begunBy({ personId: officer('collector').personId }), last],
      // Another began it, or decided before, but in that very post.
      ['decide', 'same-person', begunBy({ post: post('collector') }), last],
      [
        'decide',
        'same-person',
        {
          ...final,
          approval: {
            ...third.approval,
            levels: third.approval.levels.map((level) => ({
              ...level,
              members: level.members.map((member) => ({ ...member, post: post('collector') })),
            })),
          },
        },
        last,
      ],
      // Their voice was heard already, in another post; or the post's, by another person.
      ['decide', 'same-person', spoken({ post: post('deputy2') }, 'deputy'), {}],
      ['decide', 'same-person', spoken({}, 'deputy2'), {}],
      // Who began it, or another in whose post it began, decides no level before either.
      ['decide', 'same-person', begunBy({ personId: officer('deputy').personId }, first), {}],
      ['decide', 'same-person', begunBy({ post: post('deputy') }, first), {}],
      ['decide', 'not-allowed', askingTheAccountant, { by: 'lekha' }],
      ['decide', 'lower-authority', { ...final, approval: reversing(9) }, last],
      ['ask-again', 'not-your-step', changed(third), { by: 'adm' }],
      ['ask-again', 'all-saw-this-text', final],
      ['resubmit', 'not-your-step', {}, { by: 'adm' }],
      ['resubmit', 'not-the-initiator', {}, { restart: true }],
      ['withdraw', 'not-the-initiator', {}, { by: 'deputy' }],
      ['reroute', 'step-not-active', begin()],
      ['reroute', 'not-a-superior', {}, { by: 'rajasv1' }],
      ['reroute', 'not-a-superior', {}, { by: 'deputy3' }],
      // It asks the head of the office, whatever the order.
      ['reroute', 'nothing-to-reroute', final, { by: 'prashasan' }],
      ['reroute', 'nothing-to-reroute', answeredByOne, { by: 'prashasan' }],
      ['reassign', 'step-not-active', {}, { from: post('samyukt').id }],
      ['reassign', 'step-not-active', begin()],
      ['reassign', 'not-a-superior', {}, { by: 'rajasv1' }],
      ['reassign', 'not-a-superior', {}, { by: 'deputy3' }],
      // Who administers another office, or would ask themselves: in their own post, or where they act.
      ['reassign', 'not-a-superior', ofAnotherOffice(first), { by: 'prashasan' }],
      ['reroute', 'not-a-superior', ofAnotherOffice(first), { by: 'prashasan' }],
      ['reassign', 'not-a-superior', {}, { by: 'prashasan', to: heldPost('prashasan') }],
      ['reassign', 'not-a-superior', {}, { by: 'prashasan', to: away('deputy3', 'prashasan') }],
      [
        'reassign',
        'not-a-superior',
        {},
        { by: 'prashasan', to: { ...usual.to, holder: heldPost('prashasan').holder } },
      ],
      ['reassign', 'post-not-active', {}, { to: { ...usual.to, status: 'abeyance' } }],
      ['reassign', 'post-not-active', {}, { to: heldPost('tehsildar') }],
      ['reassign', 'post-not-active', {}, { to: heldPost('deputy') }],
      ['reassign', 'step-not-active', given, { from: post('samyukt').id }],
      ['reassign', 'not-a-superior', given, { by: 'rajasv1' }],
      ['reassign', 'post-not-active', given, { to: heldPost('deputy') }],
      ['reassign', 'may-not-answer', given, { to: heldPost('steno') }],
      ['reassign', 'too-many-asked', answeredByTwenty, { by: 'prashasan', from: undefined }],
      ['reassign', 'post-vacant', {}, { to: { ...usual.to, holder: null } }],
      ['reassign', 'may-not-answer', {}, { to: heldPost('lekha') }],
      ['reassign', 'lower-authority', final, { by: 'prashasan', from: post('collector').id }],
      [
        'reassign',
        'lower-authority',
        { ...final, approval: reversing(9) },
        { by: 'prashasan', from: post('collector').id, to: { ...usual.to, level: 9 } },
      ],
      ['reassign', 'same-person', final, { ...elsewhere, to: { ...heldPost('adm'), level: 9 } }],
      // Who began it is asked on no level, nor who has spoken on it.
      ['reassign', 'same-person', begunBy({ personId: officer('deputy3').personId }, first)],
      ['reassign', 'same-person', begunBy({ post: post('deputy3') }, first)],
      [
        'reassign',
        'same-person',
        begunBy({ personId: officer('deputy2').personId }, first),
        { to: away('deputy3', 'deputy2') },
      ],
      ['reassign', 'same-person', spoken({ post: post('deputy2') }, 'deputy3')],
      ['reassign', 'same-person', spoken({ post: post('deputy3') }, 'deputy2')],
      // One who has charge of a post has acted before, or another acts now in a post that has.
      [
        'reassign',
        'same-person',
        final,
        { ...elsewhere, to: { ...heldPost('samyukt'), level: 9, holder: null, charge: inCharge } },
      ],
      [
        'reassign',
        'same-person',
        final,
        { ...elsewhere, to: { ...heldPost('adm'), level: 9, holder: heldPost('deputy3').holder } },
      ],
    ],
  });
});
