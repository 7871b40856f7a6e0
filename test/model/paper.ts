/**
 * A naive model of the office, written from the state tables of the office and not from the code: what lies on which
 * desk, as somebody with a ledger and a pencil would keep it. It says of every act why it may not be done, and does it.
 */
import type { Kind } from './office.ts';

export type Name =
  | 'rajasv1'
  | 'rajasv2'
  | 'adhikshak'
  | 'deputy'
  | 'collector'
  | 'aavak'
  | 'regadhikshak'
  | 'abhilekh'
  | 'steno'
  | 'tehsildar'
  | 'vachak'
  /** A post that nobody holds, and one in abeyance. */
  | 'deputy4'
  | 'javak';
type Above = Name | 'adm' | 'samyukt' | 'deputy3';
type May =
  | 'create'
  | 'note'
  | 'mark'
  | 'ask-close'
  | 'close'
  | 'reopen'
  | 'pull-up'
  | 'diarise'
  | 'keep-records'
  | 'record-room';

interface Seat {
  readonly office: 'COL' | 'TEH';
  readonly unit?: string;
  readonly category: number;
  readonly line: readonly Above[];
  readonly may: readonly May[];
  readonly audits?: true;
  /** Reads the confidential papers of the office. */
  readonly cleared?: true;
}
const clerk: May[] = ['create', 'note', 'mark', 'ask-close'];
const chief: May[] = [...clerk, 'close', 'reopen', 'pull-up'];
const registry: Above[] = ['regadhikshak', 'deputy3', 'samyukt', 'adm', 'collector'];
const COL = 'COL' as const;
const TEH = 'TEH' as const;

export const seats: Readonly<Record<Name, Seat>> = {
  rajasv1: {
    office: COL,
    unit: 'REV',
    category: 2,
    line: ['adhikshak', 'deputy', 'adm', 'collector'],
    may: clerk,
  },
  rajasv2: {
    office: COL,
    unit: 'REV',
    category: 2,
    line: ['adhikshak', 'deputy', 'adm', 'collector'],
    may: clerk,
  },
  adhikshak: {
    office: COL,
    unit: 'REV',
    category: 3,
    line: ['deputy', 'adm', 'collector'],
    may: chief,
  },
  deputy: { office: COL, unit: 'REV', category: 5, line: ['adm', 'collector'], may: chief },
  collector: { office: COL, category: 9, line: [], may: chief, audits: true, cleared: true },
  aavak: {
    office: COL,
    unit: 'REG',
    category: 1,
    line: registry,
    may: ['diarise', 'mark', 'note'],
  },
  regadhikshak: {
    office: COL,
    unit: 'REG',
    category: 3,
    line: ['deputy3', 'samyukt', 'adm', 'collector'],
    may: [...chief, 'diarise', 'keep-records'],
  },
  abhilekh: { office: COL, unit: 'RRM', category: 2, line: registry, may: ['note', 'record-room'] },
  steno: { office: COL, category: 2, line: ['collector'], may: [] },
  tehsildar: {
    office: TEH,
    category: 4,
    line: ['deputy', 'adm', 'collector'],
    may: chief,
    audits: true,
    cleared: true,
  },
  vachak: {
    office: TEH,
    unit: 'TRD',
    category: 2,
    line: ['tehsildar', 'deputy', 'adm', 'collector'],
    may: [...clerk, 'diarise'],
  },
  deputy4: { office: COL, category: 5, line: ['samyukt', 'adm', 'collector'], may: [] },
  javak: { office: COL, unit: 'REG', category: 1, line: registry, may: [] },
};
/** Who can sign in. */
export const people: readonly Name[] = (Object.keys(seats) as Name[]).filter(
  (name) => name !== 'deputy4' && name !== 'javak',
);

interface Question {
  by: Name;
  to: Name;
  due?: number | undefined;
}
type Trip = 'sent' | 'returned' | 'consulted' | 'answered' | 'pulled-up';
/** What files and letters have in common: where the thing lies and who has seen it. */
interface Thing {
  readonly id: string;
  readonly number: string;
  readonly office: 'COL' | 'TEH';
  secret: boolean;
  paper: boolean;
  at: Name;
  since: number;
  /** Since when the time of its post runs, if it was sent and pulled back. */
  clock?: number | undefined;
  /** Paper on its way. */
  coming?: Name | undefined;
  last?:
    | {
        kind: Trip;
        from: Name;
        opened: boolean;
        /** The post to which it came has written on it. */
        written?: boolean;
        had: Set<Above>;
        above: Set<Above>;
        clock?: number;
        due?: number | undefined;
        /** What it was asked, when it gave its answer. */
        asked?: Question;
      }
    | undefined;
  had: Set<Above>;
  above: Set<Above>;
  named: Set<Name>;
}
type FileState =
  | 'active'
  | 'parked'
  | 'closure-pending'
  | 'closed'
  | 'reopening-pending'
  | 'recorded'
  | 'merged';
export interface PaperFile extends Thing {
  readonly kind: 'main' | 'part' | 'volume';
  readonly parent?: PaperFile;
  readonly unit?: string | undefined;
  state: FileState;
  asked?: Question | undefined;
  /** By when its post was asked for it. */
  due?: number | undefined;
  /** What the letters on it that wait are due. */
  owed: Map<number, number>;
  request?: { by: Name; from: FileState } | undefined;
  sheet: string[];
  yellow: Map<Name, { state: string; text: string; shared: Name[] }>;
  /** First and last page of each letter. */
  pages: [number, number][];
  letters: PaperLetter[];
  pending: number[];
  links: Set<string>;
  /** Posts that have asked to read it and were not answered. */
  asking: Set<Name>;
  parts: number;
  volumes: number;
  openParts: number;
}
type LetterState =
  | 'diarised'
  | 'in-transit'
  | 'at-post'
  | 'filed'
  | 'closed'
  | 'transferred'
  | 'void';
