/** What holds for every state machine of the office, whatever is in its table. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stateMachineTables } from '../../scripts/stateMachineTables.ts';
import { openApi } from '../../shared/api/openapi.ts';
import { problems } from '../../shared/api/problems.ts';
import { problemsOf, type Route } from '../../shared/api/route.ts';
import { routes } from '../../shared/api/routes/index.ts';
import { FileStatus } from '../../shared/domain/file.ts';
import { type AnyMachine, codesOf, type Transition, wordsOf } from '../../shared/domain/machine.ts';
import { type MachineName, machines } from '../../shared/domain/machines.ts';
import { DraftNote } from '../../shared/domain/note.ts';
import { ReceiptStatus } from '../../shared/domain/receipt.ts';
import type { Bilingual } from '../../shared/domain/text.ts';

interface Described {
  readonly operationId: string;
  readonly description: string;
}
type AnyTransition = Transition<string, never, never>;
const all = Object.entries(machines) as [MachineName, AnyMachine][];
const statesOf = (machine: AnyMachine) => Object.keys(machine.states as object);
const eventsOf = (machine: AnyMachine) =>
  Object.entries(machine.transitions as Record<string, AnyTransition>);

/** States in which an entity stays for good. */
const final: Record<MachineName, readonly string[]> = {
  // A letter in a file moves with it, and is settled there.
  receipt: ['filed', 'transferred', 'void'],
  file: ['archived', 'weeded', 'merged'],
  note: ['sealed', 'discarded'],
  draft: ['issued', 'cancelled'],
  delivery: ['acknowledged'],
  review: ['completed'],
  charge: ['ended'],
  delegation: ['ended', 'revoked'],
  tenure: ['ended'],
  approval: ['approved', 'rejected', 'withdrawn', 'lapsed'],
  template: ['retired'],
  division: ['withdrawn'],
};
/** Events that are part of another act and have no operation of their own, with the act. */
const partOf: Record<string, string> = {
  'receipt.arrive': 'the transfer or the issue by the other office',
  'receipt.settle': 'disposing of the letter on its file',
  'receipt.remind': 'diarising the reminder or the copy',
  'file.note': 'writing a note',
  'file.draft': 'drafting a letter',
  'file.file-letter': 'putting the letter in the file',
  'file.refuse-close': 'the decision on closing',
  'file.refuse-reopen': 'the decision on reopening',
  'file.take-under-review': 'proposing the review',
  'file.release': 'carrying out the review',
  'file.retain': 'carrying out the review',
  'file.archive': 'carrying out the review',
  'file.weed': 'carrying out the review',
  'note.seal': 'sending the file',
  'file.decide': 'deciding on a level of its chain',
  'draft.refuse': 'refusing finally in its chain',
  'draft.lift-refusal': 'approving the reversal of its decision',
  'draft.undo-approval': 'approving the reversal of its decision',
  'approval.begin': 'starting a chain on the file',
  'approval.lapse': 'the clock of the chain',
  'delegation.begin': 'the day itself',
  'delegation.lapse': 'the day after its last',
  'delivery.begin': 'issuing the letter',
  'tenure.relieve': 'handing over the post',
};
const ruled = Object.entries<Route>(routes).flatMap(([id, route]) =>
  route.rule ? [{ id, route, ...route.rule }] : [],
);

