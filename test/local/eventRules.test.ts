import { describe, expect, it } from 'vitest';
import { matches, unknownPatternParts } from '../../infra/local/events/eventPattern.ts';
import { parseSchedule } from '../../infra/local/events/schedule.ts';

describe('event patterns', () => {
  const event = { source: 'aws.s3', detail: { size: 12, key: 'scan/a.pdf', tags: ['a', 'b'] } };

  it.each([
    [{ source: ['aws.s3'] }, true],
    [{ source: ['aws.states'] }, false],
    [{ detail: { key: [{ prefix: 'scan/' }] } }, true],
    [{ detail: { key: [{ suffix: '.PDF' }] } }, false],
    [{ detail: { key: [{ 'equals-ignore-case': 'SCAN/A.PDF' }] } }, true],
    [{ detail: { tags: ['b'] } }, true],
    [{ detail: { size: [{ numeric: ['>', 10, '<=', 12] }] } }, true],
    [{ detail: { size: [{ numeric: ['>', 12] }] } }, false],
    [{ detail: { version: [{ exists: false }] } }, true],
    [{ detail: { key: [{ exists: false }] } }, false],
    [{ detail: { key: [{ 'anything-but': ['scan/a.pdf'] }] } }, false],
    [{ detail: { key: [{ 'anything-but': { prefix: 'other/' } }] } }, true],
    [{ detail: { key: { deeper: ['x'] } } }, false],
  ])('%j matches: %s', (pattern, expected) => {
    expect(unknownPatternParts(pattern)).toEqual([]);
    expect(matches(pattern, event)).toBe(expected);
  });

  it.each([
    [{ source: [{ wildcard: '*' }] }],
    [{ $or: [{ source: ['a'] }] }],
    [{ source: 'aws.s3' }],
    [{ detail: { size: [{ numeric: ['~', 3] }] } }],
  ])('names what it does not know in %j', (pattern) => {
    expect(unknownPatternParts(pattern)).not.toEqual([]);
  });
});

describe('schedules', () => {
  const after = new Date('2026-11-24T05:00:30Z');
  it.each([
    ['rate(1 minute)', '2026-11-24T05:01:30.000Z'],
    ['rate(2 days)', '2026-11-26T05:00:30.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-24T05:15:00.000Z'],
    ['cron(30 4 ? * MON-FRI *)', '2026-11-25T04:30:00.000Z'],
    ['cron(0 0 29 2 ? *)', '2028-02-29T00:00:00.000Z'],
  ])('%s is next due at %s', (expression, due) => {
    expect(parseSchedule(expression)?.(after)?.toISOString()).toBe(due);
  });

  it.each([
    'rate(0 minutes)',
    'cron(0 0 L * ? *)',
    'cron(0 0 1 * 2 *)',
    'cron(61 * * * ? *)',
    'at(x)',
  ])('does not pretend to know %s', (expression) =>
    expect(parseSchedule(expression)).toBeUndefined(),
  );
});
