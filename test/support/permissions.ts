import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf, spelled } from './assembly.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** What somebody asks of AWS. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  /** The partition of the table, for DynamoDB. */
  readonly partition?: string;
}

const asList = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

/** Every statement of every role, by the role's logical id without its hash. */
export function policiesOf(template: Template): Map<string, Statement[]> {
  const policies = new Map<string, Statement[]>();
  for (const { Roles, PolicyDocument } of resourcesOf<{
    Roles: { Ref: string }[];
    PolicyDocument: { Statement: Statement[] };
  }>(template, 'AWS::IAM::Policy')) {
    const role = Roles[0]!.Ref.replace(/[0-9A-F]{8}$/, '');
    policies.set(role, [...(policies.get(role) ?? []), ...PolicyDocument.Statement]);
  }
  return policies;
}

/** Decides as IAM does: a matching denial wins, and without a matching permission the answer is no. */
export function isAllowed(statements: readonly Statement[], request: Request): boolean {
  const matching = statements.filter((statement) => matches(statement, request));
  return (
    matching.some(({ Effect }) => Effect === 'Allow') &&
    !matching.some(({ Effect }) => Effect === 'Deny')
  );
}

function matches({ Action, Resource, Condition }: Statement, request: Request): boolean {
  return (
    asList(Action).some((pattern) => isLike(pattern, request.action)) &&
    asList(Resource).some((pattern) => isLike(spelled(pattern), request.resource)) &&
    Object.entries(Condition ?? {}).every(([operator, tests]) => holds(operator, tests, request))
  );
}

/** One partition a request, so "for all" and "for any" of its values mean the same. */
function holds(operator: string, tests: Record<string, unknown>, { partition }: Request): boolean {
  const prefixes = tests['dynamodb:LeadingKeys'];
  if (prefixes === undefined) return true;
  if (!/^For(AllValues|AnyValue):StringLike$/.test(operator)) {
    throw new Error(`This test does not know the operator ${operator}.`);
  }
  return asList(prefixes as string | string[]).some((prefix) => isLike(prefix, partition ?? ''));
}

/** Whether text fits a pattern in which `*` stands for anything. */
function isLike(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
