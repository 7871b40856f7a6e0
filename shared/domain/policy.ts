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
  'note',
  'send',
  'mark',
  'file-letter',
  'start-approval',
  'decide',
  'verify',
] as const;
export type Action = (typeof actions)[number];

/** How a post stands to a record, nearest first. */
export const relations = [
  'holder',
  'earlier-holder',
  'superior',
  'auditor',
  'same-office',
  'other-office',
] as const;
export type Relation = (typeof relations)[number];

const reading: readonly Action[] = ['see-cover', 'read-content', 'verify'];
const working: readonly Action[] = [
  'note',
  'send',
  'mark',
  'file-letter',
  'start-approval',
  'decide',
];

/** The decision table. An action that does not stand here is refused. */
export const table: Readonly<
  Record<Classification, Readonly<Record<Relation, readonly Action[]>>>
> = {
  normal: {
    holder: [...reading, ...working],
    'earlier-holder': reading,
    superior: reading,
    auditor: reading,
    'same-office': ['see-cover'],
    'other-office': [],
  },
  // Need to know: nobody is let in for where they sit, and auditors need an order, which is a later capability.
  confidential: {
    holder: [...reading, ...working],
    'earlier-holder': reading,
    superior: [],
    auditor: [],
    'same-office': [],
    'other-office': [],
  },
};

/** What a decision looks at: who holds the record, who has held it, whose it is. */
export interface Governed {
  readonly officeId: string;
  readonly holderPostId: string;
  readonly classification: Classification;
  readonly readers: Readers;
}

export function relationOf(officer: Officer, record: Governed): Relation {
  const { post } = officer;
  if (post.id === record.holderPostId) return 'holder';
  if (record.readers.holders.includes(post.id)) return 'earlier-holder';
  if (record.readers.superiors.includes(post.id)) return 'superior';
  if (post.officeId !== record.officeId) return 'other-office';
  if (post.capabilities.includes('audit-read')) return 'auditor';
  return 'same-office';
}

export const allows = (officer: Officer, action: Action, record: Governed): boolean =>
  table[record.classification][relationOf(officer, record)].includes(action);

/** What the officer may do with the record now; the portal's buttons read it. */
export const allowedActions = (officer: Officer, record: Governed): Action[] => [
  ...table[record.classification][relationOf(officer, record)],
];

/**
 * How a refusal is told. A record of another office, or a confidential one, is not admitted to exist;
 * in one's own office the refusal says why.
 */
export function refusalOf(officer: Officer, record: Governed): 'not-found' | 'not-allowed' {
  const relation = relationOf(officer, record);
  if (relation === 'other-office') return 'not-found';
  if (record.classification === 'confidential') return 'not-found';
  return 'not-allowed';
}
