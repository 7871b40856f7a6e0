/**
 * The cloud assembly on disk: what `cdk synth` wrote and what the local runner boots.
 *
 * Every stack is read, nested assemblies included. Nothing is interpreted here beyond finding templates and assets;
 * `resolver.ts` gives values to intrinsics and `knownParts.ts` says whether the runner knows everything it finds.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from './cannotStart.ts';

export interface Template {
  Resources?: Record<
    string,
    { Type: string; Condition?: string; Properties?: Record<string, unknown> }
  >;
  Parameters?: Record<string, { Default?: unknown }>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
}

export interface Stack {
  readonly name: string;
  readonly template: Template;
  /** Folder of each asset, by its hash (the name of its object in the bootstrap bucket, without `.zip`). */
  readonly assets: ReadonlyMap<string, string>;
}

/** One resource of one stack, its properties as synthesised: intrinsics are still in place. */
export interface Resource {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  /** The template's condition on which the resource exists. */
  readonly condition?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Assembly {
  readonly directory: string;
  readonly stacks: readonly Stack[];
  readonly resources: readonly Resource[];
}

interface Artifact {
  type: string;
  properties?: { templateFile?: string; file?: string; directoryName?: string; stackName?: string };
}

/**
 * Reads every stack under `directory`.
 * @throws CannotStart when the directory holds no cloud assembly or a file of it cannot be read.
 */
export function readAssembly(directory: string): Assembly {
  const stacks = readStacks(directory);
  if (stacks.length === 0)
    throw new CannotStart(`The cloud assembly in ${directory} has no stack.`);
  const resources = stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources ?? {}).map(
      ([logicalId, { Type, Condition, Properties = {} }]) => ({
        stack,
        logicalId,
        type: Type,
        ...(Condition !== undefined && { condition: Condition }),
        properties: Properties,
      }),
    ),
  );
  return { directory, stacks, resources };
}

function readStacks(directory: string): Stack[] {
  const { artifacts = {} } = readJson<{ artifacts?: Record<string, Artifact> }>(
    join(directory, 'manifest.json'),
  );
  const entries = Object.entries(artifacts);
  const assets = new Map(
    entries.flatMap(([, { type, properties }]) =>
      type === 'cdk:asset-manifest' && properties?.file
        ? assetFolders(directory, properties.file)
        : [],
    ),
  );
  return entries.flatMap(([id, { type, properties }]) => {
    if (type === 'cdk:cloud-assembly' && properties?.directoryName) {
      return readStacks(join(directory, properties.directoryName));
    }
    if (type !== 'aws:cloudformation:stack' || !properties?.templateFile) return [];
    const template = readJson<Template>(join(directory, properties.templateFile));
    return [{ name: properties.stackName ?? id, template, assets }];
  });
}

function assetFolders(directory: string, file: string): [string, string][] {
  type AssetFile = { source: { path?: string; packaging?: string } };
  const { files = {} } = readJson<{ files?: Record<string, AssetFile> }>(join(directory, file));
  return Object.entries(files).flatMap(([hash, { source }]) =>
    source.packaging === 'zip' && source.path
      ? [[hash, join(directory, source.path)] as [string, string]]
      : [],
  );
}

function readJson<T>(path: string): T {
  if (!existsSync(path)) {
    throw new CannotStart(`There is no cloud assembly here: ${path} does not exist.`);
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (cause) {
    throw new CannotStart(`The cloud assembly is damaged: ${path} cannot be read.`, { cause });
  }
}
