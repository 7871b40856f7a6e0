import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** No program on this machine can serve DynamoDB. */
export class MissingEngine extends Error {
  constructor() {
    super(
      `No DynamoDB engine was found for ${process.platform}-${process.arch}: put the program "dynoxide" on the PATH, ` +
        'or set PATRAVALI_DYNAMODB_ENDPOINT to the address of an engine such as DynamoDB Local.',
    );
    this.name = 'MissingEngine';
  }
}

export type FoundEngine = { kind: 'external'; url: URL } | { kind: 'embedded'; binary: string };

export interface FindEngineOptions {
  externalEndpoint?: string | undefined;
  /** The search path. That of this process when absent. */
  path?: string | undefined;
  /** The bundled program, as `node_modules` knows it. */
  bundled?: string;
}

const PROGRAM = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';

/**
 * Chooses what serves DynamoDB: an endpoint that the operator named, else `dynoxide` on the PATH (how macOS, Windows
 * and arm64 get it), else the bundled program.
 * @throws {MissingEngine} when there is none of the three.
 * @throws {Error} when the endpoint is not an http or https address.
 */
export function findEngine(options: FindEngineOptions = {}): FoundEngine {
  if (options.externalEndpoint)
    return { kind: 'external', url: endpoint(options.externalEndpoint) };
  for (const folder of (options.path ?? process.env.PATH ?? '').split(delimiter)) {
    if (folder !== '' && isProgram(join(folder, PROGRAM)))
      return { kind: 'embedded', binary: join(folder, PROGRAM) };
  }
  const bundled = bundledProgram(options.bundled ?? '@dynoxide/linux-x64/dynoxide');
  if (bundled === undefined) throw new MissingEngine();
  return { kind: 'embedded', binary: bundled };
}

function endpoint(text: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new Error(`PATRAVALI_DYNAMODB_ENDPOINT must be an http or https address, not "${text}".`);
  return url;
}

function bundledProgram(specifier: string): string | undefined {
  try {
    const file = createRequire(import.meta.url).resolve(specifier);
    return isProgram(file) ? file : undefined;
  } catch {
    // npm leaves an optional package out on a platform it was not built for.
    return undefined;
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