export interface PaperLetter extends Thing {
  state: LetterState;
  readonly leaves: number;
  readonly due?: number | undefined;
  inFile?: PaperFile | undefined;
  settled: boolean;
  closedBy?: Name | undefined;
  /** Who had copies of it before it was marked last. */
  informed: Set<Name>;
}

/** An act, as the model understands it. */
export interface Said {
  readonly by: Name;
  readonly now: number;
  readonly file: PaperFile;
  readonly other: PaperFile;
  readonly letter: PaperLetter;
  readonly to: Name;
  readonly copies: readonly Name[];
  readonly text: string;
  readonly yes: boolean;
  readonly remarks: string | undefined;
  readonly delay: string | undefined;
  readonly submits: boolean;
  readonly days: number;
  /** By when a file is asked for, or a letter due. */
  readonly due: number | undefined;
  readonly head: 'known' | 'closed' | 'foreign';
  readonly grade: 'normal' | 'confidential' | 'secret';
  readonly paper: boolean;
  readonly pages: number;
  readonly target: 'COL' | 'TEH' | 'PWD';
  readonly author: Name;
}

export class PaperOffice {
  readonly files: PaperFile[] = [];
  readonly letters: PaperLetter[] = [];
  readonly numbers: string[] = [];
  private readonly series = new Map<string, number>();
  draw(series: string): number {
    const serial = (this.series.get(series) ?? 0) + 1;
    this.series.set(series, serial);
    return serial;
  }
}

// Who may see and do.

type Standing =
  | 'holder'
  | 'receiver'
  | 'assistant'
  | 'earlier'
  | 'cleared'
  | 'named'
  | 'above'
  | 'office'
  | 'foreign';
function standing(name: Name, thing: Thing): Standing {
  if (thing.at === name) return 'holder';
  if (thing.coming === name) return 'receiver';
  if (name === 'steno' && thing.at === 'collector' && thing.office === COL) return 'assistant';
  // Another office that had it before it was confidential knows it no longer.
  if (thing.secret && seats[name].office !== thing.office) return 'foreign';
  if (thing.had.has(name)) return 'earlier';
  if (thing.secret && seats[name].cleared) return 'cleared';
  if (thing.above.has(name) && !thing.secret) return 'above';
  if (thing.named.has(name)) return 'named';
  if (thing.above.has(name)) return 'above';
  return seats[name].office === thing.office ? 'office' : 'foreign';
}
/** How somebody is told off who is none of those who may. Of what one may not see nothing is admitted. */
function access(
  name: Name,
  thing: Thing,
  allowed: readonly Standing[],
  told: string,
): string | undefined {
  const as = standing(name, thing);
  // A cleared post does with what is confidential as one above it does with the rest.
  const does = as === 'cleared' ? 'above' : as;
  if (allowed.includes(does) && !(as === 'above' && thing.secret)) return undefined;
  if (!sees(name, thing)) return 'not-found';
  return as === 'assistant' ? 'assistant-may-not' : told;
}
/** Whether the post may know of the file. */
export const sees = (name: Name, file: Thing): boolean => {
  const as = standing(name, file);
  const keeps = seats[name].may.includes('keep-records') && seats[name].office === file.office;
  if (file.secret) {
    return ['holder', 'receiver', 'earlier', 'cleared', 'named'].includes(as) || keeps;
  }
  return as !== 'foreign';
};

/** Whether the post may read what is in the thing. */
export const reads = (name: Name, thing: Thing): boolean => {
  const as = standing(name, thing);
  if (['holder', 'receiver', 'earlier', 'cleared', 'named'].includes(as)) return true;
  if (thing.secret) return false;
  if (as === 'assistant' || as === 'above') return true;
  return as === 'office' && seats[name].audits === true;
};

// The clock: seven working days, to the end of the office's day.

const hour = 3_600_000;
const day = 24 * hour;
const holidays = [
  '2026-10-02',
  '2026-10-20',
  '2026-11-09',
  '2026-12-18',
  '2026-12-25',
  '2027-01-26',
  '2027-03-22',
];
const known = new Map<number, number>();
function mayKeepUntil(since: number): number {
  const today = Math.floor((since + 5.5 * hour) / day);
  const found = known.get(today);
  if (found !== undefined) return found;
  let left = 7;
  let next = today;
  while (left > 0) {
    next += 1;
    const date = new Date(next * day);
    const saturday = date.getUTCDay() === 6 ? Math.ceil(date.getUTCDate() / 7) : 0;
    const closed = date.getUTCDay() === 0 || saturday === 2 || saturday === 4;
    if (!closed && !holidays.includes(date.toISOString().slice(0, 10))) left -= 1;
  }
  const end = next * day + 17.5 * hour - 5.5 * hour;
  known.set(today, end);
  return end;
}
const delays = [
  'information-awaited',
  'field-report',
  'leave',
  'election-duty',
  'workload',
  'other',
];

// Reasons against.

/** Reasons against an act: `who` speaks before all others, so that nobody learns what they may not know. */
interface Reasons {
  readonly who: string[];
  readonly what: string[];
}
const refusing = (...all: (string | false | undefined)[]): string[] =>
  all.filter((each) => typeof each === 'string');
const may = (name: Name, what: May) => !seats[name].may.includes(what) && 'not-allowed';

