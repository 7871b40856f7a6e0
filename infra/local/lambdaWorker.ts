/** One Lambda execution environment: loads one bundle, then runs one invocation at a time. Started by `lambda.ts`. */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

export interface WorkerSettings {
  readonly file: string;
  readonly handler: string;
  readonly name: string;
  readonly arn: string;
  readonly memoryMegabytes: number;
  readonly sourceMaps: boolean;
}

export interface WorkerRequest {
  readonly requestId: string;
  /** The event as JSON text. */
  readonly event: string;
  /** When the time limit ends, in milliseconds since 1970. */
  readonly deadline: number;
}

export type WorkerAnswer = {
  readonly requestId: string;
  /** The environment cannot be used again. */
  readonly broken?: boolean;
} & (
  | { readonly ok: string; readonly error?: undefined }
  | {
      readonly ok?: undefined;
      readonly error: { errorType: string; errorMessage: string; trace: string[] };
    }
);

type Handler = (event: unknown, context: object) => unknown;

const settings = workerData as WorkerSettings;
const port = parentPort;
if (!port) throw new Error('lambdaWorker.ts runs as a worker thread only.');
if (settings.sourceMaps) process.setSourceMapsEnabled(true);

/** The handler, or why there is none. A bundle that does not load fails each invocation, as on AWS. */
const loaded: Promise<{ handler: Handler } | { error: Error; errorType: string }> = import(
  pathToFileURL(settings.file).href
).then(
  (module: Record<string, unknown>) => {
    const handler = module[settings.handler];
    if (typeof handler === 'function') return { handler: handler as Handler };
    return {
      error: new Error(`${settings.handler} is undefined or not exported`),
      errorType: 'Runtime.HandlerNotFound',
    };
  },
  (error: unknown) => ({
    error: error instanceof Error ? error : new Error(String(error)),
    errorType: 'Runtime.ImportModuleError',
  }),
);

port.on('message', async ({ requestId, event, deadline }: WorkerRequest) => {
  const answer = (body: WorkerAnswer) => port.postMessage(body);
  const failed = (error: unknown, errorType?: string): WorkerAnswer => {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return {
      requestId,
      broken: errorType !== undefined,
      error: {
        errorType: errorType ?? name,
        errorMessage: message,
        trace: stack?.split('\n') ?? [],
      },
    };
  };

  const module = await loaded;
  if ('error' in module) return answer(failed(module.error, module.errorType));
  try {
    const context = {
      awsRequestId: requestId,
      callbackWaitsForEmptyEventLoop: true,
      functionName: settings.name,
      functionVersion: '$LATEST',
      invokedFunctionArn: settings.arn,
      logGroupName: `/aws/lambda/${settings.name}`,
      logStreamName: 'local',
      memoryLimitInMB: String(settings.memoryMegabytes),
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    };
    const result = await module.handler(JSON.parse(event), context);
    answer({ requestId, ok: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    answer(failed(error));
  }
});
