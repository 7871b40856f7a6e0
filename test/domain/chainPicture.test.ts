import { describe, expect, it } from 'vitest';
import { decide, openLevel, startApproval } from '../../shared/domain/approval.ts';
import { ChainPicture, pictureOf, svgOf } from '../../shared/domain/chainPicture.ts';
import { aChain, aChart } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, officer, policy } from '../support/officers.ts';

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
      people: [],
    });
    expect(shown(decided('return').approval, later(61))).toEqual(['now', 'next', 'next', 'next']);
    expect(shown(decided('reject').approval, later(61))).toEqual([
      'done',
      'done',
      'never',
      'never',
    ]);
  });

  it('is drawn in both languages, and says in words what its colours say', () => {
    const picture = pictureOf(decided('recommend').approval, { at: later(64), policy });
    const hindi = svgOf(picture, 'hi');
    for (const word of ['अनुशंसा', 'सहमति', 'विलंबित', 'आगे', '23.11.2026 11:31']) {
      expect(hindi).toContain(word);
    }
    expect(hindi).not.toMatch(/[A-Za-z]{4,} ·/);
    const english = svgOf(picture, 'en');
    for (const word of ['Recommend', 'late', 'to come', 'Deepak']) expect(english).toContain(word);
  });

  it('lets no name become markup', () => {
    const picture = pictureOf(first.approval, { at, policy });
    const name = { hi: '<script>alert("१")</script>&' };
    const svg = svgOf(
      {
        ...picture,
        name,
        stations: picture.stations.map((each) => ({ ...each, posts: [name], people: [name] })),
      },
      'hi',
    );
    expect(svg).not.toContain('<script');
    expect(svg.match(/<(?!\/?(svg|title|line|circle|text)[ >])/g)).toBeNull();
  });
});
