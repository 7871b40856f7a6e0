import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAssembly, type Template } from '../../infra/local/assembly.ts';
import { boot } from '../../infra/local/boot.ts';
import { type Plan, planOf, unknownParts } from '../../infra/local/planning/plan.ts';
import { knownResourceTypes } from '../../infra/local/planning/resourceTypes.ts';
import { routes } from '../../shared/api/routes/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let directory: string;
let assemblyDir: string;

/** The real CDK app over bundles that hold nothing: what the template says does not depend on what they do. */
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'patravali-assembly-'));
  assemblyDir = join(directory, 'cdk.out');
  const bundles = join(directory, 'dist');
  for (const area of readdirSync(join(root, 'functions'))) {
    mkdirSync(join(bundles, area), { recursive: true });
    writeFileSync(
      join(bundles, area, 'index.mjs'),
      `export const handler = async () => '${area}';`,
    );
  }
  const synth = spawnSync(process.execPath, [join(root, 'infra', 'app.ts')], {
    env: {
      PATH: process.env.PATH,
      CDK_OUTDIR: assemblyDir,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ bundles }),
    },
    encoding: 'utf8',
  });
  expect(synth.stderr).toBe('');
  expect(synth.status).toBe(0);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const surroundings = {
  region: 'ap-south-1',
  account: '000000000000',
  apiUrl: 'http://127.0.0.1:4000',
  issuer: 'http://127.0.0.1:4001/pool',
  poolId: 'pool',
  secretOfClient: () => 'secret',
};
const plan = (): Plan => planOf(readAssembly(assemblyDir), surroundings);

/** A copy of the assembly in which one template has been changed. */
function altered(change: (template: Required<Template>) => void, stack = 'Office'): string {
  const copy = mkdtempSync(join(directory, 'altered-'));
  cpSync(assemblyDir, copy, { recursive: true });
  const file = join(copy, `${stack}.template.json`);
  const template = JSON.parse(readFileSync(file, 'utf8')) as Required<Template>;
  change(template);
  writeFileSync(file, JSON.stringify(template));
  return copy;
}

const firstOf = (template: Required<Template>, type: string) => {
  const found = Object.values(template.Resources).find(({ Type }) => Type === type);
  if (!found?.Properties) throw new Error(`The template has no ${type}.`);
  return found as { Type: string; Properties: Record<string, unknown> };
};