const told: Record<FileState, string> = {
  active: 'file-active',
  parked: 'file-parked',
  'closure-pending': 'closure-pending',
  closed: 'file-closed',
  'reopening-pending': 'reopening-pending',
  recorded: 'file-recorded',
  merged: 'file-merged',
};
const state = (file: PaperFile, ...fit: FileState[]) =>
  !fit.includes(file.state) && told[file.state];
const here = (thing: Thing) => thing.coming !== undefined && 'in-transit';
const mine = (s: Said) => access(s.by, s.file, ['holder'], 'file-not-with-you');
/** What only the file's own office does with it, whoever has it. */
const ours = (s: Said) => mine(s) ?? (seats[s.by].office !== s.file.office && 'other-office');
/** Whoever has the file of another office leaves what is that office's own alone. */
const abroad = (s: Said) =>
  s.file.at === s.by && seats[s.by].office !== s.file.office && 'other-office';
/** Who knows of a file by its cover alone asks to read it; who keeps the records sees to them without. */
const mayAsk = ({ by, file }: Said) => {
  if (reads(by, file)) return 'view-granted';
  if (!sees(by, file)) return 'not-found';
  return seats[by].may.includes('keep-records') && 'not-allowed';
};
const late = (thing: Thing, s: Said) =>
  s.delay === undefined
    ? s.now > mayKeepUntil(thing.clock ?? thing.since) && 'delay-reason-required'
    : !delays.includes(s.delay) && 'no-such-delay-reason';
const noteInTheWay = (s: Said) =>
  s.file.yellow.get(s.by)?.state === 'shared' && s.file.at === s.by && 'note-shared';
const isAsked = (file: PaperFile) => file.asked?.to === file.at && 'consultation-open';
const going = (s: Said) => [
  here(s.file),
  s.to === s.file.at && 'sent-to-self',
  s.to === 'javak' && 'post-not-active',
  s.to === 'deputy4' && 'post-vacant',
  s.file.secret && seats[s.to].office !== s.file.office && 'other-office',
  late(s.file, s),
  noteInTheWay(s),
];
/** The file would come to whoever acts: a confidential one to nobody of another office. */
const comesHere = (s: Said) =>
  s.file.secret && seats[s.by].office !== s.file.office && 'other-office';
const sameCategory = (s: Said) => seats[s.to].category === seats[s.by].category && 'same-category';
const work = (file: PaperFile) => [
  file.asked !== undefined && 'consultation-open',
  file.pending.length > 0 && 'pending-letter',
  file.openParts > 0 && 'open-part',
];
const live = (note: { state: string } | undefined) =>
  note !== undefined && note.state !== 'sealed' && note.state !== 'discarded';
const othersNotes = (file: PaperFile, except?: Name) =>
  [...file.yellow].some(([name, note]) => name !== except && live(note)) && 'open-note';

const letterTold: Record<LetterState, string> = {
  diarised: 'receipt-open',
  'in-transit': 'in-transit',
  'at-post': 'receipt-open',
  filed: 'already-filed',
  closed: 'receipt-closed',
  transferred: 'receipt-transferred',
  void: 'receipt-void',
};
const letterState = (letter: PaperLetter, ...fit: LetterState[]) =>
  !fit.includes(letter.state) && letterTold[letter.state];
const onDesk = (letter: PaperLetter) => letterState(letter, 'diarised', 'at-post');
const myLetter = (s: Said) => access(s.by, s.letter, ['holder'], 'receipt-not-with-you');

/** Those above the post that closed it who may know of it; where there is nobody, that post. */
const mayOpenAgain = (name: Name, letter: PaperLetter): boolean => {
  const { closedBy, secret, office, had } = letter;
  if (closedBy === undefined) return false;
  const cleared: readonly Above[] = office === COL ? ['collector', 'adm'] : ['tehsildar'];
  const atHome = (each: Above) => (seats[each as Name]?.office ?? COL) === office;
  const line = seats[closedBy].line.filter(
    (each) => !secret || (atHome(each) && (had.has(each) || cleared.includes(each))),
  );
  return line.length === 0 ? name === closedBy : line.includes(name);
};

/** Who may write at a note: whose note it is, their assistant, and those it is shared with. */
function atNote(s: Said, invitedWho: (shared: boolean) => string | false | undefined): Reasons {
  const note = s.file.yellow.get(s.author);
  const shared =
    note?.shared.includes(s.by) === true &&
    s.author === s.file.at &&
    seats[s.by].office === s.file.office;
  const assists = standing(s.by, s.file) === 'assistant' && !s.file.secret;
  const who = shared
    ? refusing(may(s.by, 'note'))
    : assists
      ? []
      : refusing(mine(s) ?? may(s.by, 'note'));
  const reachable =
    note !== undefined &&
    (s.author === s.by ||
      (s.by === 'steno' && s.author === 'collector') ||
      note.shared.includes(s.by));
  if (!reachable) return { who, what: ['no-note'] };
  if (s.author !== s.file.at) return { who, what: ['file-not-with-you'] };
  return { who, what: refusing(state(s.file, 'active'), here(s.file), invitedWho(shared)) };
}
const noteTold: Record<string, string> = {
  private: 'note-not-shared',
  shared: 'note-shared',
  confirmed: 'note-confirmed',
  sealed: 'note-sealed',
  discarded: 'no-note',
};
const noteState = (s: Said, ...fit: string[]) => {
  const now = s.file.yellow.get(s.author)?.state ?? '';
  return !fit.includes(now) && noteTold[now];
};
/** Of what one’s state forbids everybody is told first; then who may. */
const authorOnly = (s: Said, ...fit: string[]): string | false =>
  noteState(s, ...fit) ||
  (s.by !== s.author && (s.by === 'steno' ? 'assistant-may-not' : 'note-not-yours'));

