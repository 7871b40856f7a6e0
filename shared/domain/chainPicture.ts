/**
 * A chain as a picture: what happened, where it stands, what comes next and how late it is. The data is for programs; the
 * drawing is for people, and holds no script, no link and no style from elsewhere.
 */
import * as z from 'zod';
import { type Approval, type ApprovalLevel, ApprovalStatus, askedIn } from './approvalRecord.ts';
import { workingMinutesBetween } from './calendar.ts';
import { Purpose } from './chainTemplate.ts';
import { Name, type Policy } from './directory.ts';
import { Instant } from './ids.ts';
import type { Bilingual } from './text.ts';

export const purposeLabels: Readonly<Record<Purpose, Bilingual & { readonly en: string }>> = {
  examine: { hi: 'परीक्षण', en: 'Examine' },
  recommend: { hi: 'अनुशंसा', en: 'Recommend' },
  concur: { hi: 'सहमति', en: 'Concur' },
  advise: { hi: 'अभिमत', en: 'Advise' },
  approve: { hi: 'अनुमोदन', en: 'Approve' },
  sanction: { hi: 'स्वीकृति', en: 'Sanction' },
  sign: { hi: 'हस्ताक्षर', en: 'Sign' },
  inform: { hi: 'अवलोकन', en: 'Inform' },
};

export const Station = z
  .strictObject({
    no: z.int().nonnegative(),
    /** Nothing at the beginning: the post that began it. */
    purpose: Purpose.optional(),
    state: z.enum(['done', 'now', 'late', 'next', 'skipped', 'never']),
    /** Posts that were asked or are being asked; of a level to come, nobody knows yet. */
    posts: z.array(Name),
    /** Who decided, where it is over. */
    people: z.array(Name),
    at: Instant.optional(),
    dueAt: Instant.optional(),
    /** Working minutes beyond the time it had. */
    lateMinutes: z.int().nonnegative().optional(),
    reminders: z.int().nonnegative(),
  })
  .meta({ id: 'Station' });
export type Station = z.infer<typeof Station>;

export const ChainPicture = z
  .strictObject({ name: Name, status: ApprovalStatus, stations: z.array(Station) })
  .meta({ id: 'ChainPicture' });
export type ChainPicture = z.infer<typeof ChainPicture>;

export function pictureOf(
  approval: Approval,
  { at, policy }: { at: string; policy: Policy },
): ChainPicture {
  const { initiator, startedAt, revision, endedAt } = approval;
  const givenBackHere = revision?.to === 0;
  const first: Station = {
    no: 0,
    state: givenBackHere ? clocked(revision.dueAt, at) : 'done',
    posts: [initiator.post.designation],
    people: [initiator.name],
    at: startedAt,
    ...(givenBackHere && late(revision.dueAt, at, policy)),
    reminders: givenBackHere ? revision.reminders.length : 0,
  };
  return {
    name: approval.name,
    status: approval.status,
    stations: [
      first,
      ...approval.levels.map((level) => stationOf(level, approval, { at, policy, endedAt })),
    ],
  };
}

function stationOf(
  level: ApprovalLevel,
  { revision }: Approval,
  { at, policy, endedAt }: { at: string; policy: Policy; endedAt: string | undefined },
): Station {
  const { no, purpose, state, decidedAt, reminders } = level;
  const here = revision?.to === no;
  const open = here || state === 'active';
  const dueAt = here ? revision.dueAt : open ? level.dueAt : undefined;
  const shown = state === 'active' ? askedIn(level) : level.members.filter(counts);
  return {
    no,
    purpose,
    state: open
      ? clocked(dueAt, at)
      : state === 'decided'
        ? 'done'
        : state === 'skipped'
          ? 'skipped'
          : endedAt
            ? 'never'
            : 'next',
    posts: shown.map(({ post }) => post.designation),
    people: shown.flatMap(({ decidedBy }) => (decidedBy ? [decidedBy.name] : [])),
    ...(decidedAt && !open && { at: decidedAt }),
    ...late(dueAt, at, policy),
    reminders: here ? revision.reminders.length : reminders.length,
  };
}

