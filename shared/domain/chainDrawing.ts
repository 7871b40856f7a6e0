/**
 * The picture of a chain for people, as SVG: a line from top to bottom, a station a level, as narrow as a phone. It holds
 * no script, no link and no style from elsewhere. Each state has a sign and a word of its own beside its colour.
 */
import type { ApprovalStatus, Decision, StandIn } from './approvalRecord.ts';
import type { ChainPicture, Station, Voice } from './chainPicture.ts';
import type { Purpose } from './chainTemplate.ts';
import type { Bilingual } from './text.ts';

type Words = Bilingual & { readonly en: string };

const purposeLabels: Readonly<Record<Purpose, Words>> = {
  examine: { hi: 'परीक्षण', en: 'Examine' },
  recommend: { hi: 'अनुशंसा', en: 'Recommend' },
  concur: { hi: 'सहमति', en: 'Concur' },
  advise: { hi: 'अभिमत', en: 'Advise' },
  approve: { hi: 'अनुमोदन', en: 'Approve' },
  sanction: { hi: 'स्वीकृति', en: 'Sanction' },
  sign: { hi: 'हस्ताक्षर', en: 'Sign' },
  inform: { hi: 'अवलोकन', en: 'Inform' },
};
const saying: Readonly<Record<Decision, Words>> = {
  examine: { hi: 'परीक्षण किया', en: 'examined' },
  recommend: { hi: 'अनुशंसा की', en: 'recommended' },
  concur: { hi: 'सहमति दी', en: 'concurred' },
  advise: { hi: 'अभिमत दिया', en: 'advised' },
  approve: { hi: 'अनुमोदित किया', en: 'approved' },
  sanction: { hi: 'स्वीकृत किया', en: 'sanctioned' },
  sign: { hi: 'हस्ताक्षर किए', en: 'signed' },
  inform: { hi: 'अवलोकन किया', en: 'took notice' },
  return: { hi: 'वापस किया', en: 'gave it back' },
  reject: { hi: 'अस्वीकृत किया', en: 'rejected' },
};
const states: Readonly<Record<Station['state'], Words>> = {
  done: { hi: 'हो चुका', en: 'done' },
  refused: { hi: 'अस्वीकृत', en: 'rejected' },
  now: { hi: 'अभी यहाँ', en: 'here now' },
  late: { hi: 'विलंबित', en: 'late' },
  next: { hi: 'आगे', en: 'to come' },
  skipped: { hi: 'छोड़ा गया', en: 'left out' },
  never: { hi: 'नहीं पूछा गया', en: 'not asked' },
};
const statuses: Readonly<Record<ApprovalStatus, Words>> = {
  running: { hi: 'चल रही है', en: 'under way' },
  revising: { hi: 'सुधार हेतु वापस', en: 'given back to be put right' },
  approved: { hi: 'अनुमोदित', en: 'approved' },
  rejected: { hi: 'अस्वीकृत', en: 'rejected' },
  withdrawn: { hi: 'वापस ली गई', en: 'withdrawn' },
  lapsed: { hi: 'समय बीतने से समाप्त', en: 'lapsed' },
};
const leftOut: Readonly<Record<NonNullable<Station['skipped']>, Words>> = {
  condition: { hi: 'शृंखला की शर्त के अनुसार', en: 'by the condition of the chain' },
  'same-person': { hi: 'वही अधिकारी पहले कार्यवाही कर चुके', en: 'its officer has acted already' },
  nobody: { hi: 'पूछने के लिए कोई नहीं', en: 'there is nobody to ask' },
};
const standing: Readonly<Record<StandIn, Words>> = {
  'link-officer': { hi: 'पदस्थ अधिकारी बाहर: लिंक अधिकारी', en: 'its holder is away: link officer' },
  officiating: { hi: 'पद रिक्त: प्रभार में', en: 'vacant: in charge' },
  'link-post': { hi: 'पद रिक्त के स्थान पर लिंक अधिकारी', en: 'link officer for a vacant post' },
  superior: { hi: 'उच्च पद से पूछा गया', en: 'a post above is asked' },
};
const words = {
  beginning: { hi: 'आरंभ', en: 'Begun' },
  due: { hi: 'नियत', en: 'due' },
  noDeadline: { hi: 'कोई समय-सीमा नहीं', en: 'no deadline' },
  halfGone: { hi: 'आधे से अधिक समय बीता', en: 'more than half of the time used' },
  late: { hi: 'विलंब', en: 'late by' },
  reminded: { hi: 'स्मरण', en: 'reminded' },
  waiting: { hi: 'प्रतीक्षा', en: 'waiting for' },
  asWell: { hi: 'विलंब पर साथ में पूछा गया', en: 'asked as well, as it was late' },
  noMore: { hi: 'अब मान्य नहीं', en: 'counts no more' },
  hours: { hi: 'कार्य घंटे', en: 'working hours' },
  minutes: { hi: 'कार्य मिनट', en: 'working minutes' },
  allHours: { hi: 'घंटे', en: 'hours' },
  allMinutes: { hi: 'मिनट', en: 'minutes' },
  out: { hi: 'नस्ती अभिमत हेतु', en: 'file is out for an opinion' },
  overdue: { hi: 'समय बीता', en: 'overdue' },
  note: { hi: 'टीप', en: 'note' },
  reason: { hi: 'कारण: टीप', en: 'reason: note' },
  reversed: { hi: 'बाद में पलटा गया', en: 'reversed since' },
} as const satisfies Record<string, Words>;

