/** Writes the committed page of state tables. */
import { writeFile } from 'node:fs/promises';
import { stateMachineTables } from './stateMachineTables.ts';

await writeFile(new URL('../docs/state-machines.md', import.meta.url), stateMachineTables());
process.stdout.write('docs/state-machines.md written\n');
