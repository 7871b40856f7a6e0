/**
 * EventBridge event patterns, as rules and event source filters use them.
 *
 * Known: nested fields, lists of alternatives, exact values, `prefix`, `suffix`, `equals-ignore-case`, `exists`,
 * `anything-but` (values, prefix, suffix) and `numeric`. {@link unknownPatternParts} names anything else, so that a
 * pattern is never matched on a guess.
 */
export type Pattern = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether the event satisfies every field of the pattern. */
export function matches(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const value = isObject(event) ? event[field] : undefined;
    if (!Array.isArray(wanted)) return isObject(wanted) && matches(wanted, value);
    const values = Array.isArray(value) ? value : [value];
    return wanted.some((test) => values.some((each) => satisfies(test, each)));
  });
}

function satisfies(test: unknown, value: unknown): boolean {
  if (!isObject(test)) return test === value;
  const [[comparison, operand] = []] = Object.entries(test);
  switch (comparison) {
    case 'exists':
      return (value !== undefined) === operand;
    case 'prefix':
      return typeof value === 'string' && value.startsWith(String(operand));
    case 'suffix':
      return typeof value === 'string' && value.endsWith(String(operand));
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase();
    case 'anything-but':
      if (value === undefined) return false;
      return isObject(operand)
        ? !satisfies(operand, value)
        : ![operand].flat().some((each) => each === value);
    case 'numeric':
      return typeof value === 'number' && inRange(operand as (string | number)[], value);
    default:
      return false;
  }
}

function inRange(comparisons: readonly (string | number)[], value: number): boolean {
  for (let index = 0; index < comparisons.length; index += 2) {
    const bound = Number(comparisons[index + 1]);
    const holds = {
      '=': value === bound,
      '<': value < bound,
      '<=': value <= bound,
      '>': value > bound,
      '>=': value >= bound,
    }[String(comparisons[index])];
    if (!holds) return false;
  }
  return true;
}

/** Sentences naming what in a pattern {@link matches} does not know. Empty when the whole pattern is known. */
export function unknownPatternParts(pattern: unknown, path = 'the pattern'): string[] {
  if (!isObject(pattern)) return [`${path} is not an object`];
  return Object.entries(pattern).flatMap(([field, wanted]) => {
    const here = `${path}.${field}`;
    if (field.startsWith('$')) return [`${here} is not known`];
    if (isObject(wanted)) return unknownPatternParts(wanted, here);
    if (!Array.isArray(wanted)) return [`${here} is not a list of alternatives`];
    return wanted.flatMap((test) => unknownTest(test, here));
  });
}

function unknownTest(test: unknown, path: string): string[] {
  if (Array.isArray(test)) return [`${path} has a list within its list`];
  if (!isObject(test)) return [];
  const [[comparison = '', operand] = [], ...more] = Object.entries(test);
  if (more.length) return [`${path} has two comparisons in one test`];
  switch (comparison) {
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
      return typeof operand === 'string' ? [] : [`${path} ${comparison} is not a text`];
    case 'exists':
      return typeof operand === 'boolean' ? [] : [`${path} exists is neither true nor false`];
    case 'numeric':
      return knownNumeric(operand) ? [] : [`${path} has a numeric comparison that is not known`];
    case 'anything-but':
      if (!isObject(operand)) return [];
      return ['prefix', 'suffix'].includes(Object.keys(operand)[0] ?? '')
        ? unknownTest(operand, path)
        : [`${path} has an anything-but that is not known`];
    default:
      return [`${path} compares by ${comparison}, which is not known`];
  }
}

const knownNumeric = (operand: unknown): boolean =>
  Array.isArray(operand) &&
  operand.length > 0 &&
  operand.length % 2 === 0 &&
  operand.every((each, index) =>
    index % 2 ? typeof each === 'number' : ['=', '<', '<=', '>', '>='].includes(String(each)),
  );