type Tone = 'good' | 'here' | 'half' | 'bad' | 'pale';
const colours: Readonly<Record<Tone, string>> = {
  good: '#1b7f4b',
  here: '#1f5fbf',
  half: '#8a5200',
  bad: '#b3261e',
  pale: '#5f6570',
};
const toneOf = ({ state, clock }: Station): Tone => {
  if (state === 'done') return 'good';
  if (state === 'late' || state === 'refused') return 'bad';
  if (state === 'now') return clock?.status === 'amber' ? 'half' : 'here';
  return 'pale';
};

const width = 400;
const markX = 24;
const textX = 48;

/** The sign of a state, centred on the line at a height; no two look alike without colour. */
function signOf(station: Station, y: number): string {
  const tone = toneOf(station);
  const colour = colours[tone];
  const ring = (more: string) =>
    `<circle cx="${markX}" cy="${y}" r="10" stroke="${colour}" stroke-width="2.5" ${more}/>`;
  const stroke = (d: string, ink: string) =>
    `<path d="${d}" fill="none" stroke="${ink}" stroke-width="2.5" stroke-linecap="round"/>`;
  switch (station.state) {
    case 'done':
      return ring(`fill="${colour}"`) + stroke(`M19 ${y}l4 4l7 -8`, '#fff');
    case 'refused':
      return ring(`fill="${colour}"`) + stroke(`M20 ${y - 4}l8 8M28 ${y - 4}l-8 8`, '#fff');
    case 'late':
      return (
        `<path d="M24 ${y - 12}l12 21h-24z" fill="${colour}"/>` +
        stroke(`M24 ${y - 4}v5M24 ${y + 5}v0.1`, '#fff')
      );
    case 'now':
      return tone === 'half'
        ? `${ring('fill="#fff"')}<path d="M24 ${y - 7}a7 7 0 0 1 0 14z" fill="${colour}"/>`
        : `${ring('fill="#fff"')}<circle cx="${markX}" cy="${y}" r="5" fill="${colour}"/>`;
    case 'skipped':
      return ring('fill="#fff"') + stroke(`M18 ${y + 6}l12 -12`, colour);
    case 'never':
      return ring('fill="#fff" stroke-dasharray="3 4"');
    case 'next':
      return ring('fill="#fff"');
  }
}

/** @param language of the words; names are given in it where there are any */
export function svgOf(picture: ChainPicture, language: 'hi' | 'en'): string {
  const say = (text: Bilingual) => text[language] ?? text.hi;
  const drawn: string[] = [];
  let y = 26;
  const write = (text: string, x: number, size: number, colour: string, weight = 400) => {
    for (const line of wrapped(text, (width - x - 12) / size)) {
      drawn.push(
        `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escaped(line)}</text>`,
      );
      y += Math.round(size * 1.45);
    }
  };
  const { status, endedAt, reversedBy } = picture;
  write(say(picture.name), 12, 17, ink, 700);
  write(
    [say(statuses[status]), endedAt && stamp(endedAt), reversedBy && say(words.reversed)]
      .filter(Boolean)
      .join(' · '),
    12,
    14,
    ink,
  );
  y += 18;
  const marks: string[] = [];
  const first = y - 5;
  let last = first;
  for (const station of picture.stations) {
    last = y - 5;
    marks.push(signOf(station, last));
    const tone = colours[toneOf(station)];
    const title = say(station.purpose ? purposeLabels[station.purpose] : words.beginning);
    write(`${title} · ${say(states[station.state])}`, textX, 16, tone, 700);
    for (const [line, colour] of linesOf(station, say)) write(line, textX, 14, colour);
    y += 14;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" role="img" lang="${language}"`,
    ` font-family="Noto Sans Devanagari, Noto Sans, sans-serif"><title>${escaped(say(picture.name))}</title>`,
    `<path d="M0 0h${width}v${y}h-${width}z" fill="#fff"/>`,
    `<line x1="${markX}" y1="${first}" x2="${markX}" y2="${last}" stroke="#c8ccd3" stroke-width="3"/>`,
    ...marks,
    ...drawn,
    '</svg>',
  ].join('');
}
const ink = '#1c1f24';

type Line = readonly [text: string, colour: string];