describe.each(all)('the table of a %s', (name, machine) => {
  it('names only states that it has', () => {
    const states = statesOf(machine);
    for (const [event, { from, to }] of eventsOf(machine)) {
      for (const state of [...from, ...to]) expect(states, event).toContain(state);
      expect(new Set(from).size, event).toBe(from.length);
      if (from.length === 0) expect(to.length, event).toBeGreaterThan(0);
    }
  });

  it('reaches every state from its beginning', () => {
    const reached = new Set<string>();
    for (let before = -1; before < reached.size; ) {
      before = reached.size;
      for (const [, { from, to }] of eventsOf(machine)) {
        if (from.length > 0 && !from.some((state) => reached.has(state))) continue;
        for (const state of to) reached.add(state);
      }
    }
    expect([...reached].sort()).toEqual(statesOf(machine).sort());
  });

  it('leaves every state by some event, but for those in which it ends', () => {
    const left = statesOf(machine).filter((state) =>
      eventsOf(machine).some(
        ([, { from, to }]) => from.includes(state) && to.some((next) => next !== state),
      ),
    );
    expect(statesOf(machine).filter((state) => !left.includes(state))).toEqual(final[name]);
  });

  it('calls everything by a name in both languages', () => {
    const labels: [string, Bilingual][] = [
      ['entity', machine.entity],
      ...Object.entries(machine.states as Record<string, { label: Bilingual }>).map(
        ([state, { label }]): [string, Bilingual] => [state, label],
      ),
      ...eventsOf(machine).map(([event, { label }]): [string, Bilingual] => [event, label]),
    ];
    for (const [what, { hi, en }] of labels) {
      expect(hi, what).toMatch(/^[\u0900-\u097f][\u0900-\u097f\s()-]*$/);
      expect(en, what).toMatch(/^[A-Z][A-Za-z ’-]+$/);
    }
    // Two states, or two events, that are called the same could not be told apart on the screen.
    for (const language of ['hi', 'en'] as const) {
      const states = Object.values(machine.states as Record<string, { label: Bilingual }>);
      const named = states.map(({ label }) => label[language]);
      expect(new Set(named).size).toBe(named.length);
      const buttons = eventsOf(machine).map(([, { label }]) => label[language]);
      expect(new Set(buttons).size).toBe(buttons.length);
    }
  });

  it('refuses with problems that the API tells in both languages, and says what must hold', () => {
    for (const [event, { guards }] of eventsOf(machine)) {
      for (const code of codesOf(machine, event)) {
        const { hi, en } = problems[code];
        expect(hi, code).toMatch(/[\u0900-\u097f]/);
        expect(en, code).toMatch(/^[A-Z]/);
      }
      for (const { code, rule } of guards) expect(rule, `${event}: ${code}`).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('has an operation for every event that is not part of another act', () => {
    const served = ruled.filter((each) => each.machine === machine).map(({ event }) => event);
    for (const [event] of eventsOf(machine)) {
      const isPart = `${name}.${event}` in partOf;
      expect(served.includes(event), event).toBe(!isPart);
    }
  });
});

describe('operations that are events', () => {
  const described = new Map(
    Object.values(openApi().paths)
      .flatMap((item) => Object.values(item as Record<string, Described>))
      .map(({ operationId, description }) => [operationId, description]),
  );

  it.each(ruled)('$id is an event that its table has', ({ machine, event }) => {
    expect(all.map(([, each]) => each)).toContain(machine);
    expect(Object.keys(machine.transitions)).toContain(event);
  });

  it.each(ruled)('$id declares what refuses it', ({ route, machine, event }) => {
    expect(problemsOf(route)).toEqual(expect.arrayContaining(codesOf(machine, event)));
  });

  it.each(ruled)('$id says when it is possible in the OpenAPI text', ({ id, machine, event }) => {
    expect(described.get(id)).toContain(wordsOf(machine, event));
  });
});

it.each(Object.keys(machines))('the table of a %s has tests in which it is lived by', (name) => {
  const tests = globSync('test/domain/*.test.ts').map((path) => readFileSync(path, 'utf8'));
  const lived = tests.filter((text) => text.includes('livesByItsTable<'));
  expect(lived.some((text) => text.includes(`machine: ${name}Machine,`))).toBe(true);
});

it('the records know exactly the states of their tables', () => {
  expect(FileStatus.options).toEqual(statesOf(machines.file));
  expect(ReceiptStatus.options).toEqual(statesOf(machines.receipt));
  expect(DraftNote.shape.status.options).toEqual(statesOf(machines.note));
});

it('the page of tables is the committed one (npm run state-machines)', () => {
  const committed = readFileSync(new URL('../../docs/state-machines.md', import.meta.url), 'utf8');
  expect(committed).toBe(stateMachineTables());
});
