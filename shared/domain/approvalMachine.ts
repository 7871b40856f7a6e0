/** The life of an approval as a table: who may decide, give back, put right, withdraw, ask another. */

import { isOpinion, mayAnswer } from './answering.ts';
import type { Approval, Decision } from './approvalRecord.ts';
import { actedElsewhere, askedIn, currentLevel, withMembers, without } from './approvalRecord.ts';
import { namedInstead } from './askingRule.ts';
import { byOrder } from './awaitingOrder.ts';
import type { HeldPost, Officer, Post } from './directory.ts';
import { can, hasOfficer, holderAt } from './directory.ts';
import { type Guard, machineOf } from './machine.ts';

/** Whoever acts, and when. */
export interface ApprovalAct {
  readonly officer: Officer;
  readonly at: string;
}
/** An officer decides the level that is asked. */
export interface Deciding extends ApprovalAct {
  readonly level: number;
  readonly decision: Decision;
  readonly remarks: readonly string[] | undefined;
  /** To which level it is given back; 0 is whoever began. */
  readonly returnTo: number | undefined;
  /** Hash of the text that the officer has before them. */
  readonly contentHash: string;
}
/** Somebody puts right what was given back. */
export interface Resubmitting extends ApprovalAct {
  /** Begin again from the first level instead of going back to whoever returned it. */
  readonly restart: boolean;
}
/** Another post is asked in the place of one that was. */
export interface Reassigning extends ApprovalAct {
  /** The post that is asked now; without one where nobody is. */
  readonly from: string | undefined;
  readonly to: HeldPost;
}

type ApprovalGuard<Input = ApprovalAct> = Guard<Approval, Input>;

/** Purposes at which one may not refuse: an opinion is given, a notice taken. */
const opinion: ReadonlySet<string> = new Set(['advise', 'inform']);
const last = (approval: Approval) => approval.levels.at(-1);

const asked = {
  code: 'not-your-step',
  rule: 'The post is one that the level asks, and has not answered yet.',
  refuses: (approval: Approval, { officer }: ApprovalAct) =>
    !askedIn(currentLevel(approval)).some(({ post }) => post.id === officer.post.id),
} as const satisfies ApprovalGuard;

const mayAnswerIt = {
  code: 'not-allowed',
  rule: 'A post without the power to decide examines, advises and takes notice; it decides nothing, and refuses nothing. A personal assistant answers nothing.',
  refuses: (approval: Approval, act: ApprovalAct & { readonly decision?: Decision }) => {
    const { purpose } = currentLevel(approval) ?? {};
    const said = act.decision === 'reject' ? 'approve' : purpose;
    return said !== undefined && !mayAnswer(act.officer.post, said);
  },
} as const satisfies ApprovalGuard<ApprovalAct & { readonly decision?: Decision }>;

const thatLevel = {
  code: 'step-not-active',
  rule: 'It is the level that is being asked.',
  onRequest: true,
  refuses: (approval: Approval, { level }: Deciding) => {
    const current = currentLevel(approval);
    return current?.no !== level || current.state !== 'active';
  },
} as const satisfies ApprovalGuard<Deciding>;

const itsDecision = {
  code: 'decision-not-of-this-level',
  rule: 'A level says what it was asked for, or gives it back, or refuses; an opinion is given and no more.',
  onRequest: true,
  refuses: (approval: Approval, { decision }: Deciding) => {
    const purpose = currentLevel(approval)?.purpose ?? '';
    return decision === 'return' || decision === 'reject'
      ? opinion.has(purpose)
      : decision !== purpose;
  },
} as const satisfies ApprovalGuard<Deciding>;

const withReason = {
  code: 'reason-required',
  rule: 'Whoever gives back or refuses says why.',
  onRequest: true,
  refuses: (_approval: Approval, { decision, remarks }: Deciding) =>
    (decision === 'return' || decision === 'reject') && !remarks?.length,
} as const satisfies ApprovalGuard<Deciding>;

const toAnEarlier = {
  code: 'not-an-earlier-level',
  rule: 'It is given back to a level that was asked before, or to whoever began, as the chain allows.',
  onRequest: true,
  refuses: (approval: Approval, { level, decision, returnTo = 0 }: Deciding) => {
    if (decision !== 'return' || returnTo === 0) return false;
    const target = approval.levels.find(({ no }) => no === returnTo);
    return (
      approval.levels.find(({ no }) => no === level)?.returnsTo === 'initiator' ||
      returnTo >= level ||
      target?.state !== 'decided'
    );
  },
} as const satisfies ApprovalGuard<Deciding>;

