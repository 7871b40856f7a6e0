import type { Assembly, Resource } from '../assembly.ts';
import type { Resolver } from '../resolver.ts';

/** What every planner is given. */
export interface Planning {
  readonly assembly: Assembly;
  readonly resolver: Resolver;
  readonly region: string;
  readonly poolId: string;
  /** Puts the address that the API has here in place of the one that the template expects on a developer's machine. */
  localAddress(address: string): string;
}

/** The name at the end of an ARN: of a function, queue, topic or machine. */
export const nameInArn = (arn: string): string => {
  const parts = arn.split(':');
  // arn:aws:lambda:region:account:function:name and arn:aws:sqs:region:account:name alike.
  return parts[5] === 'function' || parts[5] === 'stateMachine'
    ? (parts[6] ?? '')
    : (parts[5] ?? '');
};

export const serviceInArn = (arn: string): string => arn.split(':')[2] ?? '';

/** A resource of the plan, spelled for a message. */
export const placeOf = ({ stack, logicalId, type }: Resource): string =>
  `${stack.name}/${logicalId} (${type})`;
