import { compileExpression, expressionIn } from './jsonata.ts';
import { RESOURCE_PATTERN } from './language.ts';

type Node = Record<string, unknown>;

const EVERY_STATE = ['Type', 'Comment', 'QueryLanguage'];
const ONWARD = ['Next', 'End'];
const TRANSFORM = ['Assign', 'Output'];
const RECOVERY = ['Retry', 'Catch'];

const STATE_FIELDS: Record<string, string[]> = {
  Pass: [...ONWARD, ...TRANSFORM],
  Task: [
    ...ONWARD,
    ...TRANSFORM,
    ...RECOVERY,
    'Resource',
    'Arguments',
    'TimeoutSeconds',
    'HeartbeatSeconds',
  ],
  Choice: [...TRANSFORM, 'Choices', 'Default'],
  Wait: [...ONWARD, ...TRANSFORM, 'Seconds', 'Timestamp'],
  Parallel: [...ONWARD, ...TRANSFORM, ...RECOVERY, 'Branches', 'Arguments'],
  Map: [
    ...ONWARD,
    ...TRANSFORM,
    ...RECOVERY,
    'Items',
    'ItemSelector',
    'ItemProcessor',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
  ],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
};
const MACHINE_FIELDS = [
  'QueryLanguage',
  'Comment',
  'Version',
  'StartAt',
  'States',
  'TimeoutSeconds',
];
const GRAPH_FIELDS = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'ProcessorConfig'];
const RULE_FIELDS = ['Condition', 'Next', 'Assign', 'Output', 'Comment'];
const CATCHER_FIELDS = ['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment'];
const RETRIER_FIELDS = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];
/** Fields whose strings may be expressions. In all others `{% %}` would be taken literally, as on AWS. */
const TEMPLATES = [
  'Arguments',
  'Assign',
  'Cause',
  'Condition',
  'Error',
  'HeartbeatSeconds',
  'ItemSelector',
  'Items',
  'MaxConcurrency',
  'Output',
  'Seconds',
  'TimeoutSeconds',
  'Timestamp',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
];

const isNode = (value: unknown): value is Node =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * Everything in a definition that the runner does not know or that AWS would refuse, each as one sentence that begins
 * with the place. Empty when the definition can run. The runner loads no machine for which this is not empty.
 * @param definition the ASL as JSON text.
 */
export function checkDefinition(name: string, definition: string): string[] {
  const problems: string[] = [];
  let machine: unknown;
  try {
    machine = JSON.parse(definition);
  } catch (error) {
    return [`${name}: the definition is not JSON (${(error as Error).message}).`];
  }
  if (!isNode(machine)) return [`${name}: the definition is not an object.`];
  if (machine.QueryLanguage !== 'JSONata') {
    problems.push(`${name}: only QueryLanguage JSONata is supported.`);
  }
  checkFields(problems, name, machine, MACHINE_FIELDS);
  checkNumber(problems, name, machine, 'TimeoutSeconds', 1);
  checkGraph(problems, name, machine, new Set());
  return problems;
}

function checkGraph(
  problems: string[],
  place: string,
  graph: Node,
  outerVariables: Set<string>,
): void {
  const states = graph.States;
  if (!isNode(states) || Object.keys(states).length === 0) {
    problems.push(`${place}: States is missing or empty.`);
    return;
  }
  checkTarget(problems, `${place}: StartAt`, graph.StartAt, states);
  const variables = new Set(outerVariables);
  for (const state of Object.values(states)) {
    for (const part of transformsOf(state)) {
      for (const variable of Object.keys(isNode(part.Assign) ? part.Assign : {})) {
        variables.add(variable);
        // AWS keeps names of inner scopes apart from those outside, so that nobody mistakes one for the other.
        if (outerVariables.has(variable)) {
          problems.push(`${place}: variable ${variable} is already assigned in an outer scope.`);
        }
        if (!/^[\p{L}_][\p{L}\p{N}_]{0,79}$/u.test(variable) || variable === 'states') {
          problems.push(`${place}: ${variable} cannot be the name of a variable.`);
        }
      }
    }
  }
  for (const [name, state] of Object.entries(states)) {
    if (isNode(state)) checkState(problems, `${place}.${name}`, state, states, variables);
    else problems.push(`${place}.${name}: not an object.`);
  }
}

