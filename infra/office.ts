import { type App, Tags } from 'aws-cdk-lib';
import { namesOf } from './names.ts';
import { OfficeStack } from './officeStack.ts';
import { RecordsStack } from './recordsStack.ts';
import { type Settings, settingsOf } from './settings.ts';

/** One deployment of Patravali: the records and, on top of them, the office. */
export interface Office {
  readonly settings: Settings;
  readonly records: RecordsStack;
  readonly office: OfficeStack;
}

/**
 * Puts one deployment into the app, as its context asks.
 *
 * @throws Error with one sentence when the context cannot be followed.
 */
export function addOffice(app: App): Office {
  const settings = settingsOf(app.node);
  const names = namesOf(settings.stage);
  const records = new RecordsStack(app, 'Records', { names, settings });
  const office = new OfficeStack(app, 'Office', { names, settings });
  // The office finds the records by name, which CloudFormation cannot see.
  office.addStackDependency(records);
  Tags.of(app).add('Project', 'patravali');
  Tags.of(app).add('Stage', settings.stage);
  Tags.of(records).add('DataClass', 'official');
  return { settings, records, office };
}
