/**
 * Boots a cloud assembly on this machine: tables, buckets, state machines, events, sign-in, functions and the API, as the
 * template describes them. All state stands in one data directory; ending the process at any moment loses nothing
 * that was acknowledged.
 */
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { readAssembly } from './assembly.ts';
import { CannotStart } from './cannotStart.ts';
import { type Credentials, openCredentials } from './credentials.ts';
import { type DataDirectory, dataDirectory } from './dataDirectory.ts';
import { prepareDataDirectory } from './disk.ts';
import { startDynamoDb } from './dynamodb/startDynamoDb.ts';
import { startEvents } from './events/startEvents.ts';
import { type FunctionHost, startFunctions } from './functionHost.ts';
import { gateway } from './gateway.ts';
import { lockInstance } from './instanceLock.ts';
import { jwtAuthorizer } from './jwtAuthorizer.ts';
import { FunctionError } from './lambda.ts';
import { openLogFile } from './logFile.ts';
import { type Plan, planOf } from './planning/plan.ts';
import { checkPorts, freeFirstPort, portsFrom } from './ports.ts';
import { startS3 } from './s3/server.ts';
import { signedCall } from './signedCall.ts';
import type { SignInClient } from './signIn/clients.ts';
import { type SignInUser, startSignIn } from './signIn/startSignIn.ts';
import { startStepFunctions } from './stepFunctions/startStepFunctions.ts';
import { StatesError } from './stepFunctions/statesError.ts';

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

const HOST = '127.0.0.1';
const REGION = 'ap-south-1';
const ACCOUNT = '000000000000';
const POOL_ID = `${REGION}_patravali`;
/** How long a stop waits for what is under way before it cuts it off. */
const GRACE_MS = 4_000;
const SWEEP_EVERY_MS = 60_000;

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
    const running = await start({ options, plan, data, credentials, ports, apiUrl, closers });
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

/** What stands once everything is up; `boot` makes a `Running` of it. */
interface Started extends Omit<Running, keyof Address | 'close' | 'warnings'> {
  readonly address: Address;
  readonly warnings: () => number;
}

interface Starting {
  readonly options: BootOptions;
  readonly plan: Plan;
  readonly data: DataDirectory;
  readonly credentials: Credentials;
  readonly ports: ReturnType<typeof portsFrom>;
  readonly apiUrl: string;
  /** What to undo, in the reverse of this order. */
  readonly closers: (() => unknown)[];
}

