import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { CannotStart } from './cannotStart.ts';

const HOST = '127.0.0.1';

/** The ports an installation is reached by. All others are taken as the system gives them. */
export interface Ports {
  readonly api: number;
  readonly signIn: number;
  readonly s3: number;
}

const purposes: Readonly<Record<keyof Ports, string>> = {
  api: 'the API',
  signIn: 'sign-in',
  s3: 'document upload',
};

/** Three ports in a row from `first`; the sign-in address is part of every token, so they must not wander. */
export const portsFrom = (first: number): Ports => ({
  api: first,
  signIn: first + 1,
  s3: first + 2,
});

/** @throws CannotStart when the text is no port number that leaves room for three ports. */
export function readPort(text: string | undefined, fallback = 3000): number {
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_533) return port;
  throw new CannotStart(
    `PATRAVALI_PORT is ${JSON.stringify(text)}; it must be a number from 1 to 65533.`,
  );
}

/** @throws CannotStart naming the first port that another program holds. */
export async function checkPorts(ports: Ports): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    const problem = await probe(port);
    if (!problem) continue;
    const purpose = purposes[name as keyof Ports];
    throw new CannotStart(
      problem === 'EADDRINUSE'
        ? `Port ${port}, meant for ${purpose}, is in use by another program. Stop that program, or set PATRAVALI_PORT to another first port.`
        : `Port ${port}, meant for ${purpose}, cannot be used (${problem}). Set PATRAVALI_PORT to another first port.`,
    );
  }
}

/** A first port with two free ones after it, for tests. */
export async function freeFirstPort(): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 12_000);
    const problems = await Promise.all(Object.values(portsFrom(first)).map(probe));
    if (problems.every((problem) => problem === undefined)) return first;
  }
}

/** The error code of listening on the port, or undefined when that works. */
async function probe(port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, HOST);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port === port ? undefined : 'EADDRNOTAVAIL';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    server.close();
  }
}
