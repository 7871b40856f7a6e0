/** The CDK app: `npx cdk synth`, or `node infra/app.ts` with CDK_OUTDIR for the local runner. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { addOffice } from './office.ts';
import { checkPolicy } from './policy.ts';

const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')) as {
  context: Record<string, unknown>;
};

const app = new App({
  // The CLI hands over cdk.json's context by itself; run alone, the app must not differ for it.
  context,
  outdir: process.env.CDK_OUTDIR ?? fileURLToPath(new URL('../cdk.out', import.meta.url)),
  analyticsReporting: false,
});

try {
  addOffice(app);
  // One switch for both gates: CDK's own template validation and the rules of the policy pack.
  if (process.env.CDK_VALIDATION !== 'false') checkPolicy(app);
  app.synth();
} catch (error) {
  if (!(error instanceof Error) || process.env.PATRAVALI_DEBUG) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
