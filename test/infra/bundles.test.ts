import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, sizesOf } from '../../scripts/build.ts';
import { apiAreas } from '../../shared/api/route.ts';

const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
const baseline = join(folder, 'baseline.mjs');

beforeAll(async () => {
  await build(folder, [...apiAreas]);
  await bundle({
    stdin: {
      contents: `import middy from '@middy/core'; import * as z from 'zod';
        import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
        export const handler = middy(async () => [z.strictObject({}), new DynamoDBClient()]);`,
      resolveDir: process.cwd(),
    },
    outfile: baseline,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: {
      js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** CPU milliseconds a fresh process spends on loading a module. */
function cpuToLoad(file: string): number {
  const script = `const before = process.cpuUsage(); await import(${JSON.stringify(file)});
    const { user, system } = process.cpuUsage(before); process.stdout.write(String((user + system) / 1000));`;
  return Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, AWS_REGION: 'ap-south-1' },
    }),
  );
}
const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/**
 * What a bundle costs against the bare one. What else the machine does only adds to a cost, and hits both of a pair
 * alike: both the least costs and the middle ratio of the pairs come down to the truth, the longer the nearer.
 */
function ratioOf(file: string): number {
  const ours: number[] = [];
  const bare: number[] = [];
  let ratio = Number.POSITIVE_INFINITY;
  for (let round = 1; round <= 100 && (round <= 5 || ratio > 1.5); round += 1) {
    ours.push(cpuToLoad(file));
    bare.push(cpuToLoad(baseline));
    ratio = Math.min(
      Math.min(...ours) / Math.min(...bare),
      median(ours.map((cost, pair) => cost / (bare[pair] ?? cost))),
    );
  }
  return ratio;
}

describe('the bundle of every API function', () => {
  it('keeps its entry below 250 KB and all its code below 650 KB', async () => {
    for (const { area, entry, code } of await sizesOf(folder)) {
      expect(entry, `${area}, entry`).toBeLessThanOrEqual(250_000);
      expect(code, `${area}, all chunks`).toBeLessThanOrEqual(650_000);
    }
  });

  it('costs at most half as much again to load as middy, zod and the DynamoDB client alone', () => {
    for (const area of apiAreas) {
      expect(ratioOf(join(folder, area, 'index.mjs')), area).toBeLessThanOrEqual(1.5);
    }
  }, 900_000);
});
