/**
 * Boots a cloud assembly on this machine: tables, buckets, state machines, events, sign-in, functions and the API, as the
 * template describes them. All state stands in one data directory; ending the process at any moment loses nothing
 * that was acknowledged.
 */
import { resolve } from 'node:path';
import { readAssembly } from './assembly.ts';
import { CannotStart } from './cannotStart.ts';
import { type Credentials, openCredentials } from './credentials.ts';
import { dataDirectory } from './dataDirectory.ts';
import { prepareDataDirectory } from './disk.ts';
import { lockInstance } from './instanceLock.ts';
import { type Plan, planOf } from './planning/plan.ts';
import { checkPorts, freeFirstPort, portsFrom } from './ports.ts';
import { ACCOUNT, HOST, POOL_ID, REGION, startServices } from './services.ts';
import type { SignInClient } from './signIn/clients.ts';
import type { SignInUser } from './signIn/startSignIn.ts';

export interface BootOptions {
  /** The folder that `cdk synth` wrote. */
  readonly assemblyDir: string;
  readonly dataDir: string;
  /** First of three ports in a row; 0 for any three that are free. */
  readonly port: number;
  /** People who may sign in, added unless known. */
  readonly users?: () => SignInUser[];
  /** Host names, with port, by which the API may be addressed besides the loopback names. */
  readonly publicHosts?: readonly string[];
  /** Another engine that speaks DynamoDB, in place of the bundled one. */
  readonly dynamoDbEndpoint?: string;
  /** Run once the records can be reached and before the API opens. */
  readonly beforeOpen?: (records: RecordsConnection) => Promise<void>;
  /** Told of each part as it comes up. */
  readonly progress?: (sentence: string) => void;
  /** Milliseconds since 1970, for schedules, expiry and clocks of the state machines. */
  readonly now?: () => number;
}

/** How to reach the records. */
export interface RecordsConnection {
  readonly endpoint: string;
  readonly region: string;
  readonly tableName: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Where a running installation is, for people and programs. Stands in `instance.json` while it runs. */
export interface Address {
  readonly apiUrl: string;
  readonly issuer: string;
  readonly s3Url: string;
  readonly dynamoDbUrl: string;
  readonly statesUrl: string;
  readonly region: string;
  /** The table of the records. */
  readonly tableName: string;
  /** The client that people sign in with, where they are sent back to, and all that it may ask for. */
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

export interface Running extends Address {
  readonly bucketNames: readonly string[];
  /** Whose calls the local services take. */
  readonly credentials: Pick<Credentials, 'accessKeyId' | 'secretAccessKey'>;
  readonly clients: readonly SignInClient[];
  /** Executions that were under way when the last process ended and go on now. */
  readonly executionsResumed: number;
  /** Entries of level WARN and above in all logs since the start. */
  readonly warnings: number;
  /** Calls a function directly, for tests. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** @throws CannotStart saying in one sentence what is in the way. */
export async function boot(options: BootOptions): Promise<Running> {
  const assembly = readAssembly(resolve(options.assemblyDir));
  const data = dataDirectory(resolve(options.dataDir));
  prepareDataDirectory(data.root);
  const lock = lockInstance(data);
  const closers: (() => unknown)[] = [() => lock.release()];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const ports = portsFrom(options.port || (await freeFirstPort()));
    await checkPorts(ports);
    const apiUrl = `http://${HOST}:${ports.api}`;
    const credentials = openCredentials(data.credentials);
    const plan = planOf(assembly, {
      region: REGION,
      account: ACCOUNT,
      apiUrl,
      issuer: `http://${HOST}:${ports.signIn}/${POOL_ID}`,
      poolId: POOL_ID,
      secretOfClient: (clientId) => credentials.secretOfClient(clientId),
    });
    refuseUnknown(plan);
    const running = await startServices({
      options,
      plan,
      data,
      credentials,
      ports,
      apiUrl,
      closers,
    });
    lock.describe({ address: running.address });
    const { address, warnings, ...rest } = running;
    return {
      ...address,
      ...rest,
      get warnings() {
        return warnings();
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function refuseUnknown({ unknown }: Plan): void {
  const [first, ...others] = unknown;
  if (!first) return;
  const more = others.length ? ` (and ${others.length} more like it)` : '';
  throw new CannotStart(
    `The local runner does not know everything in the cloud assembly: ${first}${more}`,
  );
}
