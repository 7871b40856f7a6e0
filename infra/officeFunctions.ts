/** Every function of the office: its size, and exactly what it may touch. */
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type ApiArea, apiAreas, type Route } from '../shared/api/route.ts';
import { routes } from '../shared/api/routes/index.ts';
import type { Env } from '../shared/env.ts';
import {
  allow,
  mayAnswerTokens,
  mayKeepDerived,
  mayNotKeepTokens,
  mayNotTouchTokens,
  mayReadRecords,
  maySeeAbsence,
  maySeeExecutions,
  mayStart,
  mayUseObjects,
  mayWriteRecords,
} from './access.ts';
import { AreaFunction, type AreaFunctionProps } from './areaFunction.ts';
import { type FunctionArea, type WorkerArea, workerAreas } from './areas.ts';
import type { Names } from './names.ts';
import type { Settings } from './settings.ts';

export type OfficeFunctions = Readonly<Record<FunctionArea, AreaFunction>>;

type Size = Pick<
  AreaFunctionProps,
  'description' | 'seconds' | 'memory' | 'storage' | 'architecture'
>;

/** The gateway gives up after 29 seconds; an answer later than half of that helps nobody. */
const apiSeconds = 15;

const workers: Readonly<Record<WorkerArea, Size>> = {
  relay: { description: 'Delivers what a write owes the world', seconds: 60 },
  arrivals: { description: 'Starts the reading of each upload', seconds: 30 },
  intake: {
    description: 'Looks at an upload, admits it and puts its text together',
    seconds: 60,
    memory: 1769,
    storage: 1024,
    // It opens the upload with the same reader as `ocr`.
    architecture: Architecture.X86_64,
  },
  ocr: {
    description: 'Reads the pages of a scan',
    seconds: 120,
    memory: 2048,
    storage: 1024,
    // The image library ships its native part for x86_64.
    architecture: Architecture.X86_64,
  },
  press: {
    description: 'Makes the PDFs and tables that were asked for',
    // A file of 2,000 scanned pages, each drawn anew.
    seconds: 900,
    memory: 1769,
    storage: 2048,
    // The typesetter and the image library ship their native parts for x86_64.
    architecture: Architecture.X86_64,
  },
  approvalSteps: { description: 'Serves the steps of the approval chain', seconds: 15 },
  reconciler: { description: 'Starts again what was lost on its way', seconds: 50 },
};

/** Where in the documents bucket scans stand, under their hash, and where what was read on them. */
const folders = { scans: 'sha256', texts: 'text', prints: 'print' } as const;

/** Seconds before an invocation of a worker is cut off. */
export const secondsOf = (area: WorkerArea): number => workers[area].seconds;

export interface OfficeFunctionsProps {
  readonly names: Names;
  readonly settings: Settings;
}

/** Makes all functions and gives each its permissions. */
export function officeFunctions(scope: Construct, props: OfficeFunctionsProps): OfficeFunctions {
  const { names, settings } = props;
  const environment: Env = {
    STAGE: settings.stage,
    TABLE_NAME: names.table,
    QUARANTINE_BUCKET: names.bucket('quarantine'),
    DOCUMENTS_BUCKET: names.bucket('documents'),
    APPROVAL_MACHINE_ARN: names.approvalMachine.arn,
    READING_MACHINE_ARN: names.readingMachine.arn,
    PRINTING_MACHINE_ARN: names.printingMachine.arn,
  };
  const make = (area: FunctionArea, size: Size, more: Record<string, string> = {}) =>
    new AreaFunction(scope, idOf(area), {
      area,
      names,
      bundles: settings.bundles,
      environment: { ...environment, ...more },
      ...size,
    });

  const functions = Object.fromEntries([
    ...apiAreas.map((area) => [
      area,
      make(area, { description: `Answers the API's ${area} routes`, seconds: apiSeconds }),
    ]),
    ...workerAreas.map((area) => [area, make(area, workers[area], ownEnvironment(area, settings))]),
  ]) as OfficeFunctions;

  for (const area of apiAreas) grantApi(functions[area], area, names);
  grantWorkers(functions, names, settings);
  return functions;
}

/** What one worker alone has to know. */
function ownEnvironment(area: WorkerArea, settings: Settings): Record<string, string> {
  if (area === 'ocr') return { OCR_LATIN_ENGINE: settings.latinEngine };
  // Printed codes lead citizens there.
  if (area === 'press') return { PORTAL_ORIGIN: settings.portalOrigins[0] ?? '' };
  return {};
}

