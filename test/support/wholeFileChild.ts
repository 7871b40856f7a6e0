/** Prints a whole file of many one-page letters in a process of its own, and says how much memory it took. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { wholeFile } from '../../shared/press/wholeFile.ts';
import { wholeFileOf } from './wholeFileOf.ts';

const [from = '', count = '1', folder = '', target = ''] = process.argv.slice(2);
const letters = Array.from({ length: Number(count) }, () => ({
  from,
  type: 'image/jpeg',
  pages: 1,
}));
const out = createWriteStream(target);
const { pages } = await wholeFile(wholeFileOf({ letters, notes: 20, folder }), {
  async write(bytes) {
    if (!out.write(bytes)) await once(out, 'drain');
  },
});
out.end();
await once(out, 'finish');
process.stdout.write(JSON.stringify({ pages, kilobytes: process.resourceUsage().maxRSS }));
