import { describe, expect, it } from 'vitest';
import { decide, openLevel, startApproval } from '../../shared/domain/approval.ts';
import { svgOf } from '../../shared/domain/chainDrawing.ts';
import { ChainPicture } from '../../shared/domain/chainPicture.ts';
import { pictureOf } from '../../shared/domain/chainPicturing.ts';
import { postRef } from '../../shared/domain/directory.ts';
import { aChain, aChart } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, officer, policy, post } from '../support/officers.ts';

const chart = aChart();
const later = (seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();
const hash = 'a'.repeat(64);
const noteId = 'nte_01K00000000000000000000009';

const begun = startApproval(aFile(), aChain(), undefined, officer('rajasv1'), {
  at,
  policy,
  facts: {},
  content: { hash },
});
const first = openLevel(begun.record, begun.approval, { chart, at, policy });
if (!first) throw new Error('The first level opens.');
const decided = (decision: 'recommend' | 'return' | 'reject') => {
  const said = decide(
    first.record,
    first.approval,
    { level: 1, decision, remarks: ['कारण'], contentHash: hash },
    officer('deputy'),
    { at: later(60), policy, noteId },
  );
  return openLevel(said.record, said.approval, { chart, at: later(60), policy }) ?? said;
};
const shown = (approval: Parameters<typeof pictureOf>[0], when: string) => {
  const picture = pictureOf(approval, { at: when, policy });
  expect(ChainPicture.parse(picture)).toEqual(picture);
  return picture.stations.map(({ state }) => state);
};

/** The words of a drawing, as somebody reads them. */
const plain = (svg: string) =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)]
    .map(([, text]) => text)
    .join(' ')
    .replaceAll('\u00a0', ' ');

