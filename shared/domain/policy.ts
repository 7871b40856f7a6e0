/**
 * Who may do what: one decision table over (relation of the post × action × classification).
 * Deny by default. The same conditions are enforced again in the write itself.
 * Source: the office's access matrix (holder, earlier holders, supervising line, branch, office).
 */
import type { Officer } from './directory.ts';
import type { Classification, Readers } from './record.ts';

export const actions = [
  'see-cover',
  'read-content',
  'verify',
  'request-view',
  // what a holder does with a file
  'note',
  'send',
  'open',
  'park',
  'wake',
  'request-close',
  'decide-close',
  'send-to-record-room',
  'request-reopen',
  'decide-reopen',
  'withdraw-request',
  'merge',
  'link',
  'open-part',
  'place',
  'name-reader',
  'hold',
  'review',
  'file-letter',
  'start-approval',
  'decide',
  'draft',
  // what a holder does with a letter
  'mark',
  'receive',
  'dispose',
  'transfer',
  'void',
  'correct',
  'chase-enclosures',
  // what those may do who do not have it
  'pull-back',
  'pull-up',
  'reopen-letter',
  'share-draft',
] as const;
export type Action = (typeof actions)[number];

/**
 * How a post stands to a record, nearest first. A guest has the file of another office. A cleared post reads confidential papers of its office by capability,
 * wherever they are; to ordinary ones no post stands so.
 */
export const relations = [
  'holder',
  'guest',
  'addressee',
  'assistant',
  'earlier-holder',
  'cleared',
  'named',
  'superior',
  'auditor',
  'records',
  'same-office',
  'other-office',
] as const;
export type Relation = (typeof relations)[number];

const reading: readonly Action[] = ['see-cover', 'read-content', 'verify'];
const working: readonly Action[] = [
  'note',
  'send',
  'open',
  'park',
  'wake',
  'request-close',
  'decide-close',
  'send-to-record-room',
  'request-reopen',
  'decide-reopen',
  'withdraw-request',
  'merge',
  'link',
  'open-part',
  'place',
  'name-reader',
  'hold',
  'file-letter',
  'start-approval',
  'decide',
  'draft',
  'mark',
  'receive',
  'dispose',
  'transfer',
  'void',
  'correct',
  'chase-enclosures',
  'pull-back',
];

/** What is done with a file in its own office alone: its cover and parts, its letters and drafts, putting it by, its closing
 * and keeping, and whom it lets in. */
const household: ReadonlySet<Action> = new Set([
  'park',
  'request-close',
  'merge',
  'link',
  'open-part',
  'file-letter',
  'draft',
  'decide-close',
  'decide-reopen',
  'send-to-record-room',
  'place',
  'name-reader',
  'hold',
]);
/** Another office that has the file reads it, gives its opinion by a note, and sends it on. */
const visiting = [...reading, ...working].filter((action) => !household.has(action));

/** The decision table. An action that does not stand here is refused. */
export const table: Readonly<
  Record<Classification, Readonly<Record<Relation, readonly Action[]>>>
> = {
  normal: {
    // Whether nobody is above the post that closed a letter, its machine looks at.
    holder: [...reading, ...working, 'reopen-letter'],
    guest: visiting,
    // On its way to the post: paper that it has still to receive.
    addressee: [...reading, 'receive'],
    // A personal assistant prepares; sealing, sending and deciding are the officer's own.
    assistant: [...reading, 'share-draft'],
    'earlier-holder': [
      ...reading,
      'pull-back',
      'request-reopen',
      'decide-reopen',
      // Whether it is the request of the post, the state machine looks at.
      'withdraw-request',
      // A superior who had the file before stands nearer to it as an earlier holder.
      'decide-close',
      'hold',
      // Whether the post is above the one that has it, or that closed it, the state machines look at.
      'pull-up',
      'reopen-letter',
    ],
    cleared: [],
    named: reading,
    superior: [...reading, 'pull-up', 'reopen-letter', 'decide-close', 'decide-reopen', 'hold'],
    auditor: reading,
    records: ['see-cover', 'verify', 'hold', 'review'],
    'same-office': ['see-cover', 'request-view'],
    'other-office': [],
  },
  // Need to know: nobody is let in for where they sit, and auditors need an order, which is a later capability. Whoever is
  // cleared does what a superior may: whether it is one, the state machines look at.
  confidential: {
    holder: [...reading, ...working, 'reopen-letter'],
    guest: visiting,
    addressee: [...reading, 'receive'],
    assistant: [],
    'earlier-holder': [
      ...reading,
      'pull-back',
      'request-reopen',
      'decide-reopen',
      // Whether it is the request of the post, the state machine looks at.
      'withdraw-request',
      // A superior who had the file before stands nearer to it as an earlier holder.
      'decide-close',
      'hold',
      // Whether the post is above the one that has it, or that closed it, the state machines look at.
      'pull-up',
      'reopen-letter',
    ],
    cleared: [...reading, 'pull-up', 'reopen-letter', 'decide-close', 'decide-reopen', 'hold'],
    named: reading,
    superior: [],
    auditor: [],
    records: ['see-cover', 'hold', 'review'],
    'same-office': [],
    'other-office': [],
  },
};

