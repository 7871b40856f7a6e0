/**
 * Conditions of routing, as data: they look at the few facts of a case on which an office's orders turn — the money, the
 * subject head, the kind of case — and at nothing else, so that a table of them can be read, checked and tried out.
 */
import * as z from 'zod';
import { DomainError } from './errors.ts';
import { asciiCode } from './text.ts';

/** What a condition may look at. Money is in whole rupees. */
export const CaseFacts = z
  .strictObject({
    amount: z.int().nonnegative().max(1_000_000_000_000).optional(),
    headCode: asciiCode(60),
    category: asciiCode(60).optional(),
  })
  .meta({ id: 'CaseFacts', description: 'The facts of a case; money in whole rupees.' });
export type CaseFacts = z.infer<typeof CaseFacts>;

/** The facts that a query names, in which an amount is text: whole rupees. */
export const factsIn = ({
  amount,
  category,
}: {
  readonly amount?: string | undefined;
  readonly category?: string | undefined;
}): Omit<CaseFacts, 'headCode'> => ({
  ...(amount !== undefined && { amount: Number(amount) }),
  ...(category !== undefined && { category }),
});

const Atom = z.union([
  z.strictObject({ amountAtLeast: z.int().positive() }),
  z.strictObject({ amountBelow: z.int().positive() }),
  /** The subject head's code begins so. */
  z.strictObject({ head: asciiCode(60) }),
  z.strictObject({ category: asciiCode(60) }),
]);
type Atom = z.infer<typeof Atom>;

/** Two storeys are enough for every order seen, and can be read aloud. */
const Clause = z.union([
  Atom,
  z.strictObject({ not: Atom }),
  z.strictObject({ any: z.array(Atom).min(1).max(10) }),
]);
export const Condition = z
  .union([Clause, z.strictObject({ all: z.array(Clause).min(1).max(10) })])
  .meta({
    id: 'RoutingCondition',
    description:
      'When a level is skipped or an authority is final: on the amount (whole rupees), the beginning of the ' +
      'subject head’s code, and the category of the case.',
  });
export type Condition = z.infer<typeof Condition>;

type Part = Condition | z.infer<typeof Clause>;

/**
 * Whether a condition holds of a case.
 * @throws facts-missing: it looks at an amount or a category that the case does not name. Silence is not zero.
 */
export function holds(condition: Part, facts: CaseFacts): boolean {
  if ('all' in condition) return condition.all.every((each) => holds(each, facts));
  if ('any' in condition) return condition.any.some((each) => holds(each, facts));
  if ('not' in condition) return !holds(condition.not, facts);
  if ('head' in condition) return facts.headCode.startsWith(condition.head);
  if ('category' in condition) return named(facts.category, 'category') === condition.category;
  const amount = named(facts.amount, 'amount');
  return 'amountAtLeast' in condition
    ? amount >= condition.amountAtLeast
    : amount < condition.amountBelow;
}

function named<T>(fact: T | undefined, name: string): T {
  if (fact === undefined) throw new DomainError('facts-missing', `The case names no ${name}.`);
  return fact;
}

/** The atoms of a condition, wherever they stand in it. */
export function atomsOf(condition: Part): Atom[] {
  if ('all' in condition) return condition.all.flatMap(atomsOf);
  if ('any' in condition) return condition.any.flatMap(atomsOf);
  if ('not' in condition) return [condition.not];
  return [condition];
}

/** Facts that a case must name so that every condition can be told, whatever order they are asked in. */
export function factsNeeded(conditions: readonly Condition[]): ('amount' | 'category')[] {
  const atoms = conditions.flatMap(atomsOf);
  const looksAt = (names: readonly string[]) =>
    atoms.some((atom) => names.some((name) => name in atom));
  return [
    ...(looksAt(['amountAtLeast', 'amountBelow']) ? (['amount'] as const) : []),
    ...(looksAt(['category']) ? (['category'] as const) : []),
  ];
}

/** @throws facts-missing unless the case names every fact that a condition looks at */
export function mustNameFacts(conditions: readonly Condition[], facts: CaseFacts): void {
  for (const fact of factsNeeded(conditions)) named(facts[fact], fact);
}

/** Of which heads the cases are, where not of every one, and which heads they are told apart by besides. */
interface Among {
  /** Beginnings of the heads' codes; none: every head. */
  readonly heads?: readonly string[];
  readonly told?: readonly string[];
}

/** Where the conditions cut: one amount, head and category of every kind that they can tell apart. */
function kindsOf(conditions: readonly Condition[], { heads = [], told = [] }: Among) {
  const atoms = conditions.flatMap(atomsOf);
  const cuts = atoms.flatMap((atom) =>
    'amountAtLeast' in atom
      ? [atom.amountAtLeast]
      : 'amountBelow' in atom
        ? [atom.amountBelow]
        : [],
  );
  const named = [...atoms.flatMap((atom) => ('head' in atom ? [atom.head] : [])), ...told];
  const within = named.filter((head) => heads.some((beginning) => head.startsWith(beginning)));
  return {
    amounts: new Set([0, ...cuts]),
    heads: new Set(heads.length > 0 ? [...heads, ...within] : ['?', ...named]),
    categories: new Set([
      '?',
      ...atoms.flatMap((atom) => ('category' in atom ? [atom.category] : [])),
    ]),
  };
}

/**
 * One case of every kind that the conditions can tell apart: between two cases of a kind no condition differs. A small
 * set, because each atom cuts in one place: it makes "is every case covered" and "can this rule ever win" exact.
 */
export function casesToldApart(conditions: readonly Condition[], among: Among = {}): CaseFacts[] {
  const { amounts, heads, categories } = kindsOf(conditions, among);
  return [...amounts].flatMap((amount) =>
    [...heads].flatMap((headCode) =>
      [...categories].map((category) => ({ amount, headCode, category })),
    ),
  );
}

/** How many cases the conditions tell apart, without making them. */
export function casesCounted(conditions: readonly Condition[], among: Among = {}): number {
  const { amounts, heads, categories } = kindsOf(conditions, among);
  return amounts.size * heads.size * categories.size;
}