describe('the cloud assembly that deploys', () => {
  it('holds nothing that the local runner does not know', () => {
    expect(unknownParts(readAssembly(assemblyDir))).toEqual([]);
  });

  it('holds only types whose treatment is written down with a reason', () => {
    for (const { type } of readAssembly(assemblyDir).resources) {
      expect(knownResourceTypes[type], type).toMatch(/^(booted|ignored: .{10,})$/);
    }
  });

  it('serves every route of the route table, each behind its scope or open to all', () => {
    const served = new Map(plan().routes.map(({ key, scopes }) => [key, scopes]));
    for (const route of Object.values(routes)) {
      const expected = route.access === 'public' ? undefined : [`patravali/${route.access}`];
      expect(served.has(`${route.method} ${route.path}`), route.path).toBe(true);
      expect(served.get(`${route.method} ${route.path}`)).toEqual(expected);
    }
    expect(served.size).toBe(Object.keys(routes).length);
  });

  it('has a bundle on disk and a whole environment for every function', () => {
    const { functions, tables, buckets } = plan();
    expect(functions.map(({ area }) => area).sort()).toEqual(
      readdirSync(join(root, 'functions')).sort(),
    );
    for (const { file, variables } of functions) {
      expect(existsSync(file)).toBe(true);
      expect(variables.TABLE_NAME).toBe(tables[0]?.TableName);
      expect(buckets.map(({ name }) => name)).toContain(variables.DOCUMENTS_BUCKET);
      expect(JSON.stringify(variables)).not.toMatch(/Fn::|"Ref"|\[object/);
    }
  });

  it('[row 4] prints lead to the address at which it is served, whichever port that is', () => {
    const press = plan().functions.find(({ area }) => area === 'press');
    expect(press?.variables.PORTAL_ORIGIN).toBe(surroundings.apiUrl);
  });

  it('lets go of prints, and of nothing else that was documents', () => {
    const documents = plan().buckets.find(({ name }) => name.includes('documents'));
    expect(documents?.lifecycle).toEqual([
      { prefix: '', abortUploadsAfterDays: 2 },
      { prefix: 'print/', expireAfterDays: 8, dropVersionsAfterDays: 1 },
    ]);
  });

  it('takes the portal’s address to be the API’s own', () => {
    const { clients, buckets } = plan();
    const [portal] = clients.filter(({ kind }) => kind === 'public');
    expect(portal?.redirectUris).toContain('http://127.0.0.1:4000/signed-in');
    const upload = buckets.find(({ eventBridge }) => eventBridge);
    expect(upload?.cors[0]?.allowedOrigins).toContain('http://127.0.0.1:4000');
  });
});

describe('an assembly with something the runner does not know', () => {
  it.each<[string, (template: Required<Template>) => void, RegExp, string?]>([
    [
      'a resource type',
      ({ Resources }) => {
        Resources.Cache = { Type: 'AWS::ElastiCache::ServerlessCache' };
      },
      /Cache \(AWS::ElastiCache::ServerlessCache\): the resource type is not known\./,
    ],
    [
      'a property of a type that it boots',
      (template) => {
        firstOf(template, 'AWS::Lambda::Function').Properties.SnapStart = { ApplyOn: 'None' };
      },
      /the property SnapStart is not known\./,
    ],
    [
      'an intrinsic',
      (template) => {
        firstOf(template, 'AWS::Lambda::Function').Properties.Environment = {
          Variables: { X: { 'Fn::Cidr': ['10.0.0.0/8', 1] } },
        };
      },
      /the intrinsic Fn::Cidr is not known\./,
    ],
    [
      'a reference that leads nowhere',
      (template) => {
        firstOf(template, 'AWS::Lambda::Function').Properties.Environment = {
          Variables: { X: { Ref: 'Nobody' } },
        };
      },
      /Ref names Nobody, which has no local value\./,
    ],
    [
      'a condition',
      ({ Resources }) => {
        Object.values(Resources).find(({ Type }) => Type === 'AWS::SQS::Queue')!.Condition = 'Paid';
      },
      /the condition Paid is not known\./,
    ],
    [
      'a field of a state machine',
      (template) => {
        const machine = firstOf(template, 'AWS::StepFunctions::StateMachine').Properties;
        machine.DefinitionString = JSON.stringify({
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: { A: { Type: 'Pass', End: true, ResultPath: '$.x' } },
        });
      },
      /ResultPath/,
    ],
    [
      'an event pattern',
      (template) => {
        firstOf(template, 'AWS::Events::Rule').Properties.EventPattern = {
          source: [{ wildcard: 'aws.*' }],
        };
      },
      /compares by wildcard, which is not known\./,
    ],
    [
      'a lifecycle rule that is narrowed by a tag',
      (template) => {
        const rule = {
          Status: 'Enabled',
          ExpirationInDays: 1,
          TagFilters: [{ Key: 'a', Value: 'b' }],
        };
        firstOf(template, 'AWS::S3::Bucket').Properties.LifecycleConfiguration = { Rules: [rule] };
      },
      /the lifecycle rule's TagFilters is not known\./,
      'Records',
    ],
    [
      'a transformation of an event',
      (template) => {
        const rule = firstOf(template, 'AWS::Events::Rule').Properties as { Targets: object[] };
        Object.assign(rule.Targets[0]!, { InputTransformer: { InputTemplate: '<x>' } });
      },
      /the target's InputTransformer is not known\./,
    ],
    [
      'a route of another kind',
      (template) => {
        firstOf(template, 'AWS::ApiGatewayV2::Route').Properties.RouteKey = 'ANY /v1/{proxy+}';
      },
      /\{proxy\+\}, which is not known\./,
    ],
    [
      'an issuer that is not the template’s own',
      (template) => {
        firstOf(template, 'AWS::ApiGatewayV2::Authorizer').Properties.JwtConfiguration = {
          Audience: ['x'],
          Issuer: 'https://id.example.gov.in',
        };
      },
      /the issuer https:\/\/id\.example\.gov\.in is not the user pool/,
    ],
  ])('is refused: %s', (_, change, sentence, stack = 'Office') => {
    const found = unknownParts(readAssembly(altered(change, stack)));
    expect(
      found.some((each) => sentence.test(each)),
      found.join('\n'),
    ).toBe(true);
  });

  it('is not booted, and leaves the data directory free for a good one', async () => {
    const options = { dataDir: join(directory, 'data'), port: 0 };
    const odd = altered(({ Resources }) => {
      Resources.Cache = { Type: 'AWS::ElastiCache::ServerlessCache' };
    });
    for (let time = 0; time < 2; time++) {
      await expect(boot({ ...options, assemblyDir: odd })).rejects.toThrow(
        /^The local runner does not know everything in the cloud assembly: .*AWS::ElastiCache::ServerlessCache\): the resource type is not known\.$/,
      );
    }
  });
});

describe('a folder that holds no cloud assembly', () => {
  it('is named in one sentence', () => {
    const empty = mkdtempSync(join(directory, 'empty-'));
    expect(() => readAssembly(empty)).toThrow(
      `There is no cloud assembly here: ${empty}/manifest.json does not exist.`,
    );
    writeFileSync(join(empty, 'manifest.json'), '{');
    expect(() => readAssembly(empty)).toThrow(/^The cloud assembly is damaged: /);
  });
});
