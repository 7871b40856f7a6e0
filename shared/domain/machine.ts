/**
 * State machines as data. One table an entity says which events exist, from which states, and what refuses them;
 * the rules, the API's problems, the OpenAPI text, the documentation and the buttons of the portal all read it.
 * Only listed transitions exist.
 */
import { type Capability, can, type Officer } from './directory.ts';
import { DomainError, type DomainErrorCode, type Told } from './errors.ts';
import type { Action } from './policy.ts';
import type { Bilingual } from './text.ts';

/** A condition of a transition, by the code under which it refuses. */
export interface Guard<Subject, Input> {
  readonly code: DomainErrorCode;
  /** What must hold, for whoever reads the table. */
  readonly rule: string;
  readonly refuses: (subject: Subject, input: Input) => boolean;
  /** What to tell whoever is refused, where the rule alone does not say what is wrong. */
  readonly detail?: (subject: Subject, input: Input) => Told;
  /** It looks at what a request says: without one nobody can tell. */
  readonly onRequest?: true;
}

export interface Transition<State extends string, Subject, Input> {
  /** What people call it; the label of its button. */
  readonly label: Bilingual & { readonly en: string };
  /** States it may happen in. Nothing: it makes the entity. */
  readonly from: readonly State[];
  /** States it may lead to. Nothing: the state stays as it is. */
  readonly to: readonly State[];
  /** The action of the decision table that it is, and the capability that the post needs for it besides. */
  readonly who?: { readonly action: Action; readonly capability?: Capability };
  /** Checked in order; the first that refuses speaks. */
  readonly guards: readonly Guard<Subject, Input>[];
}

// biome-ignore lint/suspicious/noExplicitAny: each event has an input of its own, which `check` gives back to it
type Transitions<State extends string, Subject> = Record<string, Transition<State, Subject, any>>;

export interface Machine<
  State extends string,
  Subject extends { readonly status: State },
  T extends Transitions<State, Subject>,
> {
  readonly entity: Bilingual & { readonly en: string };
  /** Each state with what it answers to an event that it does not know. */
  readonly states: Readonly<
    Record<State, { readonly label: Bilingual; readonly refuses: DomainErrorCode }>
  >;
  readonly transitions: T;
}
// biome-ignore lint/suspicious/noExplicitAny: any machine, for what only reads its table
export type AnyMachine = Machine<any, any, any>;

/** Declares a machine; the subject's type is said, the rest follows from the table. */
export const machineOf =
  <Subject extends { readonly status: string }>() =>
  <const T extends Transitions<Subject['status'], Subject>>(
    machine: Machine<Subject['status'], Subject, T>,
  ): Machine<Subject['status'], Subject, T> =>
    machine;

type InputOf<T> = T extends { guards: readonly Guard<never, infer Input>[] } ? Input : never;

/**
 * Lets an event through, or refuses it: first by the state, then by the guards in order.
 * @throws DomainError with the code of the state or of the first guard that refuses
 */
export function check<
  State extends string,
  Subject extends { readonly status: State },
  T extends Transitions<State, Subject>,
  Event extends keyof T & string,
>(
  machine: Machine<State, Subject, T>,
  event: Event,
  subject: Subject,
  input: InputOf<T[Event]>,
): void {
  const transition = machine.transitions[event];
  if (!transition) throw new RangeError(`There is no event ${event}.`);
  if (!transition.from.includes(subject.status)) {
    throw refusedByState(machine, event, subject.status);
  }
  for (const guard of transition.guards) {
    if (!guard.refuses(subject, input)) continue;
    throw new DomainError(guard.code, guard.detail?.(subject, input) ?? guard.rule);
  }
}

/** Several things that are wrong, each told once. */
export const joined = (told: readonly Told[]): Told => ({
  hi: [...new Set(told.map(({ hi }) => hi))].join(' '),
  en: [...new Set(told.map(({ en }) => en))].join(' '),
});