describe('the picture of a chain', () => {
  it('shows what is done, what is asked now, what is late and what is to come', () => {
    expect(shown(begun.approval, at)).toEqual(['done', 'next', 'next', 'next']);
    expect(shown(first.approval, later(1))).toEqual(['done', 'now', 'next', 'next']);
    const second = decided('recommend').approval;
    expect(shown(second, later(61))).toEqual(['done', 'done', 'now', 'next']);
    // Its second level has three seconds.
    expect(shown(second, later(64))).toEqual(['done', 'done', 'late', 'next']);
    expect(pictureOf(second, { at: later(603), policy }).stations[2]).toMatchObject({
      lateMinutes: 9,
      clock: { status: 'red' },
      voices: [{ state: 'asked', post: { en: 'Additional Collector' } }],
    });
    expect(shown(decided('return').approval, later(61))).toEqual(['now', 'next', 'next', 'next']);
    const rejected = decided('reject').approval;
    expect(shown(rejected, later(61))).toEqual(['done', 'refused', 'never', 'never']);
  });

  it('tells that a decision was reversed since [row 88]', () => {
    const { approval } = decided('reject');
    const by = { ...approval, reversedBy: approval.id.replace(/-1$/, '-2') };
    const picture = pictureOf(by, { at, policy });
    expect(ChainPicture.parse(picture).reversedBy).toBe(by.reversedBy);
    expect(plain(svgOf(picture, 'hi'))).toContain('बाद में पलटा गया');
    expect(plain(svgOf(picture, 'en'))).toContain('reversed since');
    expect(plain(svgOf(pictureOf(approval, { at, policy }), 'hi'))).not.toContain('पलटा');
  });

  it('tells who said what, on whose behalf, what counts no more, and why a level was left out', () => {
    const given = decided('return').approval;
    const onBehalfOf = postRef(post('samyukt'));
    const ownPost = postRef(post('deputy'));
    const [level, next, last] = given.levels;
    if (!level || !next || !last) throw new Error('The chain has three levels.');
    const told = {
      ...given,
      levels: [
        {
          ...level,
          members: level.members.map((each) => ({
            ...each,
            standIns: ['link-officer' as const],
            decidedBy: {
              personId: officer('deputy').personId,
              name: officer('deputy').name,
              ownPost,
              onBehalfOf,
            },
          })),
        },
        { ...next, state: 'skipped' as const, skipped: 'same-person' as const },
        last,
      ],
    };
    const { stations } = pictureOf(told, { at: later(62), policy });
    expect(stations[0]).toMatchObject({ state: 'now', clock: { since: later(60) } });
    expect(stations[1]).toMatchObject({
      state: 'next',
      voices: [
        {
          state: 'set-aside',
          decision: 'return',
          at: later(60),
          by: { en: 'Deepak Namuna' },
          onBehalfOf: { en: 'Joint Collector' },
        },
      ],
    });
    expect(stations[2]).toMatchObject({ state: 'skipped', skipped: 'same-person', voices: [] });
    const svg = (language: 'hi' | 'en') =>
      plain(svgOf(pictureOf(told, { at: later(62), policy }), language));
    expect(svg('hi')).toContain('दीपक नमूना, डिप्टी कलेक्टर (राजस्व), संयुक्त कलेक्टर की ओर से वापस किया');
    expect(svg('hi')).toContain('वही अधिकारी पहले कार्यवाही कर चुके');
    expect(svg('en')).toContain('on behalf of Joint Collector gave it back');
    expect(svg('en')).toContain('counts no more');
  });

  it('says by how much a level was late that is over, and nothing of one that has no deadline', () => {
    const second = decided('recommend').approval;
    const [first_, second_, ...rest] = second.levels;
    if (!first_ || !second_) throw new Error('The chain has three levels.');
    const over = { ...first_, dueAt: at, decidedAt: later(3600) };
    const { dueAt: _none, ...undated } = second_;
    const { stations } = pictureOf(
      { ...second, levels: [over, undated, ...rest] },
      { at: later(400 * 86_400), policy },
    );
    expect(stations[1]).toMatchObject({ state: 'done', lateMinutes: 60 });
    expect(stations[2]).toMatchObject({ state: 'now', clock: { dueAt: null, status: null } });
    expect(stations[2]).not.toHaveProperty('lateMinutes');
  });

  it('counts how late a level is as the level counts: each hour, or those of the office', () => {
    const second = decided('recommend').approval;
    const station = (when: string, deadline: object, dueAt: string) => {
      const levels = second.levels.map((each) =>
        each.no === 2 ? { ...each, dueAt, deadline: deadline as typeof each.deadline } : each,
      );
      const picture = pictureOf({ ...second, levels }, { at: when, policy });
      expect(ChainPicture.parse(picture)).toEqual(picture);
      return { station: picture.stations[2], hindi: plain(svgOf(picture, 'hi')) };
    };
    // A closed Saturday: nothing of the office's time, two hours by the clock.
    const due = '2026-11-28T06:00:00.000Z';
    const twoHours = '2026-11-28T08:00:00.000Z';
    const elapsed = station(twoHours, { elapsedSeconds: 60 }, due);
    expect(elapsed.station).toMatchObject({ lateMinutes: 120, lateCounts: 'calendar' });
    expect(elapsed.hindi).toContain('विलंब 2:00 घंटे');
    const working = station(twoHours, { workingMinutes: 60 }, due);
    expect(working.station).toMatchObject({ state: 'late' });
    expect(working.station).not.toHaveProperty('lateMinutes');
    const monday = station('2026-11-30T06:00:00.000Z', { workingMinutes: 60 }, due);
    expect(monday.station).toMatchObject({ lateMinutes: 90, lateCounts: 'working' });
    expect(monday.hindi).toContain('विलंब 1:30 कार्य घंटे');
  });

  it('says to whom the file is out for an opinion, and by when; with nobody it is not out', () => {
    const consultation = {
      askedBy: postRef(post('deputy')),
      asked: postRef(post('samyukt')),
      askedAt: later(60),
      dueAt: later(3600),
    };
    const shownAt = (when: string, out: object) => {
      const file = { consultation: { ...consultation, ...out } };
      const picture = pictureOf(first.approval, { at: when, policy }, file);
      expect(ChainPicture.parse(picture)).toEqual(picture);
      expect(picture.stations.filter((each) => each.consultation)).toHaveLength(1);
      const words = (language: 'hi' | 'en') => plain(svgOf(picture, language));
      return { station: picture.stations[1], hindi: words('hi'), english: words('en') };
    };
    const open = shownAt(later(120), {});
    expect(open.station?.consultation).toMatchObject({
      asked: { en: 'Joint Collector' },
      askedBy: { en: 'Deputy Collector (Revenue)' },
      clock: { since: later(60), dueAt: later(3600), status: 'green' },
    });
    expect(open.hindi).toContain('नस्ती अभिमत हेतु: संयुक्त कलेक्टर · नियत 23.11.2026 12:30');
    expect(open.english).toContain('file is out for an opinion: Joint Collector');
    expect(open.english).not.toContain('overdue');
    expect(shownAt(later(3700), {}).english).toContain('overdue');
    expect(shownAt(later(3700), {}).hindi).toContain('समय बीता');
    expect(shownAt(later(3700), { dueAt: undefined }).hindi).toContain('कोई समय-सीमा नहीं');
    const back = pictureOf(first.approval, { at: later(120), policy }, {});
    expect(back.stations[1]).not.toHaveProperty('consultation');
    const over = decided('reject').approval;
    const { stations } = pictureOf(over, { at: later(120), policy }, { consultation });
    expect(stations.filter((each) => each.consultation)).toEqual([]);
  });

  it('names the note that says why it was given back, rejected or agreed to', () => {
    for (const decision of ['return', 'reject', 'recommend'] as const) {
      const { approval } = decided(decision);
      const picture = pictureOf(approval, { at: later(62), policy });
      const [voice] = picture.stations[1]?.voices ?? [];
      const noteNo = approval.levels[0]?.members[0]?.noteNo;
      expect(noteNo).toBeGreaterThan(0);
      expect(voice).toMatchObject({ decision, noteNo });
      const reason = decision !== 'recommend';
      expect(plain(svgOf(picture, 'hi'))).toContain(`${reason ? 'कारण: ' : ''}टीप ${noteNo}`);
      expect(plain(svgOf(picture, 'en'))).toContain(`${reason ? 'reason: ' : ''}note ${noteNo}`);
    }
  });

  it('is drawn in both languages, and says in words and signs what its colours say', () => {
    const picture = pictureOf(decided('recommend').approval, { at: later(64), policy });
    const hindi = plain(svgOf(picture, 'hi'));
    for (const word of [
      'अनुशंसा',
      'सहमति',
      'विलंबित',
      'आगे',
      '23.11.2026 11:31',
      'प्रतीक्षा: अपर कलेक्टर',
    ]) {
      expect(hindi).toContain(word);
    }
    expect(hindi).not.toMatch(/[A-Za-z]{3,}/);
    const english = plain(svgOf(picture, 'en'));
    for (const word of ['Recommend', 'late', 'to come', 'Deepak']) expect(english).toContain(word);
    // Without any colour no two states look alike.
    const [base] = picture.stations;
    if (!base) throw new Error('A chain begins somewhere.');
    const signs = (['done', 'refused', 'now', 'late', 'next', 'skipped', 'never'] as const).map(
      (state) => {
        const { stations: _all, ...rest } = picture;
        const svg = svgOf({ ...rest, stations: [{ ...base, voices: [], state }] }, 'hi');
        return svg.replace(/#[0-9a-f]{6}\b/g, '').replace(/<text.*<\/text>/, '');
      },
    );
    expect(new Set(signs).size).toBe(signs.length);
  });

  it('breaks what is longer than a line, and leaves nothing out', () => {
    const picture = pictureOf(first.approval, { at, policy });
    const long = 'मुख्य कार्यपालन अधिकारी एवं अतिरिक्त प्रभारी अधिकारी जिला पंचायत '.repeat(3).trim();
    const [, station] = picture.stations;
    if (!station) throw new Error('A chain has a level.');
    const svg = svgOf(
      { ...picture, stations: [{ ...station, voices: [{ post: { hi: long }, state: 'asked' }] }] },
      'hi',
    );
    const lines = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? '');
    expect(plain(svg)).toContain(long);
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(60);
    const unbroken = svgOf({ ...picture, name: { hi: 'क'.repeat(120) } }, 'hi');
    expect(plain(unbroken).replaceAll(' ', '')).toContain('क'.repeat(120));
  });

  it('lets no name become markup', () => {
    const picture = pictureOf(first.approval, { at, policy });
    const name = { hi: '<script>alert("१")</script>&' };
    const svg = svgOf(
      {
        ...picture,
        name,
        stations: picture.stations.map((each) => ({
          ...each,
          voices: [{ post: name, by: name, onBehalfOf: name, state: 'decided' as const }],
        })),
      },
      'hi',
    );
    expect(svg).not.toContain('<script');
    expect(svg.match(/<(?!\/?(svg|title|line|circle|text|path)[ >])/g)).toBeNull();
  });
});