function checkState(
  problems: string[],
  place: string,
  state: Node,
  siblings: Node,
  variables: Set<string>,
): void {
  const fields = STATE_FIELDS[String(state.Type)];
  if (!fields) {
    problems.push(`${place}: unknown state type ${String(state.Type)}.`);
    return;
  }
  checkFields(problems, place, state, [...EVERY_STATE, ...fields]);
  checkTemplates(problems, place, state);
  if (state.QueryLanguage !== undefined && state.QueryLanguage !== 'JSONata') {
    problems.push(`${place}: only QueryLanguage JSONata is supported.`);
  }
  if (fields.includes('Next')) {
    if (state.End === true && state.Next !== undefined) {
      problems.push(`${place}: has both Next and End.`);
    } else if (state.End !== true) {
      checkTarget(problems, `${place}: Next`, state.Next, siblings);
    }
  }
  checkRecovery(problems, place, state, siblings);
  checkByType(problems, place, state, siblings, variables);
}

function checkByType(
  problems: string[],
  place: string,
  state: Node,
  siblings: Node,
  variables: Set<string>,
): void {
  switch (state.Type) {
    case 'Task':
      if (!RESOURCE_PATTERN.test(String(state.Resource))) {
        problems.push(`${place}: unknown Resource ${String(state.Resource)}.`);
      }
      checkNumber(problems, place, state, 'TimeoutSeconds', 1);
      checkNumber(problems, place, state, 'HeartbeatSeconds', 1);
      break;
    case 'Choice':
      for (const [index, rule] of listOf(problems, place, state, 'Choices').entries()) {
        const at = `${place}.Choices[${index}]`;
        checkFields(problems, at, rule, RULE_FIELDS);
        checkTemplates(problems, at, rule);
        checkTarget(problems, `${at}: Next`, rule.Next, siblings);
        if (
          typeof rule.Condition !== 'boolean' &&
          !(typeof rule.Condition === 'string' && expressionIn(rule.Condition) !== undefined)
        ) {
          problems.push(`${at}: Condition must be a boolean or a JSONata expression.`);
        }
      }
      if (state.Default !== undefined) {
        checkTarget(problems, `${place}: Default`, state.Default, siblings);
      }
      break;
    case 'Wait':
      if ((state.Seconds === undefined) === (state.Timestamp === undefined)) {
        problems.push(`${place}: needs exactly one of Seconds and Timestamp.`);
      }
      checkNumber(problems, place, state, 'Seconds', 0);
      break;
    case 'Parallel':
      for (const [index, branch] of listOf(problems, place, state, 'Branches').entries()) {
        const at = `${place}.Branches[${index}]`;
        checkFields(
          problems,
          at,
          branch,
          GRAPH_FIELDS.filter((field) => field !== 'ProcessorConfig'),
        );
        checkGraph(problems, at, branch, variables);
      }
      break;
    case 'Map':
      checkMap(problems, place, state, variables);
      break;
  }
}

function checkMap(problems: string[], place: string, state: Node, variables: Set<string>): void {
  checkNumber(problems, place, state, 'MaxConcurrency', 0);
  checkNumber(problems, place, state, 'ToleratedFailureCount', 0);
  checkNumber(problems, place, state, 'ToleratedFailurePercentage', 0);
  const processor = state.ItemProcessor;
  if (!isNode(processor)) {
    problems.push(`${place}: ItemProcessor is missing.`);
    return;
  }
  const at = `${place}.ItemProcessor`;
  checkFields(problems, at, processor, GRAPH_FIELDS);
  if (isNode(processor.ProcessorConfig)) {
    checkFields(problems, `${at}.ProcessorConfig`, processor.ProcessorConfig, ['Mode']);
    const mode = processor.ProcessorConfig.Mode ?? 'INLINE';
    if (mode !== 'INLINE')
      problems.push(`${at}: unknown Mode ${String(mode)}; only INLINE runs here.`);
  }
  checkGraph(problems, at, processor, variables);
}

