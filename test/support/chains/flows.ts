/**
 * Every way in which a chain moves, each as one act with all that follows from it: what people ask, what the clock and
 * the schedule do.
 */

import { sampleDistrict } from '../../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../../shared/api/routes/index.ts';
import { aLetter } from '../../store/flows/drafts.ts';
import { aChain } from '../charts.ts';
import type { Asked } from '../office.ts';
import { postOf } from '../sample.ts';
import type { Request, World } from './world.ts';

const days = (count: number) => ({ workingMinutes: count * 450 });
const head = { head: 'office' } as const;

/** One after the other; whoever is late is reminded, and the second time another is asked as well. */
export const line = aChain(
  {
    levels: [
      {
        purpose: 'recommend',
        who: [{ division: 'officer-in-charge' }],
        deadline: days(3),
        escalation: { after: 2, to: { division: 'via' } },
      },
      { purpose: 'concur', who: [{ division: 'via' }], deadline: days(2) },
    ],
    final: { purpose: 'approve', deadline: days(2), rules: [{ who: head, power: 'आदेश 101' }] },
  },
  'REV-STD-3',
);
/** Several side by side, and one day in all. */
export const wide = aChain(
  {
    levels: [
      {
        purpose: 'advise',
        who: [{ role: 'JOINT_COLLECTOR' }, { post: postOf('Superintendent (Establishment)') }],
        join: 'all',
        deadline: days(3),
      },
    ],
    final: { purpose: 'approve', deadline: days(2), rules: [{ who: head, power: 'आदेश 101' }] },
    lapsesAfterDays: 1,
  },
  'TATKAL-3',
);

/** Several side by side, of whom the first decides for all; and one day in all. */
export const first = aChain(
  {
    heads: [],
    levels: [
      {
        purpose: 'concur',
        who: [
          { role: 'JOINT_COLLECTOR' },
          { post: postOf('Superintendent (Establishment)') },
          { post: postOf('Deputy Collector (Revenue)') },
        ],
        join: 'any',
        deadline: days(3),
      },
    ],
    final: { purpose: 'approve', deadline: days(2), rules: [{ who: head, power: 'आदेश 101' }] },
    lapsesAfterDays: 1,
  },
  'PURCHASE',
);

/** A chain under way. */
export interface Running {
  readonly fileId: string;
  readonly approvalId: string;
  readonly letter?: { readonly draftId: string; readonly contentHash: string };
}
export interface Act {
  readonly requests?: readonly Request[];
  /** The time of the open turn runs out. */
  readonly clock?: true;
  /** The stream loses what the requests owe. */
  readonly streamLost?: true;
}
export interface Flow {
  readonly name: string;
  /** Brings a chain to where the flow begins. */
  readonly before: (world: World) => Promise<Running>;
  readonly act: (world: World, running: Running) => Act;
}

export const fileBody = { subject: { hi: 'नस्ती' }, headId: sampleDistrict.subjectHeads[0]?.id };
const file = async ({ done }: World) =>
  (await done('rajasv1', 'createFile', { body: fileBody })).body.file.id as string;

export const versionOf = (world: World, fileId: string) => world.headOf(fileId).seq;

/** A file with a chain that has just begun, and whose first level is asked. */
export async function begun(world: World, chain = line, withLetter = false): Promise<Running> {
  const fileId = await file(world);
  let letter: Running['letter'];
  if (withLetter) {
    const { body } = await world.done('rajasv1', 'createDraft', {
      params: { fileId },
      body: aLetter({ postOf }),
    });
    letter = { draftId: body.draft.id, contentHash: body.draft.contentHash };
  }
  const told = await world.done('rajasv1', 'startApproval', {
    params: { fileId },
    version: versionOf(world, fileId),
    body: { chainId: chain.id, ...letter },
  });
  return { fileId, approvalId: told.body.approval.id, ...(letter && { letter }) };
}

/** What an officer asks of a chain as it stands now. */
export function asking(
  world: World,
  running: Running,
  id: OperationId,
  body: object = {},
): Pick<Asked, 'params' | 'version' | 'body'> {
  const { fileId, approvalId, letter } = running;
  const hash = world.chainOf(approvalId).contentHash;
  const more = {
    decide: { contentHash: hash, ...(letter && { draftId: letter.draftId }) },
    askAgain: letter && { draftId: letter.draftId },
    resubmit: letter && { draftId: letter.draftId },
  }[id as string];
  return {
    params: { approvalId },
    version: versionOf(world, fileId),
    body: { ...more, ...body },
  };
}

const says = async (
  world: World,
  running: Running,
  username: string,
  level: number,
  decision: string,
  more: object = {},
) => {
  await world.done(
    username,
    'decide',
    asking(world, running, 'decide', { level, decision, ...more }),
  );
  return running;
};
const act =
  (username: string, id: OperationId, body: object, more: Omit<Act, 'requests'> = {}) =>
  (world: World, running: Running): Act => ({
    requests: [world.request(username, id, asking(world, running, id, body))],
    ...more,
  });