const sameText = {
  code: 'content-changed',
  rule: 'The decision is on the text as it stands.',
  onRequest: true,
  refuses: ({ contentHash }: Approval, input: Deciding) => contentHash !== input.contentHash,
} as const satisfies ApprovalGuard<Deciding>;

/** Decided levels whose officers had another text before them. */
export const stale = ({ levels, contentHash }: Approval): Approval['levels'] =>
  levels.filter(
    ({ state, members }) =>
      state === 'decided' &&
      members.some((member) => member.state === 'decided' && member.seenHash !== contentHash),
  );

const seenByAll = {
  code: 'others-saw-other-text',
  rule: 'Nobody agrees while a level before them agreed to another text: it is asked again first.',
  onRequest: true,
  refuses: (approval: Approval, { decision }: Deciding) =>
    decision !== 'return' && decision !== 'reject' && stale(approval).length > 0,
} as const satisfies ApprovalGuard<Deciding>;

/**
 * Nobody finally approves what they began, and nobody makes two decisions of which one is final. What a link officer does
 * is the post's as well as theirs: neither the post nor the person decides again.
 */
const anotherPerson = {
  code: 'same-person',
  rule: 'Nobody decides finally on what they began or decided on before, nor for a post in which that was done; nor do they reverse what they decided.',
  refuses: (approval: Approval, { officer }: ApprovalAct) =>
    actedBeforeFinal(approval, [officer.personId, officer.post.id]),
} as const satisfies ApprovalGuard;

const oneVote = {
  code: 'same-person',
  rule: 'A person has one voice at a level, in whichever posts they are asked, and a post has one.',
  refuses: (approval: Approval, { officer }: ApprovalAct) =>
    hasSpoken(approval, [officer.personId, officer.post.id]),
} as const satisfies ApprovalGuard;

const notTheirOwn = {
  code: 'same-person',
  rule: 'Whoever began a chain decides no level of it, nor does anybody for the post that did; an opinion they may give.',
  refuses: (approval: Approval, { officer }: ApprovalAct) =>
    !isOpinion(currentLevel(approval)?.purpose ?? 'approve') &&
    began(approval, [officer.personId, officer.post.id]),
} as const satisfies ApprovalGuard;

/** Whether one of these persons and posts has decided on the level that is asked. */
const hasSpoken = (approval: Approval, ids: readonly string[]): boolean =>
  (currentLevel(approval)?.members ?? []).some(
    ({ state, post, decidedBy }) =>
      state === 'decided' && (ids.includes(post.id) || ids.includes(decidedBy?.personId ?? '')),
  );

/** Whether one of these is the person who began the chain, or the post in which it was begun. */
const began = ({ initiator }: Approval, ids: readonly string[]): boolean =>
  ids.includes(initiator.personId) || ids.includes(initiator.post.id);

/** Whether the final level is asked, and one of these persons and posts began the chain or decided on another level. */
function actedBeforeFinal(approval: Approval, ids: readonly string[]): boolean {
  const no = currentLevel(approval)?.no;
  const acted = actedElsewhere(approval, no);
  return no === last(approval)?.no && ids.some((id) => acted.has(id));
}

const aboveReversed = {
  code: 'lower-authority',
  rule: 'A decision is reversed by a post above the one that made it.',
  refuses: (approval: Approval, { officer }: ApprovalAct) =>
    currentLevel(approval)?.no === last(approval)?.no &&
    officer.post.level <= (approval.reversesLevel ?? 0),
} as const satisfies ApprovalGuard;

const byInitiator = {
  code: 'not-the-initiator',
  rule: 'Only the post that began the chain withdraws it.',
  refuses: ({ initiator }: Approval, { officer }: ApprovalAct) =>
    initiator.post.id !== officer.post.id,
} as const satisfies ApprovalGuard;

const byReviser = {
  code: 'not-your-step',
  rule: 'Whoever it was given back to puts it right.',
  refuses: ({ revision }: Approval, { officer }: ApprovalAct) =>
    revision?.post.id !== officer.post.id,
} as const satisfies ApprovalGuard;

const restartByInitiator = {
  code: 'not-the-initiator',
  rule: 'Only whoever began the chain begins it anew.',
  onRequest: true,
  refuses: ({ revision }: Approval, { restart }: Resubmitting) => restart && revision?.to !== 0,
} as const satisfies ApprovalGuard<Resubmitting>;

const isStale = {
  code: 'all-saw-this-text',
  rule: 'A level before agreed to another text.',
  refuses: (approval: Approval) => stale(approval).length === 0,
} as const satisfies ApprovalGuard;

/** The posts whose turn it is: those that are asked, or the one to which it was given back. */
export const turnsOf = (approval: Approval): Post[] =>
  approval.revision
    ? [approval.revision.post]
    : askedIn(currentLevel(approval)).map(({ post }) => post);

