import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Address } from '../../infra/local/boot.ts';
import { dataDirectory } from '../../infra/local/dataDirectory.ts';
import { samplePassword } from '../../infra/local/sampleDistrict.ts';
import { signIn } from '../../infra/local/signIn/client.ts';
import { type Client, clientOf } from '../../shared/api/client.ts';

const script = (name: string) =>
  fileURLToPath(new URL(`../../infra/local/${name}.ts`, import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One `npm start` of an installation, as a process of its own. */
export interface Installation {
  readonly child: ChildProcess;
  readonly address: Address;
  /** Everything it has written to its terminal so far. */
  output(): string;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Ends it as Ctrl+C does and gives its exit code. */
  stop(): Promise<number | null>;
  /** Signs a sample person in. */
  as(username: string): Promise<Client>;
}

const environment = (data: string, port: number | string) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  PATRAVALI_DATA: data,
  PATRAVALI_PORT: String(port),
});

/** Starts an installation and waits for its READY line. @throws with its last words when it ends before that */
export async function startInstallation(data: string, port: number): Promise<Installation> {
  const child = spawn(process.execPath, [script('start')], {
    env: environment(data, port),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk;
      if (/^READY /m.test(output)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => reject(new Error(`Patravali did not start:\n${output}`)));
  });
  const { address } = JSON.parse(readFileSync(dataDirectory(data).instance, 'utf8')) as {
    address: Address;
  };
  const exited = once(child, 'exit') as Promise<[number | null]>;
  return {
    child,
    address,
    output: () => output,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
    async as(username) {
      const { issuer, clientId, redirectUri, scopes, apiUrl } = address;
      const request = {
        issuer,
        clientId,
        redirectUri,
        username,
        password: samplePassword,
        scopes: [...scopes],
      };
      let { accessToken } = await signIn(request);
      return clientOf(
        apiUrl,
        () => accessToken,
        async () => {
          ({ accessToken } = await signIn({ ...request, maxAge: 0 }));
        },
      );
    },
  };
}

/** Runs `start` or `reset` to its end. */
export async function runToEnd(
  name: 'start' | 'reset',
  data: string,
  port: number | string = 0,
  more: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [script(name)], {
    env: { ...environment(data, port), ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
