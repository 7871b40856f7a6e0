/** The local services of one installation, in the order in which they need each other. */
import { once } from 'node:events';
import { join } from 'node:path';
import type { Address, BootOptions, Running } from './boot.ts';
import { CannotStart } from './cannotStart.ts';
import type { Credentials } from './credentials.ts';
import type { DataDirectory } from './dataDirectory.ts';
import { startDynamoDb } from './dynamodb/startDynamoDb.ts';
import { startEvents } from './events/startEvents.ts';
import { type FunctionHost, startFunctions } from './functionHost.ts';
import { gateway } from './gateway.ts';
import { jwtAuthorizer } from './jwtAuthorizer.ts';
import { FunctionError } from './lambda.ts';
import { openLogFile } from './logFile.ts';
import type { Plan } from './planning/plan.ts';
import type { Ports } from './ports.ts';
import { startS3 } from './s3/server.ts';
import { signedCall } from './signedCall.ts';
import { startSignIn } from './signIn/startSignIn.ts';
import { startStepFunctions } from './stepFunctions/startStepFunctions.ts';
import { StatesError } from './stepFunctions/statesError.ts';
import { startTextract } from './textract.ts';

/** Every service listens here and nowhere else. */
export const HOST = '127.0.0.1';
export const REGION = 'ap-south-1';
export const ACCOUNT = '000000000000';
/** Stands in for the id that Cognito gives a user pool. */
export const POOL_ID = `${REGION}_patravali`;
/** How long a stop waits for what is under way before it cuts it off. */
const GRACE_MS = 4_000;
const SWEEP_EVERY_MS = 60_000;

/** What stands once everything is up; `boot` makes a `Running` of it. */
export interface Started extends Omit<Running, keyof Address | 'close' | 'warnings'> {
  readonly address: Address;
  readonly warnings: () => number;
}

export interface Starting {
  readonly options: BootOptions;
  readonly plan: Plan;
  readonly data: DataDirectory;
  readonly credentials: Credentials;
  readonly ports: Ports;
  readonly apiUrl: string;
  /** What to undo, in the reverse of this order. */
  readonly closers: (() => unknown)[];
}

/** Starts every service of the plan. @throws CannotStart saying what is in the way; what came up by then is in `closers`. */
export async function startServices(starting: Starting): Promise<Started> {
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

  const textract = await startTextract({
    ...common,
    port: 0,
    workDir: join(data.temporary, 'textract'),
    warn,
  });
  closers.push(() => textract.close());

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
      endpoints: {
        DYNAMODB: dynamoDb.url,
        S3: s3.url,
        SFN: statesUrl,
        TEXTRACT: textract.url,
      },
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