/** Whether the officer administers the chains of the file's office. */
const administers = ({ matter }: Approval, officer: Officer): boolean =>
  can(officer, 'admin') && officer.post.officeId === matter.officeId;

const bySuperiorOfAsked = {
  code: 'not-a-superior',
  rule: 'A post above the one that is asked, or whoever administers chains, asks another; who administers, not themselves.',
  onRequest: true,
  refuses: (approval: Approval, { officer, from, to, at }: Reassigning) => {
    const turn = turnsOf(approval).find(({ id }) => id === from);
    if (turn?.superiors.includes(officer.post.id)) return false;
    // What is asked of a post it may read: nobody gets at a file by administering chains.
    return (
      !administers(approval, officer) || actorsIn(to, at).some((id) => actsAs(officer).includes(id))
    );
  },
} as const satisfies ApprovalGuard<Reassigning>;

const isAsking = {
  code: 'step-not-active',
  rule: 'A level is being asked.',
  refuses: (approval: Approval) => currentLevel(approval)?.state !== 'active',
} as const satisfies ApprovalGuard;

const aboveAnyAsked = {
  code: 'not-a-superior',
  rule: 'A post above one that is asked, or whoever administers chains, has it asked anew.',
  refuses: (approval: Approval, { officer }: ApprovalAct) =>
    !(
      askedIn(currentLevel(approval)).some(({ post }) =>
        post.superiors.includes(officer.post.id),
      ) || administers(approval, officer)
    ),
} as const satisfies ApprovalGuard;

const openToOrder = {
  code: 'nothing-to-reroute',
  rule: 'The level asks by the work-division order, and nobody has answered it yet.',
  refuses: (approval: Approval) => {
    const level = currentLevel(approval);
    return (
      !level ||
      !byOrder(level, approval.matter.facts) ||
      level.members.some(({ state }) => state === 'decided')
    );
  },
} as const satisfies ApprovalGuard;

const askedThere = {
  code: 'step-not-active',
  rule: 'The post is being asked; none is named only where nobody is asked.',
  onRequest: true,
  refuses: (approval: Approval, { from }: Reassigning) => {
    const asked = turnsOf(approval);
    return (
      (!approval.revision && currentLevel(approval)?.state !== 'active') ||
      (from === undefined ? asked.length > 0 : !asked.some(({ id }) => id === from))
    );
  },
} as const satisfies ApprovalGuard<Reassigning>;

const canBeAsked = {
  code: 'post-not-active',
  rule: 'The other post is active, of the office, and not asked already.',
  onRequest: true,
  refuses: (approval: Approval, { to }: Reassigning) =>
    to.status !== 'active' ||
    to.officeId !== approval.matter.officeId ||
    turnsOf(approval).some(({ id }) => id === to.id),
} as const satisfies ApprovalGuard<Reassigning>;

const enoughAuthority = {
  code: 'lower-authority',
  rule: 'Nobody decides finally in the place of a post above them; where nobody is asked, of the one that the chain names.',
  onRequest: true,
  refuses: (approval: Approval, { from, to }: Reassigning) => {
    const level = currentLevel(approval);
    const member = level?.members.find(({ post }) => post.id === from);
    const named = member?.post.level ?? level?.authority ?? 0;
    const least = Math.max(named, (approval.reversesLevel ?? 0) + 1);
    return !approval.revision && level?.no === last(approval)?.no && to.level < least;
  },
} as const satisfies ApprovalGuard<Reassigning>;

const roomForIt = {
  code: 'too-many-asked',
  rule: 'The record of the level has room for another post.',
  onRequest: true,
  refuses: (approval: Approval, { from, at, to }: Reassigning) => {
    const level = currentLevel(approval);
    const other = { post: to, rule: namedInstead, state: 'asked', askedAt: at } as const;
    return !approval.revision && level !== undefined && !withMembers(without(level, from), [other]);
  },
} as const satisfies ApprovalGuard<Reassigning>;

const otherMayAnswer = {
  code: 'may-not-answer',
  rule: 'The other post may answer what the level is asked for.',
  onRequest: true,
  refuses: (approval: Approval, { to }: Reassigning) => {
    const level = currentLevel(approval);
    // To put something right no power to decide is needed.
    const purpose = approval.revision ? 'examine' : level?.purpose;
    return purpose !== undefined && !mayAnswer(to, purpose);
  },
} as const satisfies ApprovalGuard<Reassigning>;