const returned = { level: 1, decision: 'return', remarks: ['तिथि सुधारें।'] };
const givenBack = async (world: World) => {
  const running = await begun(world);
  return says(world, running, 'deputy', 1, 'return', { remarks: ['तिथि सुधारें।'] });
};
export const atTheTop = async (world: World, withLetter = false) => {
  const running = await begun(world, line, withLetter);
  await says(world, running, 'deputy', 1, 'recommend');
  return says(world, running, 'adm', 2, 'concur');
};

export const flows: readonly Flow[] = [
  {
    name: 'a chain begins, and its first level is opened',
    before: async (world) => ({ fileId: await file(world), approvalId: '' }),
    act: (world, { fileId }) => ({
      requests: [
        world.request('rajasv1', 'startApproval', {
          params: { fileId },
          version: versionOf(world, fileId),
          body: { chainId: line.id },
        }),
      ],
    }),
  },
  {
    name: 'a level is decided, and the next is opened',
    before: (world) => begun(world),
    act: act('deputy', 'decide', { level: 1, decision: 'recommend' }),
  },
  {
    name: 'one of several votes',
    before: (world) => begun(world, wide),
    act: act('samyukt', 'decide', { level: 1, decision: 'advise' }),
  },
  {
    name: 'the last level approves',
    before: (world) => atTheTop(world),
    act: act('collector', 'decide', { level: 3, decision: 'approve' }),
  },
  {
    name: 'the last level approves and signs a letter',
    before: (world) => atTheTop(world, true),
    act: act('collector', 'decide', { level: 3, decision: 'approve' }),
  },
  {
    name: 'a level refuses',
    before: (world) => begun(world),
    act: act('deputy', 'decide', { level: 1, decision: 'reject', remarks: ['नियम नहीं।'] }),
  },
  {
    name: 'a level gives it back',
    before: (world) => begun(world),
    act: act('deputy', 'decide', returned),
  },
  {
    name: 'it is put up again',
    before: givenBack,
    act: act('rajasv1', 'resubmit', {}),
  },
  {
    name: 'it begins anew from the first level',
    before: givenBack,
    act: act('rajasv1', 'resubmit', { restart: true }),
  },
  {
    name: 'those who saw another text are asked again',
    before: async (world) => {
      const running = await begun(world, line, true);
      await says(world, running, 'deputy', 1, 'recommend');
      const place = { fileId: running.fileId, draftId: running.letter?.draftId ?? '' };
      const { body } = await world.office.told('adm', 'getDraft', { params: place });
      const letter = { ...aLetter({ postOf }), subject: { hi: 'पुनः सीमांकन बाबत' } };
      await world.done('adm', 'saveDraft', { params: place, body: letter, version: body.version });
      return running;
    },
    act: act('adm', 'askAgain', {}),
  },
  {
    name: 'whoever began takes it back',
    before: (world) => begun(world),
    act: act('rajasv1', 'withdrawApproval', { reason: 'पुनः परीक्षण हेतु' }),
  },
  {
    name: 'another post is asked',
    before: (world) => begun(world),
    act: act('adm', 'reassignApproval', {
      from: postOf('Deputy Collector (Revenue)'),
      to: postOf('Deputy Collector (General)'),
      reason: 'अवकाश पर',
    }),
  },
  {
    name: 'a level is asked anew by the order in force',
    before: (world) => begun(world),
    act: act('adm', 'rerouteApproval', { reason: 'नया आदेश' }),
  },
  {
    name: 'a late level is reminded',
    before: (world) => begun(world),
    act: () => ({ clock: true }),
  },
  {
    name: 'a level is late again, and another is asked as well',
    before: async (world) => {
      const running = await begun(world);
      await world.untilDue();
      await world.settle();
      return running;
    },
    act: () => ({ clock: true }),
  },
  {
    name: 'a chain lapses',
    before: (world) => begun(world, wide),
    act: () => ({ clock: true }),
  },
  {
    name: 'what was given back and lies there is reminded',
    before: givenBack,
    act: () => ({ clock: true }),
  },
  {
    name: 'after many waits another execution goes on',
    before: async (world) => {
      const running = await begun(world);
      const [execution] = world.machine.running;
      await world.machine.remember(execution?.record.arn ?? '', { waits: 799 });
      return running;
    },
    act: act('deputy', 'decide', { level: 1, decision: 'recommend' }),
  },
  {
    name: 'the execution of an open chain is gone',
    before: async (world) => {
      const running = await begun(world);
      const [execution] = world.machine.running;
      await world.machine.stop(execution?.record.arn ?? '');
      return running;
    },
    act: () => ({}),
  },
  {
    name: 'the stream loses what a decision owes',
    before: (world) => begun(world),
    act: act('deputy', 'decide', { level: 1, decision: 'recommend' }, { streamLost: true }),
  },
  {
    name: 'the stream loses what a beginning owes',
    before: async (world) => ({ fileId: await file(world), approvalId: '' }),
    act: (world, { fileId }) => ({
      requests: [
        world.request('rajasv1', 'startApproval', {
          params: { fileId },
          version: versionOf(world, fileId),
          body: { chainId: line.id },
        }),
      ],
      streamLost: true,
    }),
  },
];
