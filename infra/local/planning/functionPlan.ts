/** Functions and state machines, as the template describes them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../assembly.ts';
import { UnknownPart } from '../resolver.ts';
import { checkDefinition } from '../stepFunctions/checkDefinition.ts';
import type { Planning } from './planning.ts';

export interface PlannedFunction {
  readonly name: string;
  /** Short name, for logs: the area the function serves. */
  readonly area: string;
  readonly arn: string;
  readonly file: string;
  readonly handler: string;
  /** The template's own variables; addresses of the portal are those at which it is served here. */
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly concurrency: number;
}

export interface PlannedMachine {
  readonly name: string;
  readonly definition: string;
}

/** Invocations of one function at once: enough for a demonstration, few enough for a small machine. */
const DEFAULT_CONCURRENCY = 4;
/** Opening a document or reading a page takes a whole processor core and up to a gigabyte. */
const concurrencyOfArea: Readonly<Record<string, number>> = { intake: 2, ocr: 2 };

interface FunctionProperties {
  Code: { S3Key?: string };
  Environment?: { Variables?: Record<string, string> };
  Handler?: string;
  MemorySize?: number;
  ReservedConcurrentExecutions?: number;
  Runtime?: string;
  Timeout?: number;
}

export function functionOf(
  resource: Resource,
  { resolver, localAddress }: Planning,
): PlannedFunction {
  const properties = resolver.properties<FunctionProperties>(resource);
  const { Handler = '', Runtime = '', MemorySize = 128, Timeout = 3 } = properties;
  const variables = Object.fromEntries(
    Object.entries(properties.Environment?.Variables ?? {}).map(
      ([key, value]) => [key, localAddress(value)] as const,
    ),
  );
  const name = resolver.nameOf(resource);
  const area = variables.POWERTOOLS_SERVICE_NAME ?? name;
  if (!Runtime.startsWith('nodejs')) {
    throw new UnknownPart(`the runtime ${Runtime || 'of an image'} is not known`);
  }
  const [module, handler, ...rest] = Handler.split('.');
  if (!module || !handler || rest.length)
    throw new UnknownPart(`the handler ${Handler} is not known`);
  return {
    name,
    area,
    arn: resolver.arnOf(resource),
    file: bundleOf(resource, properties.Code.S3Key ?? '', module),
    handler,
    variables,
    timeoutSeconds: Timeout,
    memoryMegabytes: MemorySize,
    concurrency:
      properties.ReservedConcurrentExecutions ?? concurrencyOfArea[area] ?? DEFAULT_CONCURRENCY,
  };
}

function bundleOf({ stack }: Resource, key: string, module: string): string {
  const folder = stack.assets.get(key.replace(/\.zip$/, ''));
  if (!folder) throw new UnknownPart('its code is not a folder of the assembly');
  const file = ['.mjs', '.js', '.cjs'].map((end) => join(folder, module + end)).find(existsSync);
  if (!file) throw new UnknownPart(`its bundle ${folder} has no ${module}.mjs`);
  return file;
}

interface MachineProperties {
  DefinitionString?: string;
  StateMachineType?: string;
}

export function machineOf(resource: Resource, { resolver }: Planning): PlannedMachine {
  const { DefinitionString = '', StateMachineType = 'STANDARD' } =
    resolver.properties<MachineProperties>(resource);
  if (StateMachineType !== 'STANDARD') {
    throw new UnknownPart(`state machines of type ${StateMachineType} are not known`);
  }
  const name = resolver.nameOf(resource);
  const problems = checkDefinition(name, DefinitionString);
  if (problems.length) throw new UnknownPart(problems.join(' '));
  return { name, definition: DefinitionString };
}
