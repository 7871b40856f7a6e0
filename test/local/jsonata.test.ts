import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../infra/local/stepFunctions/checkDefinition.ts';
import { compileExpression, evaluateTemplate } from '../../infra/local/stepFunctions/jsonata.ts';

const bindings = { states: { input: { name: 'राम', ages: [40, 7], nested: null } }, level: 2 };
const evaluate = (template: unknown) => evaluateTemplate(template, bindings, 'Output');

describe('expressions', () => {
  it('are evaluated at any depth, and plain values stay as they are', async () => {
    const template = { a: ['{% $level + 1 %}', 'plain', 4], b: { c: '{% $states.input.name %}' } };
    expect(await evaluate(template)).toEqual({ a: [3, 'plain', 4], b: { c: 'राम' } });
  });

  it('need their markers at the very ends of the string', async () => {
    expect(await evaluate(' {% $level %}')).toBe(' {% $level %}');
    const machine = machineWith(' {% $level %}');
    expect(checkDefinition('M', machine).join()).toContain('must begin with {% and end with %}');
  });

  it('may give null but not nothing', async () => {
    expect(await evaluate('{% $states.input.nested %}')).toBeNull();
    await expect(evaluate({ who: '{% $states.input.missing %}' })).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringMatching(/'Output\/who' returned nothing \(undefined\)/),
    });
  });

  it('may not give a function', async () => {
    await expect(evaluate('{% function($x){ $x } %}')).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
    });
    await expect(evaluate('{% $sum %}')).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });

  it('share nothing with the variables they came from', async () => {
    const held = { list: { of: [1] } };
    const result = (await evaluateTemplate('{% $list %}', held, 'Output')) as { of: number[] };
    result.of.push(2);
    expect(held.list.of).toEqual([1]);
  });

  it('tell what went wrong', async () => {
    await expect(evaluate(`{% $error('no chain') %}`)).rejects.toMatchObject({
      cause: expect.stringContaining('no chain'),
    });
  });
});

describe('the dialect', () => {
  it.each(['$a ?? 1', '$a ?: 1', '$eval("1")', '$x ~> $eval', '($f := $eval; 1)', '1 +'])(
    'refuses %s',
    (source) => {
      expect(() => compileExpression(source)).toThrow(/JSONata expression/);
      expect(checkDefinition('M', machineWith(`{% ${source} %}`))).toHaveLength(1);
    },
  );

  it('has the six functions of Step Functions', async () => {
    expect(await evaluate(`{% $parse('{"a":[1,2]}') %}`)).toEqual({ a: [1, 2] });
    expect(await evaluate('{% $uuid() %}')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(await evaluate(`{% $hash('abc', 'SHA-1') %}`)).toBe(
      'a9993e364706816aba3e25717850c26c9cd0d89d',
    );
    expect(await evaluate('{% $partition([1..5], 2) %}')).toEqual([[1, 2], [3, 4], [5]]);
    expect(await evaluate('{% $range(0, 10, 5) %}')).toEqual([0, 5, 10]);
    expect(await evaluate('{% $range(3, 1, -1) %}')).toEqual([3, 2, 1]);
    const [first, second, other] = (await evaluate(
      '{% [$random(7), $random(7), $random(8)] %}',
    )) as number[];
    expect(first).toBe(second);
    expect(first).not.toBe(other);
    expect(await evaluate('{% $random() < 1 %}')).toBe(true);
  });

  it.each([
    `$hash('abc')`,
    `$hash('abc', 'CRC32')`,
    '$partition([1], 0)',
    '$range(0, 5, 0)',
    '$range(1, 5000, 1)',
    `$parse('{')`,
  ])('refuses %s as AWS does', async (source) => {
    await expect(evaluate(`{% ${source} %}`)).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
    });
  });
});

const machineWith = (output: string) =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Only',
    States: { Only: { Type: 'Pass', Output: output, End: true } },
  });