const both = (
  who: (string | false | undefined)[],
  what: (string | false | undefined)[],
): Reasons => ({
  who: refusing(...who),
  what: refusing(...what),
});

/** Why an act may not be done. Nothing: it is done. */
export const against: Readonly<Record<Kind, (s: Said) => Reasons>> = {
  'create-file': (s) =>
    both(
      [may(s.by, 'create')],
      [
        s.grade === 'secret' && 'classification-refused',
        s.head === 'closed' && 'head-inactive',
        s.head === 'foreign' && 'other-office',
      ],
    ),
  'open-part': (s) =>
    both(
      [may(s.by, 'create') || ours(s)],
      [state(s.file, 'active'), here(s.file), s.file.kind !== 'main' && 'part-of-part'],
    ),
  send: (s) =>
    both(
      [mine(s)],
      [state(s.file, 'active'), isAsked(s.file), ...going(s), s.submits && sameCategory(s)],
    ),
  return: (s) =>
    both(
      [mine(s)],
      [
        state(s.file, 'active'),
        isAsked(s.file),
        ...going(s),
        !s.file.had.has(s.to) && 'not-an-earlier-holder',
      ],
    ),
  consult: (s) =>
    both(
      [mine(s)],
      [state(s.file, 'active'), s.file.asked !== undefined && 'consultation-open', ...going(s)],
    ),
  answer: (s) =>
    both(
      [mine(s)],
      [
        state(s.file, 'active'),
        here(s.file),
        (s.file.asked?.to !== s.file.at || s.file.asked.by !== s.to) && 'no-consultation',
        late(s.file, s),
        noteInTheWay(s),
      ],
    ),
  open: (s) => both([mine(s)], [state(s.file, 'active', 'closure-pending'), here(s.file)]),
  receive: (s) =>
    both(
      [access(s.by, s.file, ['holder', 'receiver'], 'not-in-transit')],
      [state(s.file, 'active', 'closure-pending'), s.file.coming !== s.by && 'not-in-transit'],
    ),
  recall: (s) => {
    const { last, coming } = s.file;
    const byChoice = ['sent', 'returned', 'consulted', 'answered'].includes(last?.kind ?? '');
    return both(
      [access(s.by, s.file, ['holder', 'earlier'], 'not-the-sender')],
      [
        state(s.file, 'active'),
        last === undefined && 'not-in-transit',
        (last?.from !== s.by || !byChoice) && 'not-the-sender',
        coming === undefined && (last?.opened || last?.written) && 'already-opened',
      ],
    );
  },
  'pull-up': (s) =>
    both(
      [access(s.by, s.file, ['earlier', 'above'], 'not-a-superior')],
      [
        may(s.by, 'pull-up'),
        state(s.file, 'active', 'parked'),
        here(s.file),
        s.to !== s.file.at && 'file-not-there',
        !seats[s.file.at].line.includes(s.by) && 'not-a-superior',
        comesHere(s),
      ],
    ),
  park: (s) =>
    both(
      [ours(s)],
      [
        state(s.file, 'active'),
        isAsked(s.file),
        here(s.file),
        s.days < 1 && 'date-past',
        s.days > 180 && 'too-far-ahead',
        noteInTheWay(s),
      ],
    ),
  wake: (s) => both([mine(s)], [state(s.file, 'parked')]),
  amend: (s) =>
    both(
      [ours(s)],
      [
        state(s.file, 'active', 'parked'),
        s.grade === 'secret' && 'classification-refused',
        s.grade === 'normal' && s.file.secret && 'classification-lowered',
        // What another office waits for cannot be shut away in this one.
        s.grade === 'confidential' &&
          [s.file.at, s.file.coming, s.file.asked?.by].some(
            (name) => name !== undefined && seats[name].office !== s.file.office,
          ) &&
          'other-office',
      ],
    ),
  link: (s) =>
    both(
      [ours(s), !sees(s.by, s.other) && 'not-found'],
      [
        state(s.file, 'active', 'parked'),
        s.other === s.file && 'same-file',
        s.file.links.has(s.other.id) && 'link-exists',
      ],
    ),
  unlink: (s) =>
    both(
      [ours(s)],
      [state(s.file, 'active', 'parked'), !s.file.links.has(s.other.id) && 'no-link'],
    ),
  place: (s) =>
    both(
      [ours(s)],
      [state(s.file, 'active', 'parked', 'closed', 'recorded', 'merged'), here(s.file)],
    ),
  'name-reader': (s) =>
    both(
      [ours(s)],
      [
        state(s.file, 'active', 'parked', 'closed', 'recorded'),
        (s.file.at === s.to || s.file.had.has(s.to) || s.file.named.has(s.to)) && 'view-granted',
        s.file.secret && seats[s.to].office !== s.file.office && 'other-office',
      ],
    ),
  'request-view': (s) =>
    both(
      [mayAsk(s)],
      [
        state(s.file, 'active', 'parked', 'closed', 'recorded'),
        s.file.asking.has(s.by) && 'view-requested',
      ],
    ),
  'refuse-view': (s) =>
    both(
      [ours(s)],
      [
        state(s.file, 'active', 'parked', 'closed', 'recorded'),
        !s.file.asking.has(s.to) && 'no-view-request',
      ],
    ),
  merge: (s) =>
    both(
      [ours(s), !sees(s.by, s.other) && 'not-found'],
      [
        state(s.file, 'active'),
        isAsked(s.file),
        here(s.file),
        s.other === s.file && 'same-file',
        (s.other.office !== s.file.office ||
          s.other.unit !== s.file.unit ||
          s.other.at !== s.file.at) &&
          'other-unit',
        here(s.other),
        s.other.asked !== undefined && 'consultation-open',
        s.file.kind === 'part' && s.file.parent !== s.other && 'part-needs-parent',
        s.file.pending.length > 0 && 'pending-letter',
        s.file.openParts > 0 && 'open-part',
        othersNotes(s.file),
        s.other.state !== 'active' && 'file-closed',
      ],
    ),
  'begin-note': (s) => {
    const assists = standing(s.by, s.file) === 'assistant' && !s.file.secret;
    return both(
      [!assists && (mine(s) ?? may(s.by, 'note'))],
      [state(s.file, 'active'), here(s.file), live(s.file.yellow.get(s.file.at)) && 'draft-exists'],
    );
  },
  'save-note': (s) =>
    atNote(s, (shared) => {
      const now = s.file.yellow.get(s.author)?.state;
      const refused = noteState(s, 'private', 'shared', 'confirmed');
      if (refused || s.by === s.author || (shared && now === 'shared')) return refused;
      if (s.by !== 'steno') return 'note-not-yours';
      return now !== 'private' && 'assistant-may-not';
    }),
  'share-note': (s) =>
    atNote(
      s,
      () =>
        authorOnly(s, 'private', 'shared') ||
        (seats[s.to].office !== seats[s.by].office && 'other-office') ||
        (s.to === 'javak' && 'post-not-active'),
    ),
  'confirm-note': (s) => atNote(s, () => authorOnly(s, 'shared')),
  'discard-note': (s) => {
    const open = ['private', 'shared', 'confirmed'];
    // One's own, wherever the file is.
    if (s.by === s.author && s.file.yellow.has(s.author)) {
      return both([may(s.by, 'note')], [noteState(s, ...open)]);
    }
    return atNote(s, () => authorOnly(s, ...open));
  },
  'request-close': (s) =>
    both(
      [may(s.by, 'ask-close') || ours(s)],
      [
        state(s.file, 'active'),
        here(s.file),
        ...work(s.file),
        othersNotes(s.file, s.by),
        noteInTheWay(s),
        s.yes && seats[s.to].office !== s.file.office && 'other-office',
        !(s.yes && seats[s.to].may.includes('close')) &&
          (s.file.secret || [...s.file.above].every((name) => name === s.by)) &&
          'no-decider',
        ...(s.yes ? [...going(s), isAsked(s.file), sameCategory(s)] : []),
      ],
    ),
  'decide-close': (s) =>
    both(
      [
        may(s.by, 'close') ||
          access(s.by, s.file, ['holder', 'earlier', 'above'], 'not-allowed') ||
          abroad(s),
      ],
      [
        state(s.file, 'closure-pending'),
        s.file.at !== s.by && !s.file.above.has(s.by) && 'not-a-superior',
        s.file.request?.by === s.by && 'own-request',
        ...(s.yes
          ? [here(s.file), ...work(s.file), othersNotes(s.file)]
          : [s.remarks === undefined && 'reason-required']),
      ],
    ),
  'to-record-room': (s) =>
    both(
      [ours(s)],
      [state(s.file, 'closed'), here(s.file), s.file.office !== COL && 'post-not-active'],
    ),
  'into-record-room': (s) =>
    both(
      [may(s.by, 'record-room') || access(s.by, s.file, ['holder', 'receiver'], 'not-in-transit')],
      [state(s.file, 'closed'), s.file.coming !== s.by && 'not-in-transit'],
    ),
  'request-reopen': (s) =>
    both(
      [access(s.by, s.file, ['holder', 'earlier'], 'not-allowed')],
      [
        state(s.file, 'closed', 'recorded'),
        here(s.file),
        comesHere(s),
        // In the tehsil nobody but the Tehsildar knows of it and may decide.
        s.file.secret && s.file.office === TEH && s.by === 'tehsildar' && 'no-decider',
      ],
    ),
  'withdraw-request': (s) =>
    both(
      [access(s.by, s.file, ['holder', 'earlier'], 'not-allowed')],
      [
        state(s.file, 'closure-pending', 'reopening-pending'),
        s.file.request?.by !== s.by && 'request-not-yours',
      ],
    ),
  'decide-reopen': (s) =>
    both(
      [
        may(s.by, 'reopen') ||
          access(s.by, s.file, ['holder', 'earlier', 'above'], 'not-allowed') ||
          abroad(s),
      ],
      [
        state(s.file, 'reopening-pending'),
        s.file.request?.by === s.by && 'own-request',
        !s.yes && s.remarks === undefined && 'reason-required',
        s.yes && s.file.kind === 'part' && s.file.parent?.state !== 'active' && 'file-closed',
      ],
    ),
  diarise: (s) =>
    both(
      [may(s.by, 'diarise')],
      [
        s.grade === 'secret' && 'classification-refused',
        !s.paper && s.pages === 0 && 'document-required',
      ],
    ),
  mark: (s) =>
    both(
      [may(s.by, 'mark') || myLetter(s)],
      [
        onDesk(s.letter),
        (s.to === s.letter.at || s.copies.includes(s.to)) && 'sent-to-self',
        [s.to, ...s.copies].some((name) => seats[name].office !== s.letter.office) &&
          'other-office',
        [s.to, ...s.copies].includes('javak') && 'post-not-active',
        s.to === 'deputy4' && 'post-vacant',
        late(s.letter, s),
      ],
    ),
  'open-letter': (s) => both([myLetter(s)], [onDesk(s.letter)]),
  'receive-letter': (s) =>
    both(
      [access(s.by, s.letter, ['holder', 'receiver'], 'not-in-transit')],
      [
        letterState(s.letter, 'in-transit', 'diarised', 'at-post'),
        s.letter.coming !== s.by && 'not-in-transit',
      ],
    ),
  'recall-letter': (s) =>
    both(
      [access(s.by, s.letter, ['holder', 'earlier'], 'not-the-sender')],
      [
        letterState(s.letter, 'in-transit', 'diarised', 'at-post'),
        s.letter.last === undefined && 'not-in-transit',
        (s.letter.last?.from !== s.by || s.letter.last.kind === 'pulled-up') && 'not-the-sender',
        s.letter.last?.opened === true && 'already-opened',
      ],
    ),
  'return-letter': (s) =>
    both(
      [myLetter(s)],
      [
        letterState(s.letter, 'at-post'),
        s.letter.last?.from !== s.to && 'not-from-that-post',
        s.to === 'javak' && 'post-not-active',
        s.to === 'deputy4' && 'post-vacant',
        late(s.letter, s),
      ],
    ),
  'pull-letter-up': (s) =>
    both(
      [may(s.by, 'pull-up') || access(s.by, s.letter, ['earlier', 'above'], 'not-a-superior')],
      [
        onDesk(s.letter),
        s.to !== s.letter.at && 'receipt-not-there',
        !seats[s.letter.at].line.includes(s.by) && 'not-a-superior',
        seats[s.by].office !== s.letter.office && 'other-office',
      ],
    ),
  'file-letter': (s) =>
    both(
      [myLetter(s), ours(s)],
      [
        onDesk(s.letter),
        state(s.file, 'active', 'parked'),
        here(s.file),
        s.letter.secret && !s.file.secret && 'confidential',
      ],
    ),
  'settle-letter': (s) =>
    both(
      [ours(s)],
      [
        state(s.file, 'active'),
        here(s.file),
        !s.file.pending.includes(s.pages) && 'letter-disposed',
        s.letter.inFile === undefined && letterState(s.letter, 'filed'),
        // The letter that is named stands at another number, in another file or in none.
        s.file.letters[s.pages - 1] !== s.letter && 'reference-broken',
      ],
    ),
  dispose: (s) => both([myLetter(s)], [onDesk(s.letter)]),
  'reopen-letter': (s) =>
    both(
      [access(s.by, s.letter, ['holder', 'earlier', 'above'], 'not-a-superior')],
      [letterState(s.letter, 'closed'), !mayOpenAgain(s.by, s.letter) && 'not-a-superior'],
    ),
  void: (s) =>
    both(
      [may(s.by, 'diarise') || myLetter(s)],
      [onDesk(s.letter), s.letter.state !== 'diarised' && 'already-moved'],
    ),
  transfer: (s) =>
    both(
      [may(s.by, 'mark') || myLetter(s)],
      [
        onDesk(s.letter),
        s.target === s.letter.office && 'sent-to-self',
        s.target === 'PWD' && 'office-not-on-board',
        late(s.letter, s),
      ],
    ),
};

