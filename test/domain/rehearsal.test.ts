import { describe, expect, it } from 'vitest';
import { type Approval, decide, openLevel, startApproval } from '../../shared/domain/approval.ts';
import type { Template } from '../../shared/domain/chainTemplate.ts';
import type { File } from '../../shared/domain/file.ts';
import { rehearse } from '../../shared/domain/rehearsal.ts';
import { aChain, aChart } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, officer, policy, post } from '../support/officers.ts';

const usernames = ['rajasv1', 'deputy', 'deputy2', 'samyukt', 'adm', 'collector'];
const chart = aChart();
const content = { hash: 'a'.repeat(64) };

/** Whom the chain really asks when everybody agrees. */
function walked(template: Template, by: string) {
  const begun = startApproval(aFile(by), template, undefined, officer(by), {
    at,
    policy,
    facts: { amount: 10 },
    content,
  });
  let standing: { record: File; approval: Approval } = begun;
  for (const { no } of begun.approval.levels) {
    const opened = openLevel(standing.record, standing.approval, { chart, at, policy });
    if (!opened) break;
    standing = opened;
    for (const { post: asked, state } of opened.approval.levels.flatMap(({ members }) => members)) {
      const who = usernames.find((username) => post(username).id === asked.id);
      const level = standing.approval.levels.find(({ state: now }) => now === 'active');
      if (state !== 'asked' || !who || !level) continue;
      standing = decide(
        standing.record,
        standing.approval,
        { level: level.no, decision: level.purpose, contentHash: content.hash },
        officer(who),
        { at, policy, noteId: `nte_01K0000000000000000000${no}00${1 + no}` },
      );
    }
  }
  expect(standing.approval.status).toBe('approved');
  return standing.approval.levels.map(({ members, skipped }) => ({
    asked: members.map((member) => member.post.id),
    skipped,
  }));
}

const [recommending, concurring] = aChain().levels;
if (!recommending || !concurring) throw new Error('The chain has two levels.');
const sideBySide: Template = aChain({
  levels: [
    { ...recommending, who: ['deputy', 'deputy2'].map((each) => ({ post: post(each).id })) },
    { ...concurring, skipWhen: { amountBelow: 50 } },
    { ...concurring, who: [{ post: post('samyukt').id }] },
  ],
});

describe('a chain tried out', () => {
  it.each<[string, Template, string]>([
    ['a straight chain', aChain(), 'rajasv1'],
    ['a chain whose beginner would be asked', aChain(), 'deputy'],
    ['one with a level side by side and one left out', sideBySide, 'rajasv1'],
  ])('says of %s whom it would really ask', (_, template, by) => {
    const told = rehearse(aFile(by), template, { amount: 10 }, officer(by), { chart, at, policy });
    expect(
      told.map(({ asked, skipped }) => ({ asked: asked.map((each) => each.post.postId), skipped })),
    ).toEqual(walked(template, by));
  });

  it('says by when at the latest, and under which power it is decided', () => {
    const told = rehearse(aFile('rajasv1'), aChain(), {}, officer('rajasv1'), {
      chart,
      at,
      policy,
    });
    const seconds = told.map(({ dueAt }) => (Date.parse(dueAt ?? '') - Date.parse(at)) / 1000);
    expect(seconds).toEqual([120, 123, 243]);
    expect(told[2]?.power).toBe('कार्य विभाजन आदेश 101/स्था./2026-27');
  });

  it('of paper is no other than of a file on the screen', () => {
    const paper = aFile('rajasv1', { nature: 'physical' });
    const on = { chart, at, policy };
    expect(rehearse(paper, aChain(), {}, officer('rajasv1'), on)).toEqual(
      rehearse(aFile('rajasv1'), aChain(), {}, officer('rajasv1'), on),
    );
  });

  it('that could not begin is refused as its beginning is', () => {
    expect(() =>
      rehearse(aFile('rajasv1'), sideBySide, {}, officer('rajasv1'), { chart, at, policy }),
    ).toThrow(expect.objectContaining({ code: 'facts-missing' }));
  });
});