const counts = ({ state }: { state: string }) => state === 'decided';
const clocked = (dueAt: string | undefined, at: string) =>
  dueAt !== undefined && at > dueAt ? 'late' : 'now';
const late = (dueAt: string | undefined, at: string, policy: Policy) =>
  dueAt === undefined
    ? {}
    : { dueAt, ...(at > dueAt && { lateMinutes: workingMinutesBetween(dueAt, at, policy) }) };

const row = 64;
const width = 720;
const colours: Readonly<Record<Station['state'], string>> = {
  done: '#1b7f4b',
  now: '#1f5fbf',
  late: '#b3261e',
  next: '#8a8f98',
  skipped: '#8a8f98',
  never: '#8a8f98',
};
const words: Readonly<Record<Station['state'], Bilingual & { readonly en: string }>> = {
  done: { hi: 'हो चुका', en: 'done' },
  now: { hi: 'अभी यहाँ', en: 'here now' },
  late: { hi: 'विलंबित', en: 'late' },
  next: { hi: 'आगे', en: 'to come' },
  skipped: { hi: 'छोड़ा गया', en: 'left out' },
  never: { hi: 'नहीं पूछा गया', en: 'not asked' },
};
const beginning = { hi: 'आरंभ', en: 'Begun' };

/**
 * The picture as SVG: one line from top to bottom, a station a level. Colour says nothing that the words do not.
 * @param language of the words; names are given in it where there are any
 */
export function svgOf(picture: ChainPicture, language: 'hi' | 'en'): string {
  const { stations } = picture;
  const height = stations.length * row + 16;
  const inWords = (name: Bilingual) => escaped(name[language] ?? name.hi);
  // Two names stand in a line; more are counted.
  const few = (names: readonly Bilingual[]) =>
    names.slice(0, 2).map(inWords).join(', ') + (names.length > 2 ? ` +${names.length - 2}` : '');
  const last = (stations.length - 1) * row + 32;
  const drawn = stations.map((station, index) => {
    const y = index * row + 32;
    const { state, purpose, posts, people, at, dueAt, lateMinutes, reminders } = station;
    const colour = colours[state];
    const title = inWords(purpose ? purposeLabels[purpose] : beginning);
    const who = few(people.length > 0 ? people : posts);
    const when = [
      inWords(words[state]),
      posts.length > 0 && people.length > 0 && few(posts),
      at && stamp(at),
      dueAt && `${language === 'hi' ? 'नियत' : 'due'} ${stamp(dueAt)}`,
      lateMinutes !== undefined &&
        (language === 'hi'
          ? `${lateMinutes} कार्य मिनट अधिक`
          : `${lateMinutes} working minutes over`),
      reminders > 0 && (language === 'hi' ? `स्मरण ${reminders}` : `reminded ${reminders}`),
    ].filter((each): each is string => typeof each === 'string' && each.length > 0);
    const hollow = state === 'next' || state === 'skipped' || state === 'never';
    return [
      `<circle cx="24" cy="${y}" r="9" fill="${hollow ? '#fff' : colour}" stroke="${colour}" stroke-width="3"/>`,
      `<text x="48" y="${y - 2}" font-size="16" font-weight="600" fill="#1c1f24">${title}${who && ` · ${who}`}</text>`,
      `<text x="48" y="${y + 18}" font-size="13" fill="${colour === '#8a8f98' ? '#555b65' : colour}">${when.join(' · ')}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" lang="${language}"`,
    ` font-family="Noto Sans Devanagari, Noto Sans, sans-serif"><title>${inWords(picture.name)}</title>`,
    `<line x1="24" y1="32" x2="24" y2="${last}" stroke="#c8ccd3" stroke-width="3"/>`,
    ...drawn,
    '</svg>',
  ].join('');
}

/** Indian time, twenty-four hours. */
function stamp(at: string): string {
  const india = new Date(Date.parse(at) + 330 * 60_000).toISOString();
  return `${india.slice(8, 10)}.${india.slice(5, 7)}.${india.slice(0, 4)} ${india.slice(11, 16)}`;
}

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