/** Lets an event through that makes the entity, which is in no state yet. @throws DomainError of the first guard that refuses */
export function checkNew(machine: AnyMachine, event: string, input: unknown): void {
  const { guards } = transitionOf(machine, event) as Transition<string, unknown, unknown>;
  for (const guard of guards) {
    if (guard.refuses(undefined, input)) throw new DomainError(guard.code, guard.rule);
  }
}

/**
 * Some guards of an event, for an act that is done as part of another and answers for the rest of them there.
 * @throws DomainError with the code of the state or of the first guard that refuses
 */
export function mustHold<Subject extends { readonly status: string }, Input>(
  machine: AnyMachine,
  event: string,
  subject: Subject,
  guards: readonly Guard<Subject, Input>[],
  input: Input,
): void {
  const { from } = transitionOf(machine, event);
  if (!from.includes(subject.status)) throw refusedByState(machine, event, subject.status);
  for (const guard of guards) {
    if (guard.refuses(subject, input)) throw new DomainError(guard.code, guard.rule);
  }
}

/** Every code with which an event can be refused: the states it is not for, and its guards. */
export function codesOf(machine: AnyMachine, event: string): DomainErrorCode[] {
  const { from, guards } = transitionOf(machine, event);
  const states = Object.entries(machine.states as Record<string, { refuses: DomainErrorCode }>)
    .filter(([state]) => from.length > 0 && !from.includes(state))
    .map(([, { refuses }]) => refuses);
  return [...new Set([...states, ...guards.map(({ code }) => code)])];
}

/** Events that the table knows in a state, whoever may do them. */
export const eventsIn = (machine: AnyMachine, state: string): string[] =>
  Object.entries(machine.transitions as Transitions<string, never>)
    .filter(([, { from }]) => from.includes(state))
    .map(([event]) => event);

/**
 * Events that an officer could bring about now, given the actions that the decision table allows them; only what a
 * request says can still refuse one. The portal's buttons.
 */
export function eventsFor<Subject extends { readonly status: string }>(
  machine: AnyMachine,
  subject: Subject,
  { officer, at, allowed }: { officer: Officer; at: string; allowed: readonly Action[] },
): string[] {
  const table = machine.transitions as Transitions<string, Subject>;
  return Object.entries(table)
    .filter(
      ([, { from, who, guards }]) =>
        who &&
        from.includes(subject.status) &&
        allowed.includes(who.action) &&
        (who.capability === undefined || can(officer, who.capability)) &&
        guards.every(({ refuses, onRequest }) => onRequest || !refuses(subject, { officer, at })),
    )
    .map(([event]) => event);
}

/** What an event asks of whoever brings it about. */
export function whoMay(
  machine: AnyMachine,
  event: string,
): NonNullable<Transition<string, never, never>['who']> {
  const { who } = transitionOf(machine, event);
  if (!who) throw new RangeError(`Nobody is named for ${event}.`);
  return who;
}

/** The table of one event in words, for OpenAPI and the documentation. */
export function wordsOf(machine: AnyMachine, event: string): string {
  const { from, to, guards } = transitionOf(machine, event);
  const arrow = `${from.join(', ') || 'nothing'} → ${to.join(' or ') || 'the same state'}`;
  const rules = guards.map(({ code, rule }) => `${code}: ${rule}`);
  return [`${machine.entity.en}: ${arrow}.`, ...rules].join(' ');
}

function transitionOf(machine: AnyMachine, event: string): Transition<string, never, never> {
  const transition = machine.transitions[event];
  if (!transition) throw new RangeError(`There is no event ${event} of a ${machine.entity.en}.`);
  return transition;
}

function refusedByState(machine: AnyMachine, event: string, state: string): DomainError {
  const { refuses } = machine.states[state] as { refuses: DomainErrorCode };
  return new DomainError(refuses, `“${event}” is not possible while it is ${state}.`);
}
