import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import type { Template } from './language.ts';
import { StatesError } from './statesError.ts';

/** The longest array that `$range` may make. The figure AWS uses. */
const MAX_RANGE_LENGTH = 1000;
const HASH_ALGORITHMS = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

const compiled = new Map<string, jsonata.Expression>();

/**
 * The expression inside `{% ... %}`, or undefined when the text is a plain string.
 * The markers must be the first and last characters, as on AWS.
 */
export function expressionIn(text: string): string | undefined {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}')
    ? text.slice(2, -2).trim()
    : undefined;
}

/**
 * Compiles an expression in the dialect of Step Functions: JSONata 2.0.6 with six functions more and one fewer.
 * @throws Error with a sentence that names the fault: a syntax error, or a use of `$eval`.
 */
export function compileExpression(source: string): jsonata.Expression {
  const known = compiled.get(source);
  if (known) return known;
  let expression: jsonata.Expression;
  try {
    expression = jsonata(source);
  } catch (error) {
    throw new Error(`The JSONata expression '${source}' is not valid: ${messageOf(error)}`);
  }
  if (usesEval(expression.ast())) {
    throw new Error(`The JSONata expression '${source}' uses $eval, which is not supported.`);
  }
  addFunctions(expression);
  compiled.set(source, expression);
  return expression;
}

/**
 * Evaluates every expression inside a template, at any depth, and leaves all other values as they are.
 * The result shares nothing with the bindings, so a later change to one cannot reach the other.
 * @param field where the template stands, for the error text: `Arguments/Payload`.
 * @throws StatesError `States.QueryEvaluationError`.
 */
export async function evaluateTemplate(
  template: Template,
  bindings: Record<string, unknown>,
  field: string,
): Promise<unknown> {
  if (typeof template === 'string') {
    const source = expressionIn(template);
    return source === undefined ? template : evaluateExpression(source, bindings, field);
  }
  if (Array.isArray(template)) {
    const values: unknown[] = [];
    for (const [index, member] of template.entries()) {
      values.push(await evaluateTemplate(member, bindings, `${field}[${index}]`));
    }
    return values;
  }
  if (template !== null && typeof template === 'object') {
    const entries: [string, unknown][] = [];
    for (const [key, member] of Object.entries(template)) {
      entries.push([key, await evaluateTemplate(member, bindings, `${field}/${key}`)]);
    }
    return Object.fromEntries(entries);
  }
  return template;
}

async function evaluateExpression(
  source: string,
  bindings: Record<string, unknown>,
  field: string,
): Promise<unknown> {
  const failure = (what: string) =>
    new StatesError(
      'States.QueryEvaluationError',
      `The JSONata expression '${source}' specified for the field '${field}' ${what}`,
    );
  let value: unknown;
  try {
    value = await compileExpression(source).evaluate(undefined, bindings);
  } catch (error) {
    throw failure(`threw an error during evaluation. ${messageOf(error)}`);
  }
  if (value === undefined) throw failure('returned nothing (undefined).');
  if (typeof value === 'function' || isLambda(value)) {
    throw failure('returned a function, which JSON cannot represent.');
  }
  const text = JSON.stringify(value);
  if (text === undefined) throw failure('returned an unsupported result type.');
  return JSON.parse(text);
}

function addFunctions(expression: jsonata.Expression): void {
  // JSONata checks the arguments against the signature before it calls, which is what makes the narrower types true.
  const add = (name: string, signature: string, body: (...values: never[]) => unknown) =>
    expression.registerFunction(name, body as (...values: unknown[]) => unknown, signature);
  add('uuid', '<:s>', () => randomUUID());
  add('parse', '<s:x>', (text: string) => JSON.parse(text));
  add('random', '<n?:n>', (seed?: number) => (seed === undefined ? Math.random() : seeded(seed)));
  add('hash', '<ss:s>', (text: string, algorithm: string) => {
    const name = HASH_ALGORITHMS.get(algorithm);
    if (!name) {
      throw new Error(`$hash knows ${[...HASH_ALGORITHMS.keys()].join(', ')}; not ${algorithm}.`);
    }
    return createHash(name).update(text, 'utf8').digest('hex');
  });
  add('partition', '<an:a<a>>', (values: unknown[], size: number) => {
    if (!(Number.isInteger(size) && size > 0)) {
      throw new Error('The chunk size of $partition must be a positive whole number.');
    }
    const chunks: unknown[][] = [];
    for (let at = 0; at < values.length; at += size) chunks.push(values.slice(at, at + size));
    return chunks;
  });
  add('range', '<nnn:a<n>>', (first: number, last: number, step: number) => {
    if (step === 0) throw new Error('The step of $range must not be zero.');
    const length = Math.floor((last - first) / step) + 1;
    if (length > MAX_RANGE_LENGTH) {
      throw new Error(`$range makes at most ${MAX_RANGE_LENGTH} numbers.`);
    }
    return Array.from({ length: Math.max(0, length) }, (_, index) => first + index * step);
  });
}

/** The first number of a small well-mixed generator (mulberry32), so that one seed always gives one number. */
function seeded(seed: number): number {
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
}

function usesEval(node: unknown): boolean {
  if (node === null || typeof node !== 'object') return false;
  const { type, value } = node as { type?: unknown; value?: unknown };
  if (type === 'variable' && value === 'eval') return true;
  return Object.values(node).some(usesEval);
}

function isLambda(value: unknown): boolean {
  return (
    value !== null &&
    typeof value === 'object' &&
    ('_jsonata_lambda' in value || '_jsonata_function' in value)
  );
}

/** JSONata throws plain objects for syntax errors and Error objects for others. */
function messageOf(error: unknown): string {
  return error !== null && typeof error === 'object' && 'message' in error
    ? String(error.message)
    : String(error);
}