// What is done.

const arrives = (thing: Thing, to: Name) => {
  thing.had = new Set([...thing.had, to]);
  thing.above = new Set([...thing.above, ...seats[to].line]);
};
const lies = (thing: Thing, at: Name, now: number) => {
  thing.at = at;
  thing.since = now;
  thing.clock = undefined;
};
/** The post that has the thing does something with it: it is opened. */
const opened = (thing: Thing) => {
  // On its way it is opened by whoever receives it.
  if (thing.last && thing.coming === undefined) thing.last = { ...thing.last, opened: true };
};
const goes = (thing: Thing, kind: Trip, to: Name, now: number) => {
  thing.last = {
    kind,
    from: thing.at,
    opened: false,
    had: thing.had,
    above: thing.above,
    clock: thing.clock ?? thing.since,
  };
  if (thing.paper) {
    thing.coming = to;
  } else {
    lies(thing, to, now);
    arrives(thing, to);
  }
};
/** A file goes with the date by which it is asked for; what its letters are due stays with it. */
const goesOn = ({ file, to, now }: Said, kind: Trip, due?: number) => {
  goes(file, kind, to, now);
  if (file.last) file.last = { ...file.last, due: file.due };
  file.due = due;
};
const comesBack = (thing: Thing, by: Name, now: number) => {
  if (thing.coming === undefined) {
    lies(thing, by, now);
    if (thing.last) {
      thing.had = thing.last.had;
      thing.above = thing.last.above;
    }
  }
  thing.coming = undefined;
  thing.last = undefined;
};
const seals = (s: Said) => {
  const note = s.file.yellow.get(s.by);
  if (!note || !live(note)) return;
  s.file.sheet.push(note.text);
  s.file.yellow.set(s.by, { state: 'sealed', text: '', shared: [] });
};
const remarks = (s: Said) => {
  if (s.remarks !== undefined) s.file.sheet.push(s.remarks);
};
const indian = (now: number) => new Date(now + 5.5 * hour).toISOString();
function yearOf(now: number) {
  const [year = 0, month = 0] = indian(now).split('-').map(Number);
  const first = month < 4 ? year - 1 : year;
  return { year, financial: `${first}-${String(first + 1).slice(2)}` };
}
const newThing = (id: string, number: string, at: Name, now: number) => ({
  id,
  number,
  office: seats[at].office,
  at,
  since: now,
  had: new Set<Above>([at]),
  above: new Set<Above>(seats[at].line),
  named: new Set<Name>(),
});
const newFile = () => ({
  state: 'active' as const,
  sheet: [],
  yellow: new Map(),
  pages: [],
  letters: [],
  pending: [],
  owed: new Map<number, number>(),
  links: new Set<string>(),
  asking: new Set<Name>(),
  parts: 0,
  volumes: 0,
  openParts: 0,
});
const ofNote = (s: Said, change: { state?: string; text?: string; shared?: Name[] }) => {
  const note = s.file.yellow.get(s.author);
  if (note) s.file.yellow.set(s.author, { ...note, ...change });
  writes(s.file, s.author);
};
const writes = (file: PaperFile, author: Name) => {
  if (file.last && author === file.at) file.last = { ...file.last, written: true };
};
function drawLetterNumber(office: PaperOffice, where: 'COL' | 'TEH', now: number): string {
  const { year } = yearOf(now);
  const serial = office.draw(`letter ${where} ${year}`);
  const number = `BBZ-${where}/${year}/${String(serial).padStart(6, '0')}`;
  office.numbers.push(number);
  return number;
}

