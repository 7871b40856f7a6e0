import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { functionAreas } from '../../infra/areas.ts';
import { addOffice } from '../../infra/office.ts';

let placeholders: string | undefined;

/** A folder with a bundle for every function, enough to synthesise without building any. */
export function placeholderBundles(): string {
  if (placeholders) return placeholders;
  const folder = mkdtempSync(join(tmpdir(), 'patravali-bundles-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const area of functionAreas) {
    mkdirSync(join(folder, area));
    writeFileSync(join(folder, area, 'index.mjs'), `export const handler = async () => '${area}';`);
  }
  placeholders = folder;
  return folder;
}

/** The context of a production deployment. */
export const production = { stage: 'prod', portalOrigin: 'https://office.example.gov.in' };

/** Synthesises the whole app in this process, without validation. */
export function synthesise(context: Record<string, string> = {}) {
  const cdkJson = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
  const app = new App({
    context: { ...cdkJson.context, bundles: placeholderBundles(), ...context },
    analyticsReporting: false,
  });
  const { records, office } = addOffice(app);
  return { app, records: Template.fromStack(records), office: Template.fromStack(office) };
}

/** All resources of a type, with their properties. */
export function resourcesOf<Properties>(template: Template, type: string): Properties[] {
  return Object.values(template.findResources(type)).map(({ Properties }) => Properties);
}

/** Text as it would be on AWS in account 123456789012, with logical ids for what AWS would invent. */
export function spelled(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join, 'Fn::GetAtt': attribute } = value as Record<string, unknown>;
  if (Ref === 'AWS::AccountId') return '123456789012';
  if (Ref === 'AWS::Partition') return 'aws';
  if (Ref) return String(Ref);
  if (attribute) return String((attribute as string[])[0]);
  if (join) return (join as [string, unknown[]])[1].map(spelled).join('');
  throw new Error(`This test cannot spell ${JSON.stringify(value)}.`);
}

/** Each state machine's definition as CloudFormation would deploy it, with a function's logical id for its ARN. */
export function definitionsIn(template: Template): Record<string, string> {
  return Object.fromEntries(
    resourcesOf<{ StateMachineName: string; DefinitionString: unknown }>(
      template,
      'AWS::StepFunctions::StateMachine',
    ).map(({ StateMachineName, DefinitionString }) => [
      StateMachineName.replace('patravali-dev-', ''),
      spelled(DefinitionString),
    ]),
  );
}
