/**
 * The gate before any deployment: synthesises every kind of deployment with CDK's own template
 * validation and the AWS Solutions rules, and fails on the first finding of either.
 *
 * Needs no network and no credentials. Prints one line.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, defaultOutDir } from './build.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** CDK context of each kind of deployment that must pass. */
const deployments: Readonly<Record<string, Record<string, string>>> = {
  dev: { stage: 'dev' },
  prod: { stage: 'prod', portalOrigin: 'https://office.example.gov.in' },
  'prod with its own sign-in': {
    stage: 'prod',
    portalOrigin: 'https://office.example.gov.in',
    issuer: 'https://sign-in.example.gov.in',
    audience: 'patravali',
    latinEngine: 'textract',
    alarmEmail: 'alarms@example.gov.in',
  },
};

export interface PolicyResult {
  /** Resources synthesised, over all deployments. */
  readonly resources: number;
  /** Findings that are known and carry a reason. */
  readonly acknowledged: number;
  /** What stopped it: the deployment and the report, or nothing. */
  readonly failure?: { readonly deployment: string; readonly report: string };
}

/**
 * Checks every deployment.
 *
 * @param bundles the folder that holds one bundle a function.
 */
export function checkPolicies(bundles: string): PolicyResult {
  let resources = 0;
  let acknowledged = 0;
  const scratch = mkdtempSync(join(tmpdir(), 'patravali-policy-'));
  try {
    for (const [deployment, context] of Object.entries(deployments)) {
      const outdir = join(scratch, 'cdk.out');
      const report = synthesise(outdir, { ...context, bundles });
      if (report) return { resources, acknowledged, failure: { deployment, report } };
      resources += countOf(outdir, '.template.json', /"Type": "AWS::/g);
      acknowledged += countOf(outdir, '.metadata.json', /aws:cdk:acknowledged-rules/g);
      rmSync(outdir, { recursive: true, force: true });
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return { resources, acknowledged };
}

/** Synthesises once; the report when anything is wrong, nothing otherwise. */
function synthesise(outdir: string, context: Record<string, string>): string | undefined {
  const { CDK_VALIDATION: _, ...environment } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...environment, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  return status === 0 ? undefined : `${stdout}${stderr}`.trim();
}

function countOf(folder: string, ending: string, pattern: RegExp): number {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(folder, name), 'utf8').match(pattern)?.length ?? 0)
    .reduce((sum, count) => sum + count, 0);
}

if (import.meta.main) {
  await build();
  const { resources, acknowledged, failure } = checkPolicies(defaultOutDir);
  if (failure) {
    process.stderr.write(`${failure.report}\n`);
    process.stdout.write(`policy: the deployment "${failure.deployment}" does not pass\n`);
    process.exitCode = 1;
  } else {
    const kinds = Object.keys(deployments).length;
    process.stdout.write(
      `policy: ${kinds} kinds of deployment pass, ${resources} resources, no finding, ${acknowledged} acknowledged with a reason\n`,
    );
  }
}
