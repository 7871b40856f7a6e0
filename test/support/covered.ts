/**
 * Proof that something lives by its table. Every listed transition happens by its real rule, every other is refused by
 * the state, and every guard refuses in some case; a transition or guard that is added without a case goes red.
 */
import { expect, it, vi } from 'vitest';
import { DomainError } from '../../shared/domain/errors.ts';
import { type AnyMachine, codesOf, type Transition } from '../../shared/domain/machine.ts';

/** What an event happens to, and what it is asked with. */
export interface Occasion<Subject, Asked> {
  readonly subject: Subject;
  readonly asked: Asked;
}

/** An event, the code that refuses it, and what is otherwise than on its first occasion. */
export type Refused<Event extends string, Subject, Asked> = readonly [
  event: Event,
  code: string,
  more: Partial<Subject>,
  asked?: Partial<Asked>,
];

export interface Life<Event extends string, Subject extends { readonly status: string }, Asked> {
  readonly machine: AnyMachine;
  /** Each event by its own rule, and what becomes of the subject. An event that makes it may look past what there was. */
  readonly rules: Readonly<Record<Event, (subject: Subject, asked: Asked) => Subject>>;
  /** Events of the table that are proved elsewhere. */
  readonly elsewhere?: readonly string[];
  /** Of each state in which the event is listed, one for every way on; of any other, one. Of one that makes it, those of its making. */
  readonly occasions: (
    event: Event,
    state: Subject['status'] | undefined,
  ) => readonly Occasion<Subject, Asked>[];
  /** States that a table lists only so that a guard speaks there, and not the state. */
  readonly guarded?: Readonly<Partial<Record<Event, readonly Subject['status'][]>>>;
  /** Every event and how it is refused, guard by guard and way by way. */
  readonly refused: readonly Refused<Event, Subject, Asked>[];
  /** What holds of every event that happens. */
  readonly after?: (after: Subject, before: Subject, event: Event) => void;
}

/** Declares the tests of a life; call it in a `describe`. */
export function livesByItsTable<
  Event extends string,
  Subject extends { readonly status: string },
  Asked,
>(life: Life<Event, Subject, Asked>): void {
  const { machine, rules, elsewhere = [], occasions, guarded, refused, after: holds } = life;
  const events = Object.keys(rules) as Event[];
  const states = Object.keys(machine.states) as Subject['status'][];
  const transitionOf = (event: Event) =>
    machine.transitions[event] as Transition<Subject['status'], Subject, Asked>;
  const first = (event: Event, state = transitionOf(event).from[0]): Occasion<Subject, Asked> => {
    const [occasion] = occasions(event, state);
    if (!occasion) throw new RangeError(`There is no occasion for ${event} in ${state}.`);
    return occasion;
  };

  /** By which code the rule refuses, and which guard of the event spoke. What it was asked about is left as it was. */
  const refusalOf = (event: Event, { subject, asked }: Occasion<Subject, Asked>) => {
    const before = structuredClone(subject);
    const spies = transitionOf(event).guards.map((guard) => vi.spyOn(guard, 'refuses'));
    try {
      rules[event](subject, asked);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(subject).toEqual(before);
      const guard = spies.findIndex(({ mock }) => mock.results.some(({ value }) => value === true));
      return { code: error.code as string, guard };
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    return { code: 'nothing', guard: -1 };
  };
  const asOf = ([event, , more, asked]: Refused<Event, Subject, Asked>) => {
    const usual = first(event);
    return { subject: { ...usual.subject, ...more }, asked: { ...usual.asked, ...asked } };
  };

  it('has a rule for every event of its table', () => {
    expect([...events, ...elsewhere].sort()).toEqual(Object.keys(machine.transitions).sort());
  });

  it.each(events)(
    'lets “%s” happen in every state that lists it, to every state listed',
    (event) => {
      const { from, to } = transitionOf(event);
      const reached = new Set<string>();
      for (const state of from.length > 0 ? from : [undefined]) {
        if (state !== undefined && guarded?.[event]?.includes(state)) continue;
        const all = occasions(event, state);
        expect(all.length, state).toBeGreaterThan(0);
        for (const { subject, asked } of all) {
          if (state !== undefined) expect(subject.status).toBe(state);
          const before = structuredClone(subject);
          const after = rules[event](subject, asked);
          expect(subject, state).toEqual(before);
          if (to.length === 0) expect(after.status).toBe(state);
          else reached.add(after.status);
          holds?.(after, before, event);
        }
      }
      expect([...reached].sort()).toEqual([...to].sort());
    },
  );

  it.each(events)('refuses “%s” in every other state, by the state’s own code', (event) => {
    const { from } = transitionOf(event);
    for (const state of from.length > 0 ? states : []) {
      const { code, guard } = refusalOf(event, first(event, state));
      if (guarded?.[event]?.includes(state)) expect(guard, state).not.toBe(-1);
      else if (!from.includes(state)) {
        const { refuses } = machine.states[state] as { refuses: string };
        expect({ code, guard }, state).toEqual({ code: refuses, guard: -1 });
      }
    }
  });

  const cases = refused.map((each) => ({ event: each[0], code: each[1], each }));
  if (cases.length > 0) {
    it.each(cases)('refuses “$event” with $code', ({ event, code, each }) => {
      expect(refusalOf(event, asOf(each)).code).toBe(code);
    });
  }

  it('has no guard that was not seen to refuse, and is refused by nothing that the table does not say', () => {
    const seen = new Set(
      refused.map((each) => `${each[0]} ${refusalOf(each[0], asOf(each)).guard}`),
    );
    const unseen = events.flatMap((event) =>
      transitionOf(event)
        .guards.map(({ code }, guard) => ({ code, key: `${event} ${guard}` }))
        .filter(({ key }) => !seen.has(key))
        .map(({ code, key }) => `${key} ${code}`),
    );
    expect(unseen).toEqual([]);
    for (const [event, code] of refused) {
      expect(codesOf(machine, event) as string[], event).toContain(code);
    }
  });
}