/** What a post may do that a chain asks, besides what it may as whatever else it is. */
const byChain: readonly Action[] = [...reading, 'decide'];

/** What a decision looks at: who holds the record, who has held it, whose it is. */
export interface Governed {
  readonly officeId: string;
  readonly holderPostId: string;
  readonly classification: Classification;
  readonly readers: Readers;
  /** The post to which paper is on its way. */
  readonly addresseePostId?: string | undefined;
  /** Posts that an open chain asks though they do not have the file. */
  readonly askedPostIds?: readonly string[] | undefined;
}

/** All that a decision looks at of an officer is their post, and whether they are its holder's link officer. */
type Acting = Pick<Officer, 'post' | 'asLink'>;

/** A link officer sees confidential papers of the absent post only where the delegation says so. */
export const seesConfidential = ({ asLink }: Pick<Officer, 'asLink'>): boolean =>
  asLink?.confidential !== false;
export const isHiddenFrom = (
  officer: Pick<Officer, 'asLink'>,
  { classification }: Pick<Governed, 'classification'>,
): boolean => classification === 'confidential' && !seesConfidential(officer);

/** Rows of a list of the post, without those that its link officer does not see. */
export const visibleTo = <Row extends Pick<Governed, 'classification'>>(
  officer: Pick<Officer, 'asLink'>,
  rows: readonly Row[],
): Row[] => rows.filter((row) => !isHiddenFrom(officer, row));

/** Rows that do not say what has become confidential since: to whom that would be hidden, they name no subject. */
export const maskedFor = <Row extends { readonly subject: unknown }>(
  officer: Pick<Officer, 'asLink'>,
  rows: readonly Row[],
): (Row | (Omit<Row, 'subject'> & { subject: null }))[] =>
  seesConfidential(officer) ? [...rows] : rows.map((row) => ({ ...row, subject: null }));

export function relationOf(officer: Acting, record: Governed): Relation {
  const { post } = officer;
  const abroad = post.officeId !== record.officeId;
  if (post.id === record.holderPostId) return abroad ? 'guest' : 'holder';
  if (post.id === record.addresseePostId) return 'addressee';
  const cleared = !abroad && post.capabilities.includes('confidential-read');
  const letIn = cleared && record.classification === 'confidential';
  if (post.assists === record.holderPostId && !abroad && !letIn) return 'assistant';
  // Another office that had it, or was let in, before it became confidential reads it no longer.
  if (abroad && record.classification === 'confidential') return 'other-office';
  if (record.readers.holders.includes(post.id)) return 'earlier-holder';
  if (letIn) return 'cleared';
  const above = record.readers.superiors.includes(post.id);
  // Being named takes nothing from a superior; into a confidential record only the name lets one.
  if (above && record.classification === 'normal') return 'superior';
  if (record.readers.named?.includes(post.id)) return 'named';
  if (above) return 'superior';
  if (abroad) return 'other-office';
  if (post.capabilities.includes('records-officer')) return 'records';
  if (post.capabilities.includes('audit-read')) return 'auditor';
  return 'same-office';
}

export const allows = (officer: Acting, action: Action, record: Governed): boolean =>
  allowedActions(officer, record).includes(action);

/**
 * What the officer may do with the record now; the portal's buttons read it. The records officer's duty stands beside
 * whatever else the post is to the record.
 */
export function allowedActions(officer: Acting, record: Governed): Action[] {
  const { post } = officer;
  if (isHiddenFrom(officer, record)) return [];
  const rows = table[record.classification];
  const keepsRecords =
    post.officeId === record.officeId && post.capabilities.includes('records-officer');
  const asked = record.askedPostIds?.includes(post.id) ? byChain : [];
  const own = [...rows[relationOf(officer, record)], ...asked];
  return [...new Set(keepsRecords ? [...own, ...rows.records] : own)];
}

/**
 * How a refusal is told. A record of another office, or a confidential one that one may not see, is not admitted to
 * exist; in one's own office the refusal says why.
 */
export function refusalOf(officer: Officer, record: Governed): 'not-found' | 'not-allowed' {
  const relation = relationOf(officer, record);
  if (relation === 'other-office') return 'not-found';
  if (record.classification === 'confidential' && !allows(officer, 'see-cover', record)) {
    return 'not-found';
  }
  return 'not-allowed';
}