async function start(starting: Starting): Promise<Started> {
  const { options, plan, data, credentials, ports, apiUrl, closers } = starting;
  const { now = Date.now, progress = () => {} } = options;
  const secretOf = (accessKeyId: string) =>
    accessKeyId === credentials.accessKeyId ? credentials.secretAccessKey : undefined;
  const common = { host: HOST, region: REGION, secretOf, now };

  const log = openLogFile(join(data.logs, 'runner.log'));
  const alarms = openLogFile(join(data.logs, 'alarms.log'));
  closers.push(() => {
    log.close();
    alarms.close();
  });
  const warn = (sentence: string) => log.entry('WARN', sentence);

  // Services that call functions come up before the addresses that functions need are all known.
  const opened = Promise.withResolvers<FunctionHost>();
  opened.promise.catch(() => {});
  const invoke = async (name: string, event: unknown) => (await opened.promise).invoke(name, event);

  const events = startEvents({
    file: data.events,
    plan,
    region: REGION,
    account: ACCOUNT,
    now,
    warn,
    invoke,
    notifyTopic: async (topic, event) => alarms.entry('WARN', topic, { event }),
    startExecution: async (stateMachineArn, name, input) => {
      const body = { stateMachineArn, name, input: JSON.stringify(input) };
      await signedCall({
        url: statesUrl,
        service: 'states',
        region: REGION,
        target: 'AWSStepFunctions.StartExecution',
        body,
        credentials,
      });
    },
  });
  closers.push(() => events.closeDatabase());

  const [dynamoDb, s3, signIn] = await Promise.all([
    startDynamoDb({
      ...common,
      dir: data.records,
      port: 0,
      tables: plan.tables,
      warn,
      ...(options.dynamoDbEndpoint && { externalEndpoint: options.dynamoDbEndpoint }),
    }).then(
      (started) => {
        closers.push(() => started.close());
        progress(`records (${plan.tables.length} table, ${started.engine} engine)`);
        return started;
      },
      (error: Error) => {
        const { dynamoDbEndpoint: endpoint } = options;
        if (!endpoint) throw error;
        throw new CannotStart(
          `The DynamoDB endpoint ${endpoint}, set by PATRAVALI_DYNAMODB_ENDPOINT, cannot be used. ${error.message}`,
          { cause: error },
        );
      },
    ),
    startS3({
      ...common,
      dir: data.objects,
      port: ports.s3,
      buckets: [...plan.buckets],
      deliver: (event) => events.publish(event),
      onFault: (error) => warn(`Object store: ${String(error)}`),
    }).then((started) => {
      closers.push(() => started.close());
      progress(`documents (${plan.buckets.length} buckets)`);
      return started;
    }),
    startSignIn({
      dir: data.signIn,
      host: HOST,
      port: ports.signIn,
      poolId: POOL_ID,
      clients: [...plan.clients],
      resourceServer: plan.resourceServer,
      users: options.users ?? (() => []),
      now,
      onError: (error) => warn(`Sign-in: ${String(error)}`),
    }).then((started) => {
      closers.push(() => started.close());
      progress(`sign-in (${plan.clients.length} clients)`);
      return started;
    }),
  ]);

  const [table] = plan.tables;
  if (options.beforeOpen && table) {
    const { accessKeyId, secretAccessKey } = credentials;
    await options.beforeOpen({
      endpoint: dynamoDb.url,
      region: REGION,
      tableName: table.TableName,
      credentials: { accessKeyId, secretAccessKey },
    });
  }

  const states = await startStepFunctions({
    ...common,
    dir: data.machines,
    port: 0,
    account: ACCOUNT,
    machines: [...plan.machines],
    deliver: (event) => events.publish(event),
    invoke: (_resource, args) => invokeTask(invoke, args),
    report: warn,
  });
  const statesUrl = states.url;
  progress(
    `state machines (${plan.machines.length}, ${states.executionsResumed} executions go on)`,
  );

  const functions = startFunctions(
    plan.functions,
    {
      region: REGION,
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      endpoints: { DYNAMODB: dynamoDb.url, S3: s3.url, SFN: statesUrl },
    },
    { logs: data.logs, temporary: data.temporary },
  );
  opened.resolve(functions);
  const feeding = events.startFeeding((table, mapping) => dynamoDb.streamOf(table, mapping));
  progress(`functions (${plan.functions.length}) and events`);

  const server = gateway({
    routes: plan.routes,
    authorize: jwtAuthorizer({
      issuer: signIn.issuer,
      jwksUri: signIn.jwksUri,
      audience: plan.audience,
      now,
    }),
    invoke,
    publicHosts: options.publicHosts ?? [],
    account: ACCOUNT,
    log,
    afterCall: () => feeding.wake(),
  });

  const sweeps = setInterval(() => {
    const failed = (error: unknown) => warn(`Expired items are waiting: ${String(error)}`);
    dynamoDb.sweepExpired().catch(failed);
    dynamoDb.trimStreams().catch(failed);
    s3.sweepExpired().catch(failed);
    events.sweep();
  }, SWEEP_EVERY_MS).unref();

  // Whoever calls functions stops before they do: an execution must not take our stopping for its task's failure.
  closers.push(async () => {
    clearInterval(sweeps);
    const ended = [closeServer(server), feeding.stop(), states.close()];
    await Promise.race([Promise.all(ended), delay(GRACE_MS)]);
    await functions.close(0);
    server.closeAllConnections();
    await Promise.all(ended);
  });

  server.listen(ports.api, HOST);
  await once(server, 'listening');
  progress(`API (${plan.routes.length} routes)`);

  const portal = plan.clients.find(({ kind }) => kind === 'public');
  return {
    address: {
      apiUrl,
      issuer: signIn.issuer,
      s3Url: s3.url,
      dynamoDbUrl: dynamoDb.url,
      statesUrl,
      region: REGION,
      tableName: table?.TableName ?? '',
      clientId: portal?.clientId ?? '',
      redirectUri: portal?.redirectUris?.[0] ?? '',
      scopes: portal?.scopes ?? [],
    },
    bucketNames: plan.buckets.map(({ name }) => name),
    credentials,
    clients: plan.clients,
    executionsResumed: states.executionsResumed,
    warnings: () => log.warnings + functions.warnings,
    invoke,
  };
}

/** `lambda:invoke` as Step Functions makes it. @throws StatesError named as Lambda names the function's error. */
async function invokeTask(
  invoke: (name: string, event: unknown) => Promise<unknown>,
  args: unknown,
): Promise<unknown> {
  const { FunctionName, Payload } = args as { FunctionName: string; Payload?: unknown };
  const name = /:function:([^:]+)/.exec(FunctionName)?.[1] ?? FunctionName;
  try {
    const payload = await invoke(name, Payload ?? {});
    return { ExecutedVersion: '$LATEST', StatusCode: 200, Payload: payload };
  } catch (error) {
    if (error instanceof FunctionError) {
      throw new StatesError(error.errorType, JSON.stringify(error.payload));
    }
    throw new StatesError('Lambda.ResourceNotFoundException', (error as Error).message);
  }
}

const delay = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const closeServer = (server: ReturnType<typeof gateway>) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
