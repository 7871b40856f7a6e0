import { dirname, join } from 'node:path';
import { type RunningFunction, startFunction } from './lambda.ts';
import { type LogFile, openLogFile } from './logFile.ts';
import type { PlannedFunction } from './planning/functionPlan.ts';

/** Where functions find AWS, and as whom. */
export interface FunctionSurroundings {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** By the service's name in `AWS_ENDPOINT_URL_<SERVICE>`. */
  readonly endpoints: Readonly<Record<string, string>>;
}

export interface FunctionHost {
  /** @throws FunctionError */
  invoke(name: string, event: unknown): Promise<unknown>;
  /** Entries of level WARN and above in the functions' logs. */
  readonly warnings: number;
  close(graceMs: number): Promise<void>;
}

/** All functions of the assembly, each with its own log in `logs` and its own `/tmp` under `temporary`. */
export function startFunctions(
  functions: readonly PlannedFunction[],
  surroundings: FunctionSurroundings,
  folders: { readonly logs: string; readonly temporary: string },
): FunctionHost {
  const logs: LogFile[] = [];
  const running = new Map<string, RunningFunction>();
  for (const planned of functions) {
    const log = openLogFile(join(folders.logs, `${planned.area}.log`));
    logs.push(log);
    const temporaryDirectory = join(folders.temporary, planned.area);
    const environment = environmentOf(planned, surroundings, temporaryDirectory);
    running.set(planned.name, startFunction({ ...planned, environment, temporaryDirectory }, log));
  }
  return {
    async invoke(name, event) {
      const found = running.get(name);
      if (!found) throw new Error(`There is no function ${name}.`);
      return found.invoke(event);
    },
    get warnings() {
      return logs.reduce((sum, log) => sum + log.warnings, 0);
    },
    async close(graceMs) {
      await Promise.all([...running.values()].map((each) => each.close(graceMs)));
      for (const log of logs) log.close();
    },
  };
}

/** The variables that Lambda itself sets, the template's, and the local endpoints. Nothing of the owner's own AWS set-up. */
function environmentOf(
  planned: PlannedFunction,
  surroundings: FunctionSurroundings,
  home: string,
): Record<string, string> {
  const { region, accessKeyId, secretAccessKey, endpoints } = surroundings;
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    HOME: home,
    AWS_CONFIG_FILE: join(home, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_LAMBDA_FUNCTION_NAME: planned.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(planned.memoryMegabytes),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${planned.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: dirname(planned.file),
    ...Object.fromEntries(
      Object.entries(endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, url]),
    ),
    ...planned.variables,
  };
}
