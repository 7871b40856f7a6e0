import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { dataDirectory } from '../../infra/local/dataDirectory.ts';
import { checkFormat, writeFormat } from '../../infra/local/dataFormat.ts';

const root = mkdtempSync(join(tmpdir(), 'format-'));
const data = dataDirectory(root);
afterEach(() => rmSync(data.seeded, { force: true }));

it('an empty directory and one of this version are taken', () => {
  checkFormat(data);
  writeFormat(data);
  checkFormat(data);
});

it.each(['{"seeded":"sample district"}', '{"format":1}', 'not JSON'])(
  'one in which stands %s is refused in a sentence that says what to do',
  (text) => {
    writeFileSync(data.seeded, text);
    expect(() => checkFormat(data)).toThrow(/another version of Patravali.*npm run reset/);
  },
);
