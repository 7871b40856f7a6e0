/** `npm start`: builds what has changed, boots the cloud assembly and says where everything is. */
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { boot, type RecordsConnection, type Running } from './boot.ts';
import { CannotStart } from './cannotStart.ts';
import { type DataDirectory, dataDirectory } from './dataDirectory.ts';
import { checkFormat, writeFormat } from './dataFormat.ts';
import { makeAssembly } from './makeAssembly.ts';
import { readPort } from './ports.ts';
import { samplePassword, sampleUsers } from './sampleDistrict.ts';
import { seedDistrict } from './seed.ts';

/** Functions on AWS run by UTC; here they share this process's clock. */
process.env.TZ = 'UTC';

const LONGEST_STOP_MS = 10_000;
const write = (text: string) => process.stdout.write(`${text}\n`);
const progress = (sentence: string) =>
  write(`  ${(performance.now() / 1000).toFixed(1).padStart(5)} s  ${sentence}`);

try {
  const running = await start();
  stopOnSignal(running);
} catch (error) {
  fail(error);
}

async function start(): Promise<Running> {
  const port = readPort(process.env.PATRAVALI_PORT);
  const dataDir = resolve(process.env.PATRAVALI_DATA || '.patravali');
  const publicHosts = hostsOf(process.env.PATRAVALI_PUBLIC_URL);
  write(`Patravali starts with its records in ${relative(process.cwd(), dataDir) || dataDir}.`);
  const data = dataDirectory(dataDir);
  checkFormat(data);
  const assemblyDir = await makeAssembly(progress);
  const endpoint = process.env.PATRAVALI_DYNAMODB_ENDPOINT;
  const running = await boot({
    assemblyDir,
    dataDir,
    port,
    progress,
    publicHosts,
    ...(endpoint && { dynamoDbEndpoint: endpoint }),
    users: () =>
      sampleUsers.map(({ username, subject, name }) => ({
        username,
        password: samplePassword,
        sub: subject,
        name: name.hi,
      })),
    beforeOpen: (records) => seedOnce(records, data),
  });
  announce(running);
  return running;
}

/** The host of the address by which a proxy in front of the API is known, if there is one. */
function hostsOf(publicUrl: string | undefined): string[] {
  if (!publicUrl) return [];
  const url = URL.parse(publicUrl);
  if (url && /^https?:$/.test(url.protocol)) return [url.host];
  throw new CannotStart(
    `PATRAVALI_PUBLIC_URL is ${JSON.stringify(publicUrl)}; it must be an address.`,
  );
}

/** The sample district is laid into empty records once; what people have changed since is theirs. */
async function seedOnce(records: RecordsConnection, data: DataDirectory): Promise<void> {
  if (existsSync(data.seeded)) return;
  await seedDistrict(records);
  writeFormat(data);
  progress('sample district laid');
}

function announce({ apiUrl, issuer }: Running): void {
  const widest = Math.max(...sampleUsers.map(({ username }) => username.length));
  write(`
  API             ${apiUrl}/v1
  Documentation   ${apiUrl}/v1/docs
  Sign-in         ${issuer}

  Who can sign in, all with the password ${samplePassword}
${sampleUsers
  .map(({ username, name, post }) => `    ${username.padEnd(widest)}  ${name.en}, ${post.en}`)
  .join('\n')}

  npm run demo    a day of the office: from the scan of a letter to the record room
  Ctrl+C          stops; everything is kept

READY ${apiUrl}`);
}

function stopOnSignal(running: Running): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(130);
    stopping = true;
    setTimeout(() => process.exit(1), LONGEST_STOP_MS).unref();
    const { warnings } = running;
    await running.close();
    if (warnings) write(`${warnings} warnings stand in the logs of the data directory.`);
    write('Patravali has stopped.');
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** One sentence; the rest only for whoever asks for it. */
function fail(error: unknown): never {
  const sentence = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Patravali cannot start. ${sentence}\n`);
  if (process.env.PATRAVALI_DEBUG) process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
}