/** What is said of a station below its title. */
function linesOf(station: Station, say: (text: Bilingual) => string): Line[] {
  const { voices, skipped, clock, consultation, lateMinutes, lateCounts, reminders } = station;
  const told = voices.filter(({ state, decision }) => state !== 'set-aside' || decision);
  const shown = told.slice(-6);
  const more = told.length - shown.length;
  const lines: Line[] = [
    ...(more > 0 ? [[`+${more}`, colours.pale] as const] : []),
    ...shown.flatMap((voice) => voiceLines(voice, say)),
  ];
  const tone = colours[lateMinutes === undefined ? toneOf(station) : 'bad'];
  const add = (parts: readonly (string | false | undefined)[]) => {
    const text = parts.filter((part) => part).join(' · ');
    if (text) lines.push([text, tone]);
  };
  add([skipped && say(leftOut[skipped])]);
  add([
    clock && (clock.dueAt ? `${say(words.due)} ${stamp(clock.dueAt)}` : say(words.noDeadline)),
    clock?.status === 'amber' && say(words.halfGone),
  ]);
  if (consultation) {
    const { asked, clock: term } = consultation;
    const late = term.status === 'red';
    const due = term.dueAt ? `${say(words.due)} ${stamp(term.dueAt)}` : say(words.noDeadline);
    lines.push([
      [`${say(words.out)}: ${say(asked)}`, due, late && say(words.overdue)]
        .filter(Boolean)
        .join(' · '),
      late ? colours.bad : ink,
    ]);
  }
  add([
    lateMinutes !== undefined && `${say(words.late)} ${timeOf(lateMinutes, lateCounts, say)}`,
    reminders > 0 && `${say(words.reminded)}\u00a0${reminders}`,
  ]);
  return lines;
}

/** Who it is, and below that what they said, and when. */
function voiceLines(voice: Voice, say: (text: Bilingual) => string): Line[] {
  const { post, rule, state, escalated, decision, at, by, ownPost, onBehalfOf } = voice;
  const { noteNo, standIns = [] } = voice;
  const inWhosePost = onBehalfOf && {
    hi: `${onBehalfOf.hi} की ओर से`,
    en: `on behalf of ${onBehalfOf.en ?? onBehalfOf.hi}`,
  };
  const named = [by, ownPost, inWhosePost ?? post].filter((each) => each !== undefined);
  const who = by ? named.map(say).join(', ') : say(post);
  const waits = state === 'asked';
  // The rule by which a post is waited for says all this itself; what is over is told in few words.
  const later = [
    escalated && say(words.asWell),
    state === 'set-aside' && say(words.noMore),
    ...standIns.map((each) => say(standing[each])),
  ];
  const said = [
    decision && say(saying[decision]),
    at && stamp(at),
    noteNo &&
      `${say(decision === 'return' || decision === 'reject' ? words.reason : words.note)}\u00a0${noteNo}`,
    ...(waits ? [rule && say(rule)] : later),
  ].filter((part) => typeof part === 'string');
  return [
    [waits ? `${say(words.waiting)}: ${who}` : who, ink],
    ...(said.length > 0 ? [[said.join(' · '), colours.pale] as const] : []),
  ];
}

function timeOf(
  minutes: number,
  counts: Station['lateCounts'],
  say: (text: Bilingual) => string,
): string {
  const [short, long] =
    counts === 'calendar' ? [words.allMinutes, words.allHours] : [words.minutes, words.hours];
  if (minutes < 60) return `${minutes} ${say(short)}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} ${say(long)}`;
}

/** Indian time, twenty-four hours. */
function stamp(at: string): string {
  const india = new Date(Date.parse(at) + 330 * 60_000).toISOString();
  return `${india.slice(8, 10)}.${india.slice(5, 7)}.${india.slice(0, 4)}\u00a0${india.slice(11, 16)}`;
}

/** About how wide a text is set, in units of its size: nothing here can measure a font. */
function breadthOf(text: string): number {
  let sum = 0;
  for (const letter of text) {
    if (/\s/.test(letter)) sum += 0.28;
    else if (/\p{Mn}/u.test(letter)) sum += letter === '\u094d' ? -0.2 : 0;
    else if (/\p{Mc}/u.test(letter)) sum += 0.3;
    else if (/[\u0900-\u097f]/.test(letter)) sum += 0.65;
    else if (/[.,:;·|()']/.test(letter)) sum += 0.33;
    else sum += /[A-Z\d]/.test(letter) ? 0.63 : 0.56;
  }
  return sum;
}

/** The lines of a text, none broader than `most` times its size; a word that is broader by itself is cut. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((each) => pieces(each, most))) {
    const longer = line ? `${line} ${word}` : word;
    if (line && breadthOf(longer) > most) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line].filter((each) => each !== '');
}

const graphemes = new Intl.Segmenter('hi', { granularity: 'grapheme' });
function pieces(word: string, most: number): string[] {
  if (breadthOf(word) <= most) return [word];
  const cut: string[] = [];
  let piece = '';
  for (const { segment } of graphemes.segment(word)) {
    if (piece && breadthOf(piece + segment) > most) {
      cut.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...cut, piece];
}

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