/** An area reads records if a route of it needs a scope, and writes them if one needs a scope to write. */
function grantApi({ role }: AreaFunction, area: ApiArea, names: Names): void {
  const scopes = Object.values<Route>(routes)
    .filter((route) => route.area === area && route.access !== 'public')
    .map((route) => route.access);
  if (scopes.length > 0) mayReadRecords(role, names);
  if (scopes.some((scope) => scope.endsWith('.write'))) mayWriteRecords(role, names);
  mayNotTouchTokens(role, names);

  if (area === 'documents') {
    // What the function may do itself, the addresses it signs may do.
    mayUseObjects(role, names, 'quarantine', 's3:PutObject');
    mayUseObjects(role, names, 'documents', 's3:GetObject');
  }
  if (area === 'prints') mayUseObjects(role, names, `documents/${folders.prints}`, 's3:GetObject');
}

function grantWorkers(functions: OfficeFunctions, names: Names, settings: Settings): void {
  const { relay, arrivals, intake, ocr, press, approvalSteps, reconciler } = functions;

  mayDeliver(relay.role, names);
  // Papers become confidential after their file, through the write door.
  mayWriteRecords(relay.role, names);
  mayNotKeepTokens(relay.role, names);

  mayStart(arrivals.role, names.readingMachine);

  mayReadRecords(intake.role, names);
  mayWriteRecords(intake.role, names);
  mayNotTouchTokens(intake.role, names);
  mayUseObjects(intake.role, names, 'quarantine', 's3:GetObject', 's3:DeleteObject');
  mayUseObjects(intake.role, names, 'documents', 's3:GetObject', 's3:PutObject');
  maySeeAbsence(intake.role, names, 'quarantine', 'documents');

  mayReadRecords(ocr.role, names);
  mayKeepDerived(ocr.role, names, { put: ['pages'] });
  mayNotTouchTokens(ocr.role, names);
  mayUseObjects(ocr.role, names, `documents/${folders.scans}`, 's3:GetObject');
  mayUseObjects(ocr.role, names, `documents/${folders.texts}`, 's3:PutObject');
  if (settings.latinEngine === 'textract') {
    allow(ocr.role, {
      actions: ['textract:DetectDocumentText'],
      resources: ['*'],
      because: 'Textract has no resource to name.',
    });
  }

  mayReadRecords(press.role, names);
  mayKeepDerived(press.role, names, { put: ['prints'] });
  mayNotTouchTokens(press.role, names);
  mayUseObjects(press.role, names, `documents/${folders.scans}`, 's3:GetObject');
  mayUseObjects(
    press.role,
    names,
    `documents/${folders.prints}`,
    's3:PutObject',
    's3:AbortMultipartUpload',
  );

  mayReadRecords(approvalSteps.role, names);
  mayWriteRecords(approvalSteps.role, names);
  mayKeepDerived(approvalSteps.role, names, { put: ['tokens'] });
  // An execution that has waited often hands over to a new one.
  mayStart(approvalSteps.role, names.approvalMachine);
  mayAnswerTokens(approvalSteps.role, names);

  // What the stream lost it delivers itself, and what stopped it starts under a new number.
  mayDeliver(reconciler.role, names);
  // A parked file wakes through the write door, and so do papers become confidential that the stream lost.
  mayWriteRecords(reconciler.role, names);
  mayKeepDerived(reconciler.role, names, { put: ['tokens'], remove: ['openApprovals', 'parked'] });
  maySeeExecutions(reconciler.role, names.approvalMachine);
}

/** Do what a write owes: start and answer approvals, have prints made, keep the search index, strike out the debt. */
function mayDeliver(role: Role, names: Names): void {
  mayReadRecords(role, names);
  mayKeepDerived(role, names, { put: ['search', 'likeness', 'withdrawn'], remove: ['outbox'] });
  mayStart(role, names.approvalMachine);
  mayStart(role, names.printingMachine);
  mayAnswerTokens(role, names);
  mayUseObjects(role, names, `documents/${folders.texts}`, 's3:GetObject');
}

/** Construct ids are capitalised: `approvalSteps` becomes `ApprovalSteps`. */
const idOf = (area: FunctionArea) => `${area.charAt(0).toUpperCase()}${area.slice(1)}`;