/** Does an act that nothing speaks against. */
export const effects: Readonly<Record<Kind, (s: Said, office: PaperOffice) => void>> = {
  'create-file': (s, office) => {
    const { office: where, unit } = seats[s.by];
    const { financial } = yearOf(s.now);
    const serial = office.draw(`file ${where} ${financial}`);
    const off = `BBZ-${where}`;
    const number = `${unit ? `${off}/${unit}` : off}/B-121/${String(serial).padStart(5, '0')}/${financial}`;
    office.numbers.push(number);
    office.files.push({
      ...newThing(`fil_${office.files.length + 1}`, number, s.by, s.now),
      ...newFile(),
      kind: 'main',
      unit,
      secret: s.grade === 'confidential',
      paper: false,
    });
  },
  'open-part': (s, office) => {
    const { file } = s;
    opened(file);
    if (s.yes) {
      file.parts += 1;
      file.openParts += 1;
    } else {
      file.volumes += 1;
    }
    const number = `${file.number}/${s.yes ? `P${file.parts}` : `V${file.volumes}`}`;
    office.numbers.push(number);
    office.files.push({
      ...newThing(`fil_${office.files.length + 1}`, number, s.by, s.now),
      ...newFile(),
      kind: s.yes ? 'part' : 'volume',
      parent: file,
      office: file.office,
      unit: file.unit,
      secret: file.secret,
      paper: file.paper,
    });
  },
  send: (s) => {
    seals(s);
    goesOn(s, 'sent', s.due);
  },
  return: (s) => {
    seals(s);
    goesOn(s, 'returned');
  },
  consult: (s) => {
    seals(s);
    s.file.asked = { by: s.by, to: s.to, due: s.file.due };
    goesOn(s, 'consulted', s.due);
  },
  answer: (s) => {
    seals(s);
    const { asked } = s.file;
    s.file.asked = undefined;
    goesOn(s, 'answered', asked?.due);
    if (s.file.last && asked) s.file.last = { ...s.file.last, asked };
  },
  open: (s) => opened(s.file),
  receive: (s) => {
    s.file.coming = undefined;
    opened(s.file);
    lies(s.file, s.by, s.now);
    arrives(s.file, s.by);
  },
  recall: (s) => {
    // A question goes back with the file on which it was asked; one that was answered is open again.
    s.file.asked = s.file.last?.asked;
    s.file.due = s.file.last?.due;
    const clock = s.file.coming === undefined ? s.file.last?.clock : s.file.clock;
    comesBack(s.file, s.by, s.now);
    s.file.clock = clock;
  },
  'pull-up': (s) => {
    const { file } = s;
    file.last = {
      kind: 'pulled-up',
      from: file.at,
      opened: !file.paper,
      had: file.had,
      above: file.above,
    };
    if (file.asked) file.due = file.asked.due;
    file.asked = undefined;
    file.state = 'active';
    if (file.paper) {
      file.coming = s.by;
    } else {
      lies(file, s.by, s.now);
      arrives(file, s.by);
    }
  },
  park: (s) => {
    seals(s);
    opened(s.file);
    s.file.state = 'parked';
  },
  wake: (s) => {
    s.file.state = 'active';
  },
  amend: (s) => {
    opened(s.file);
    if (s.grade === 'confidential') s.file.secret = true;
  },
  link: (s) => {
    opened(s.file);
    s.file.links.add(s.other.id);
  },
  unlink: (s) => {
    opened(s.file);
    s.file.links.delete(s.other.id);
  },
  place: (s) => {
    opened(s.file);
    s.file.paper = s.paper;
  },
  'name-reader': (s) => {
    opened(s.file);
    s.file.named.add(s.to);
    s.file.asking.delete(s.to);
  },
  'request-view': (s) => {
    s.file.asking.add(s.by);
  },
  'refuse-view': (s) => {
    opened(s.file);
    s.file.asking.delete(s.to);
  },
  merge: (s) => {
    opened(s.file);
    opened(s.other);
    s.file.state = 'merged';
    s.file.due = undefined;
    if (s.file.kind === 'part' && s.file.parent) s.file.parent.openParts -= 1;
    s.other.links.add(s.file.id);
    s.other.clock = Math.min(s.file.clock ?? s.file.since, s.other.clock ?? s.other.since);
  },
  'begin-note': (s) => {
    s.file.yellow.set(s.file.at, { state: 'private', text: s.text, shared: [] });
    writes(s.file, s.file.at);
  },
  'save-note': (s) => ofNote(s, { text: s.text }),
  'share-note': (s) => ofNote(s, { state: 'shared', shared: s.to === s.author ? [] : [s.to] }),
  'confirm-note': (s) => ofNote(s, { state: 'confirmed' }),
  'discard-note': (s) => ofNote(s, { state: 'discarded', text: '', shared: [] }),
  'request-close': (s) => {
    seals(s);
    if (s.yes) goesOn(s, 'sent');
    else opened(s.file);
    s.file.state = 'closure-pending';
    s.file.request = { by: s.by, from: 'active' };
  },
  'decide-close': (s) => {
    if (s.by === s.file.at) opened(s.file);
    remarks(s);
    s.file.request = undefined;
    s.file.state = s.yes ? 'closed' : 'active';
    if (!s.yes) return;
    s.file.last = undefined;
    s.file.due = undefined;
    if (s.file.kind === 'part' && s.file.parent) s.file.parent.openParts -= 1;
  },
  'to-record-room': (s) => {
    const { file } = s;
    file.had = new Set([...file.had, 'abhilekh']);
    // Keeping a confidential file lets nobody above in.
    if (!file.secret) file.above = new Set([...file.above, ...seats.abhilekh.line]);
    if (file.paper) {
      file.coming = 'abhilekh';
    } else {
      lies(file, 'abhilekh', s.now);
      file.state = 'recorded';
    }
  },
  'into-record-room': (s) => {
    s.file.coming = undefined;
    lies(s.file, s.by, s.now);
    s.file.state = 'recorded';
  },
  'request-reopen': (s) => {
    s.file.request = { by: s.by, from: s.file.state };
    s.file.state = 'reopening-pending';
  },
  'withdraw-request': ({ file }) => {
    if (file.request) file.state = file.request.from;
    file.request = undefined;
  },
  'decide-reopen': (s) => {
    const { file } = s;
    const { request } = file;
    if (!request) return;
    remarks(s);
    file.request = undefined;
    file.state = s.yes ? 'active' : request.from;
    if (!s.yes) return;
    if (file.paper && request.by !== file.at) file.coming = request.by;
    else lies(file, request.by, s.now);
    if (file.kind === 'part' && file.parent) file.parent.openParts += 1;
  },
  diarise: (s, office) => {
    const number = drawLetterNumber(office, seats[s.by].office, s.now);
    office.letters.push({
      ...newThing(`rcp_${office.letters.length + 1}`, number, s.by, s.now),
      state: 'diarised',
      secret: s.grade === 'confidential',
      paper: s.paper,
      leaves: Math.max(1, s.pages),
      due: s.due,
      settled: false,
      informed: new Set(),
    });
  },
  mark: (s) => {
    const { letter } = s;
    letter.informed = letter.named;
    letter.named = new Set([...letter.named, ...s.copies]);
    goes(letter, 'sent', s.to, s.now);
    letter.state = letter.paper ? 'in-transit' : 'at-post';
  },
  'open-letter': (s) => opened(s.letter),
  'receive-letter': (s) => {
    s.letter.coming = undefined;
    opened(s.letter);
    s.letter.state = 'at-post';
    lies(s.letter, s.by, s.now);
    arrives(s.letter, s.by);
  },
  'recall-letter': (s) => {
    const clock = s.letter.coming === undefined ? s.letter.last?.clock : s.letter.clock;
    comesBack(s.letter, s.by, s.now);
    s.letter.clock = clock;
    // So do the copies that went with it.
    s.letter.named = s.letter.informed;
    s.letter.state = 'at-post';
  },
  'return-letter': (s) => {
    const { letter } = s;
    letter.informed = letter.named;
    goes(letter, 'returned', s.to, s.now);
    letter.state = letter.paper ? 'in-transit' : 'at-post';
  },
  'pull-letter-up': (s) => {
    const { letter } = s;
    letter.informed = letter.named;
    goes(letter, 'pulled-up', s.by, s.now);
    letter.state = letter.paper ? 'in-transit' : 'at-post';
    if (!letter.paper) opened(letter);
  },
  'file-letter': (s) => {
    const { file, letter } = s;
    opened(letter);
    opened(file);
    letter.state = 'filed';
    letter.inFile = file;
    // In a confidential file it is nobody else's to read.
    letter.secret ||= file.secret;
    file.state = 'active';
    // What lay on the desk as a letter has not come to it with the file.
    file.clock = Math.min(letter.clock ?? letter.since, file.clock ?? file.since);
    const before = file.pages.at(-1)?.[1] ?? 0;
    file.letters.push(letter);
    file.pages.push([before + 1, before + letter.leaves]);
    file.pending.push(file.letters.length);
    if (letter.due !== undefined) file.owed.set(file.letters.length, letter.due);
  },
  'settle-letter': (s) => {
    opened(s.file);
    s.file.pending = s.file.pending.filter((no) => no !== s.pages);
    s.file.owed.delete(s.pages);
    s.letter.settled = true;
  },
  dispose: (s) => {
    opened(s.letter);
    s.letter.state = 'closed';
    s.letter.closedBy = s.by;
  },
  'reopen-letter': (s) => {
    s.letter.state = 'at-post';
    s.letter.since = s.now;
    s.letter.clock = undefined;
    s.letter.closedBy = undefined;
  },
  void: (s) => {
    s.letter.state = 'void';
  },
  transfer: (s, office) => {
    const { letter } = s;
    opened(letter);
    letter.state = 'transferred';
    const where = letter.office === COL ? TEH : COL;
    const desk: Name = where === COL ? 'aavak' : 'vachak';
    const number = drawLetterNumber(office, where, s.now);
    office.letters.push({
      ...newThing(`rcp_${office.letters.length + 1}`, number, desk, s.now),
      state: letter.paper ? 'in-transit' : 'at-post',
      coming: letter.paper ? desk : undefined,
      secret: letter.secret,
      paper: letter.paper,
      leaves: letter.leaves,
      due: letter.due,
      settled: false,
      informed: new Set(),
    });
  },
};
