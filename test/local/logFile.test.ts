import { existsSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { openLogFile } from '../../infra/local/logFile.ts';

it.runIf(existsSync('/dev/full'))(
  'a full disk is told on the terminal, once and not with every line',
  () => {
    const terminal = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const log = openLogFile('/dev/full');
    for (const message of ['one', 'two']) {
      log.entry('INFO', message);
      log.close();
    }
    expect(terminal.mock.calls.map(([text]) => text)).toEqual([
      expect.stringMatching(/disk .* is full/),
    ]);
  },
);
