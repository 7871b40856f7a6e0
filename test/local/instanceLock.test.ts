import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CannotStart } from '../../infra/local/cannotStart.ts';
import { openCredentials } from '../../infra/local/credentials.ts';
import { type DataDirectory, dataDirectory } from '../../infra/local/dataDirectory.ts';
import { prepareDataDirectory, sentenceFor } from '../../infra/local/disk.ts';
import { lockInstance } from '../../infra/local/instanceLock.ts';
import { checkPorts, freeFirstPort, portsFrom, readPort } from '../../infra/local/ports.ts';

let data: DataDirectory;
beforeEach(() => {
  data = dataDirectory(mkdtempSync(join(tmpdir(), 'patravali-lock-')));
});
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(data.root, { recursive: true, force: true });
});

/** Another process that takes the lock, says so and stays. */
async function holder() {
  const source = `
    import { lockInstance } from ${JSON.stringify(new URL('../../infra/local/instanceLock.ts', import.meta.url).href)};
    import { dataDirectory } from ${JSON.stringify(new URL('../../infra/local/dataDirectory.ts', import.meta.url).href)};
    lockInstance(dataDirectory(${JSON.stringify(data.root)}));
    process.stdout.write('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

describe('one process a data directory', () => {
  it('refuses a second process and names the first', async () => {
    const child = await holder();
    expect(() => lockInstance(data)).toThrow(CannotStart);
    expect(() => lockInstance(data)).toThrow(
      `already running on ${data.root} (process ${child.pid})`,
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('lets the next process in after the first was killed', async () => {
    const child = await holder();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(data.instance)).toBe(true);
    lockInstance(data).release();
    expect(existsSync(data.instance)).toBe(false);
  });

  it('lets the next in after the first let go', () => {
    lockInstance(data).release();
    lockInstance(data).release();
  });
});

describe('the data directory', () => {
  it('is made for its owner alone', () => {
    const root = join(data.root, 'deep', 'own');
    prepareDataDirectory(root);
    expect(statSync(root).mode & 0o777).toBe(0o700);
  });

  it('refuses in one sentence when a file stands in its place', () => {
    const file = join(data.root, 'file');
    writeFileSync(file, '');
    for (const root of [file, join(file, 'below')]) {
      expect(() => prepareDataDirectory(root)).toThrow(
        /a file stands in its place\. Set PATRAVALI_DATA/,
      );
    }
  });

  it('refuses in one sentence when it cannot be written to', () => {
    // The kernel's own tree takes no folder from anybody, root included.
    expect(() => prepareDataDirectory('/sys/patravali')).toThrow(
      'The data directory /sys/patravali cannot be written to. Set PATRAVALI_DATA to a folder that this user can write to.',
    );
  });

  it('says that the disk is full when it is', () => {
    const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    expect(sentenceFor('/srv/p', missing)).toMatch(/cannot be written to/);
    expect(sentenceFor('/srv/p', full)).toMatch(
      /^The disk that holds the data directory \/srv\/p is full\./,
    );
  });
});

describe('credentials', () => {
  it('are made once, differ between installations and are readable by their owner alone', () => {
    const first = openCredentials(data.credentials);
    const secret = first.secretOfClient('system');
    const again = openCredentials(data.credentials);
    expect(again.secretAccessKey).toBe(first.secretAccessKey);
    expect(again.secretOfClient('system')).toBe(secret);
    expect(statSync(data.credentials).mode & 0o777).toBe(0o600);
    expect(openCredentials(`${data.credentials}2`).secretAccessKey).not.toBe(first.secretAccessKey);
  });

  it('refuses a damaged file in one sentence rather than making new ones', () => {
    writeFileSync(data.credentials, '{"accessKeyId":');
    expect(() => openCredentials(data.credentials)).toThrow(CannotStart);
  });
});

describe('ports', () => {
  it('names a busy port, what it is for and the setting that moves it', async () => {
    const first = await freeFirstPort();
    const other = createServer();
    await once(other.listen(first + 1, '127.0.0.1'), 'listening');
    await expect(checkPorts(portsFrom(first))).rejects.toThrow(
      `Port ${first + 1}, meant for sign-in, is in use by another program. Stop that program, or set PATRAVALI_PORT to another first port.`,
    );
    other.close();
    await once(other, 'close');
    await checkPorts(portsFrom(first));
  });

  it.each(['0', '65534', '3000x', '-1', '3e3'])('refuses PATRAVALI_PORT=%s', (text) => {
    expect(() => readPort(text)).toThrow(/^PATRAVALI_PORT is/);
  });

  it('takes 3000 when nothing is said', () => {
    expect(readPort(undefined)).toBe(3000);
    expect(readPort('4100')).toBe(4100);
  });
});
