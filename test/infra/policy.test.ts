import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkPolicy } from '../../infra/policy.ts';
import { checkPolicies } from '../../scripts/policy.ts';
import { placeholderBundles } from '../support/assembly.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'patravali-synth-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('every kind of deployment passes both gates, with a reason for each exception', () => {
  const { failure, resources, acknowledged } = checkPolicies(placeholderBundles());
  expect(failure).toBeUndefined();
  expect(resources).toBeGreaterThan(400);
  expect(acknowledged).toBeGreaterThan(100);
});

it('a deployment that cannot be synthesised does not pass', () => {
  expect(checkPolicies('/nowhere').failure).toMatchObject({
    deployment: 'dev',
    report: expect.stringContaining('npm run build'),
  });
});

describe('a gate', () => {
  // Other tests switch CDK's own validation off, to save time; here it is the subject.
  beforeEach(() => {
    vi.stubEnv('CDK_VALIDATION', 'true');
    vi.spyOn(console, 'error').mockReturnValue();
    return () => vi.unstubAllEnvs();
  });
  const context = { '@aws-cdk/core:validateAgainstDefaultRules': true };

  it('stops a resource that breaks a rule of the policy pack', () => {
    const app = new App({ context });
    checkPolicy(app);
    new Queue(new Stack(app, 'Planted'), 'Queue');
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS[34]/);
  });

  it('stops a property that CloudFormation does not know', () => {
    const app = new App({ context });
    new CfnResource(new Stack(app, 'Planted'), 'Queue', {
      type: 'AWS::SQS::Queue',
      properties: { QueueNaem: 'misspelt' },
    });
    expect(() => app.synth()).toThrow(/QueueNaem/);
  });
});

it('`npx cdk synth` needs neither network nor credentials nor a home', () => {
  const outdir = join(scratch, 'cdk.out');
  const cdk = join(root, 'node_modules', '.bin', 'cdk');
  const synth = [cdk, 'synth', '--quiet', '--build', 'node -e 0', '-o', outdir];
  const context = ['-c', `bundles=${placeholderBundles()}`];
  // In a network of its own where the system allows one, which has no way out.
  const alone = spawnSync('unshare', ['-rn', 'true']).status === 0 ? ['unshare', '-rn'] : [];
  const [command = '', ...rest] = [...alone, ...synth, ...context];
  const { status, stderr } = spawnSync(command, rest, {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: join(scratch, 'home') },
  });
  expect(stderr).not.toMatch(/error/i);
  expect(status).toBe(0);
  expect(readdirSync(outdir)).toEqual(
    expect.arrayContaining(['Records.template.json', 'Office.template.json']),
  );
});
