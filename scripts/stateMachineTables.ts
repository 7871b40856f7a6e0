import { type Decision, decisions } from '../shared/api/decisions.ts';
import type { Route } from '../shared/api/route.ts';
import { routes } from '../shared/api/routes/index.ts';
import type { AnyMachine, Guard, Transition } from '../shared/domain/machine.ts';
import { machines } from '../shared/domain/machines.ts';
import type { Bilingual } from '../shared/domain/text.ts';

type AnyTransition = Transition<string, never, never>;
type States = Record<string, { label: Bilingual; refuses: string }>;

/** The tables of all state machines as one page to be read. */
export const stateMachineTables = (): string =>
  [
    '# State machines',
    '',
    'Written by `npm run state-machines` from `shared/domain/*Machine.ts`; a test holds it against them. Only listed',
    'events exist. In another state than those of the column “from” an event is refused with the code that the state',
    'answers with; in those states with the codes of the column “refused with”, in that order. “Who” names actions of the',
    'decision table (`shared/domain/policy.ts`) and, in bold, capabilities of the post.',
    '',
    ...Object.values(machines).flatMap(sectionOf),
  ].join('\n');

function sectionOf(machine: AnyMachine): string[] {
  const { entity } = machine;
  const states = machine.states as States;
  const events = Object.entries(machine.transitions as Record<string, AnyTransition>);
  return [
    `## ${entity.en} (${entity.hi})`,
    '',
    '```mermaid',
    ...diagramOf(states, events),
    '```',
    '',
    '| State | हिन्दी | English | Answers with |',
    '| --- | --- | --- | --- |',
    ...Object.entries(states).map(([state, { label, refuses }]) =>
      row(code(state), label.hi, label.en ?? '', code(refuses)),
    ),
    '',
    '| Event | हिन्दी | English | From | To | Who | Refused with |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...events.map(([event, { label, from, to, guards }]) =>
      row(
        code(event),
        label.hi,
        label.en,
        from.length === 0 ? 'nothing' : listed(from),
        to.length === 0 ? 'the same' : listed(to),
        whoOf(machine, event),
        listed([...new Set(guards.map((guard) => guard.code))]),
      ),
    ),
    '',
    ...conditionsOf(events),
    '',
  ];
}

/** What each code stands for, once for all events that ask the same. */
function conditionsOf(events: [string, AnyTransition][]): string[] {
  const asked = new Map<string, { guard: Guard<never, never>; events: string[] }>();
  for (const [event, { guards }] of events) {
    for (const guard of guards) {
      const key = `${guard.code}\n${guard.rule}`;
      const known = asked.get(key);
      if (known) known.events.push(event);
      else asked.set(key, { guard, events: [event] });
    }
  }
  if (asked.size === 0) return [];
  return [
    '| Code | What must hold | Asked by |',
    '| --- | --- | --- |',
    ...[...asked.values()].map(({ guard, events: by }) =>
      row(code(guard.code), guard.rule, listed([...new Set(by)])),
    ),
  ];
}

/** Events that change the state; those that leave it as it is would only hide the way. */
function diagramOf(states: States, events: [string, AnyTransition][]): string[] {
  const id = (state: string) => state.replaceAll('-', '_');
  const arrows = new Map<string, string[]>();
  for (const [event, { from, to }] of events) {
    for (const start of from.length === 0 ? ['[*]'] : from) {
      for (const end of to.filter((each) => each !== start)) {
        const arrow = `${id(start)} --> ${id(end)}`;
        arrows.set(arrow, [...(arrows.get(arrow) ?? []), event]);
      }
    }
  }
  return [
    'stateDiagram-v2',
    ...Object.entries(states).map(
      ([state, { label }]) => `  state "${label.en} (${label.hi})" as ${id(state)}`,
    ),
    ...[...arrows].map(([arrow, by]) => `  ${arrow} : ${by.join(', ')}`),
  ];
}

/** What the operations that are the event ask for; of one that is part of another act, what the table says. */
function whoOf(machine: AnyMachine, event: string): string {
  const asked = Object.entries<Route>(routes)
    .filter(([, { rule }]) => rule?.machine === machine && rule.event === event)
    .map(([id]) => (decisions as Record<string, Decision>)[id])
    .filter((decision) => decision !== undefined);
  const { who } = (machine.transitions as Record<string, AnyTransition>)[event] as AnyTransition;
  const actions = asked.flatMap((each) => ('because' in each ? [] : (each.actions ?? [])));
  const capabilities = asked.flatMap((each) =>
    'because' in each ? [] : (each.capabilities ?? []),
  );
  if (who) {
    actions.push(who.action);
    if (who.capability) capabilities.push(who.capability);
  }
  return [
    ...[...new Set(actions)].map(code),
    ...[...new Set(capabilities)].map((capability) => `**${capability}**`),
  ].join(', ');
}

const code = (text: string) => `\`${text}\``;
const listed = (texts: readonly string[]) => texts.map(code).join(', ');
const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;