const otherIsHeld = {
  code: 'post-vacant',
  rule: 'Somebody acts in the other post.',
  onRequest: true,
  refuses: (_approval: Approval, { to, at }: Reassigning) => !hasOfficer(to, at),
} as const satisfies ApprovalGuard<Reassigning>;

const otherPerson = {
  code: 'same-person',
  rule: 'Nobody is asked instead who began it, has spoken at the level already, or, for the final decision, decided before.',
  onRequest: true,
  refuses: (approval: Approval, { to, at }: Reassigning) => {
    const ids = actorsIn(to, at);
    if (approval.revision) return false;
    return began(approval, ids) || hasSpoken(approval, ids) || actedBeforeFinal(approval, ids);
  },
} as const satisfies ApprovalGuard<Reassigning>;

/** A post, and the persons who may act in it: its holder, the link officer while they are away, or whoever has charge. */
const actorsIn = (post: HeldPost, at: string): string[] =>
  [post.id, post.holder?.personId, holderAt(post, at)].filter((id) => id !== undefined);

const actsAs = ({ personId, post, asLink }: Officer): string[] => [
  personId,
  post.id,
  ...(asLink ? [asLink.ownPost.id] : []),
];

export const approvalMachine = machineOf<Approval>()({
  entity: { hi: 'अनुमोदन', en: 'Approval' },
  states: {
    running: { label: { hi: 'प्रचलन में', en: 'Running' }, refuses: 'approval-running' },
    revising: { label: { hi: 'सुधार हेतु वापस', en: 'Given back' }, refuses: 'approval-revising' },
    approved: { label: { hi: 'अनुमोदित', en: 'Approved' }, refuses: 'approval-ended' },
    rejected: { label: { hi: 'अमान्य', en: 'Rejected' }, refuses: 'approval-ended' },
    withdrawn: { label: { hi: 'वापस लिया गया', en: 'Withdrawn' }, refuses: 'approval-ended' },
    lapsed: { label: { hi: 'अवधि समाप्त', en: 'Lapsed' }, refuses: 'approval-ended' },
  },
  transitions: {
    begin: {
      label: { hi: 'शृंखला आरंभ करें', en: 'Begin the chain' },
      from: [],
      to: ['running'],
      guards: [],
    },
    decide: {
      label: { hi: 'निर्णय दें', en: 'Decide' },
      from: ['running'],
      to: ['running', 'revising', 'approved', 'rejected'],
      who: { action: 'decide' },
      guards: [
        thatLevel,
        asked,
        mayAnswerIt,
        itsDecision,
        withReason,
        toAnEarlier,
        sameText,
        seenByAll,
        oneVote,
        notTheirOwn,
        anotherPerson,
        aboveReversed,
      ],
    },
    'ask-again': {
      label: { hi: 'बदला पाठ पुनः दिखाएँ', en: 'Ask again those who saw another text' },
      from: ['running'],
      to: ['running'],
      who: { action: 'decide' },
      guards: [asked, isStale],
    },
    resubmit: {
      label: { hi: 'सुधार कर पुनः प्रस्तुत करें', en: 'Put up again' },
      from: ['revising'],
      to: ['running'],
      who: { action: 'decide' },
      guards: [byReviser, restartByInitiator],
    },
    withdraw: {
      label: { hi: 'शृंखला वापस लें', en: 'Withdraw the chain' },
      from: ['running', 'revising'],
      to: ['withdrawn'],
      who: { action: 'read-content' },
      guards: [byInitiator],
    },
    reassign: {
      label: { hi: 'दूसरे पद से पूछें', en: 'Ask another post' },
      from: ['running', 'revising'],
      to: ['running', 'revising'],
      who: { action: 'see-cover' },
      guards: [
        askedThere,
        bySuperiorOfAsked,
        canBeAsked,
        roomForIt,
        otherIsHeld,
        otherMayAnswer,
        enoughAuthority,
        otherPerson,
      ],
    },
    reroute: {
      label: {
        hi: 'प्रभावी कार्य विभाजन आदेश से पुनः पूछें',
        en: 'Ask anew by the order in force',
      },
      from: ['running'],
      to: ['running'],
      who: { action: 'see-cover' },
      guards: [isAsking, aboveAnyAsked, openToOrder],
    },
    lapse: {
      label: { hi: 'अवधि समाप्त', en: 'Lapse' },
      from: ['running', 'revising'],
      to: ['lapsed'],
      guards: [],
    },
  },
});

/** The post of a level that stands for it when something is given back to it. */
export const speakerOf = (approval: Approval, no: number): Post =>
  no === 0
    ? approval.initiator.post
    : (approval.levels
        .find((level) => level.no === no)
        ?.members.findLast(({ decision }) => decision !== undefined)?.post ??
      approval.initiator.post);