function checkRecovery(problems: string[], place: string, state: Node, siblings: Node): void {
  if (state.Retry !== undefined) {
    for (const [index, retrier] of listOf(problems, place, state, 'Retry').entries()) {
      const at = `${place}.Retry[${index}]`;
      checkFields(problems, at, retrier, RETRIER_FIELDS);
      checkErrorEquals(problems, at, retrier);
      checkNumber(problems, at, retrier, 'IntervalSeconds', 1, false);
      checkNumber(problems, at, retrier, 'MaxAttempts', 0, false);
      checkNumber(problems, at, retrier, 'MaxDelaySeconds', 1, false);
      if (
        retrier.BackoffRate !== undefined &&
        !(typeof retrier.BackoffRate === 'number' && retrier.BackoffRate >= 1)
      ) {
        problems.push(`${at}: BackoffRate must be a number of at least 1.`);
      }
      if (![undefined, 'FULL', 'NONE'].includes(retrier.JitterStrategy as string | undefined)) {
        problems.push(`${at}: unknown JitterStrategy ${String(retrier.JitterStrategy)}.`);
      }
    }
  }
  if (state.Catch !== undefined) {
    for (const [index, catcher] of listOf(problems, place, state, 'Catch').entries()) {
      const at = `${place}.Catch[${index}]`;
      checkFields(problems, at, catcher, CATCHER_FIELDS);
      checkTemplates(problems, at, catcher);
      checkErrorEquals(problems, at, catcher);
      checkTarget(problems, `${at}: Next`, catcher.Next, siblings);
    }
  }
}

function checkErrorEquals(problems: string[], place: string, node: Node): void {
  const names = node.ErrorEquals;
  const valid =
    Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string');
  if (!valid) problems.push(`${place}: ErrorEquals must be a list of error names.`);
}

function checkFields(problems: string[], place: string, node: Node, known: string[]): void {
  for (const field of Object.keys(node)) {
    if (!known.includes(field)) problems.push(`${place}: unknown field ${field}.`);
  }
}

function checkTarget(problems: string[], place: string, target: unknown, states: Node): void {
  if (typeof target !== 'string') problems.push(`${place} is missing.`);
  else if (!Object.hasOwn(states, target))
    problems.push(`${place} names the missing state ${target}.`);
}

function checkNumber(
  problems: string[],
  place: string,
  node: Node,
  field: string,
  least: number,
  mayBeExpression = true,
): void {
  const value = node[field];
  if (value === undefined) return;
  if (mayBeExpression && typeof value === 'string' && expressionIn(value) !== undefined) return;
  const whole = field === 'ToleratedFailurePercentage' || Number.isInteger(value);
  if (!(typeof value === 'number' && whole && value >= least)) {
    problems.push(`${place}: ${field} must be a whole number of at least ${least}.`);
  }
}

function checkTemplates(problems: string[], place: string, node: Node): void {
  for (const field of TEMPLATES) {
    if (node[field] !== undefined) checkTemplate(problems, `${place}.${field}`, node[field]);
  }
}

function checkTemplate(problems: string[], place: string, template: unknown): void {
  if (typeof template === 'string') {
    const source = expressionIn(template);
    if (source === undefined) {
      if (template.startsWith('{%') || template.endsWith('%}')) {
        problems.push(`${place}: an expression must begin with {% and end with %}.`);
      }
      return;
    }
    try {
      compileExpression(source);
    } catch (error) {
      problems.push(`${place}: ${(error as Error).message}`);
    }
  } else if (template !== null && typeof template === 'object') {
    for (const [key, member] of Object.entries(template)) {
      checkTemplate(problems, `${place}.${key}`, member);
    }
  }
}

function listOf(problems: string[], place: string, state: Node, field: string): Node[] {
  const value = state[field];
  if (Array.isArray(value) && value.length > 0 && value.every(isNode)) return value;
  problems.push(`${place}: ${field} must be a list of objects with at least one member.`);
  return [];
}

/** The parts of a state that may assign variables: itself, its choice rules, its catchers. */
function transformsOf(state: unknown): Node[] {
  if (!isNode(state)) return [];
  const lists = [state.Choices, state.Catch].filter(Array.isArray);
  return [state, ...lists.flat().filter(isNode)];
}
