/**
 * The embedded S3 in a process of its own, for tests that kill it or starve it. Reads the data directory from its
 * arguments, prints its address, and writes beside the data every delivered event to `delivered.jsonl` and every fault
 * to `faults.txt`.
 */
import { appendFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestS3 } from './s3.ts';

const dir = process.argv[2] as string;
const { url } = await startTestS3(join(dir, 'data'), {
  deliver: async (event) => {
    // Long enough that a kill finds deliveries under way.
    await sleep(2);
    await appendFile(join(dir, 'delivered.jsonl'), `${JSON.stringify(event)}\n`);
  },
  onFault: (error) => appendFileSync(join(dir, 'faults.txt'), `${String(error)}\n`),
});
process.stdout.write(`${url}\n`);
