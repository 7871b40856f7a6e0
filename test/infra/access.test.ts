import { describe, expect, it } from 'vitest';
import { functionAreas } from '../../infra/areas.ts';
import {
  counterKey,
  headKey,
  idempotencyKey,
  madeKey,
  numberKey,
  openApprovalsPk,
  outboxPk,
  pagesPk,
  parkedPk,
  postKey,
  printKey,
  searchPk,
  similarKey,
  tokensPk,
  withdrawnKey,
} from '../../shared/store/keys.ts';
import {
  contentKey,
  pageTextKey,
  printObjectKey,
  quarantineKey,
  wholeTextKey,
} from '../../shared/store/objectKeys.ts';
import { synthesise } from '../support/assembly.ts';
import { isAllowed, policiesOf } from '../support/permissions.ts';

const policies = policiesOf(synthesise().office);
const account = '123456789012';
const table = `arn:aws:dynamodb:ap-south-1:${account}:table/patravali-dev-records`;
const object = (bucket: string, key: string) =>
  `arn:aws:s3:::patravali-dev-${bucket}-${account}-ap-south-1/${key}`;
const machine = (name: string) =>
  `arn:aws:states:ap-south-1:${account}:stateMachine:patravali-dev-${name}`;

const records = [
  headKey('fil_01').pk,
  numberKey('1/2026').pk,
  counterKey('file').pk,
  idempotencyKey('a').pk,
  postKey('dm').pk,
  'OFFICES',
  printKey('prt_1').pk,
];
const derived = [
  outboxPk('0'),
  searchPk('0'),
  tokensPk('apr_1'),
  openApprovalsPk('0'),
  pagesPk('doc_1'),
  parkedPk('0'),
  madeKey('prt_1').pk,
  similarKey('rcp_1').pk,
  withdrawnKey('doc_1').pk,
];

/** The functions that may do something, in alphabetical order. */
function whoMay(action: string, resource: string, partition?: string): string[] {
  return functionAreas
    .filter((area) => {
      const role = `Functions${area.charAt(0).toUpperCase()}${area.slice(1)}Role`;
      const statements = policies.get(role);
      if (!statements) throw new Error(`There is no ${role}.`);
      return isAllowed(statements, { action, resource, ...(partition && { partition }) });
    })
    .sort();
}

/** Whoever takes part in the sealed history. */
const writers = [
  'approvalSteps',
  'approvals',
  'chains',
  'documents',
  'drafts',
  'files',
  'intake',
  'offices',
  'prints',
  'receipts',
  'reconciler',
  'records',
  'relay',
];

describe('every policy', () => {
  it.each([...policies])('%s names each action it allows', (_, statements) => {
    expect(statements.length).toBeGreaterThan(0);
    for (const { Action } of statements) {
      for (const action of [Action].flat()) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
    }
  });

  it('belongs to a function or a state machine of its own', () => {
    expect([...policies.keys()]).toHaveLength(functionAreas.length + 3);
  });
});

describe('a record', () => {
  it.each(records)('in %s may be deleted by nobody', (partition) => {
    expect(whoMay('dynamodb:DeleteItem', table, partition)).toEqual([]);
  });

  it('may be written by the areas that have something to write', () => {
    expect(whoMay('dynamodb:PutItem', table, 'fil_01')).toEqual(writers);
    expect(whoMay('dynamodb:ConditionCheckItem', table, 'fil_01')).toEqual(writers);
  });

  it.each([...records, ...derived])('in %s is never changed in place', (partition) => {
    expect(whoMay('dynamodb:UpdateItem', table, partition)).toEqual([]);
  });

  it('is read by all who need it', () => {
    const readers = functionAreas.filter((area) => area !== 'about' && area !== 'arrivals').sort();
    expect(whoMay('dynamodb:Query', table, 'fil_01')).toEqual(readers);
    expect(whoMay('dynamodb:Query', `${table}/index/gsi1`, 'INBOX#dm')).toEqual(readers);
  });

  it.each([
    'dynamodb:Scan',
    'dynamodb:PartiQLDelete',
    'dynamodb:PartiQLUpdate',
    'dynamodb:BatchWriteItem',
    'dynamodb:DeleteTable',
    'dynamodb:UpdateTable',
    'dynamodb:UpdateTimeToLive',
  ])('is out of reach of %s', (action) => {
    expect(whoMay(action, table, 'fil_01')).toEqual([]);
  });
});

describe('a derived row', () => {
  it.each([
    [outboxPk('0'), ['reconciler', 'relay']],
    [openApprovalsPk('0'), ['reconciler']],
    [parkedPk('0'), ['reconciler']],
    [searchPk('0'), []],
    [tokensPk('apr_1'), []],
    [pagesPk('doc_1'), []],
    [madeKey('prt_1').pk, []],
    [similarKey('rcp_1').pk, []],
    [withdrawnKey('doc_1').pk, []],
  ])('in %s may be removed by %j', (partition, workers) => {
    expect(whoMay('dynamodb:DeleteItem', table, partition)).toEqual(workers);
  });

  it('is written by its workers, besides whoever may write records', () => {
    const writersOf = (partition: string) =>
      whoMay('dynamodb:PutItem', table, partition).filter((area) => !writers.includes(area));
    for (const partition of [searchPk('0'), similarKey('rcp_1').pk, withdrawnKey('doc_1').pk]) {
      expect(writersOf(partition)).toEqual([]);
    }
    expect(writersOf(pagesPk('doc_1'))).toEqual(['ocr']);
    expect(writersOf(madeKey('prt_1').pk)).toEqual(['press']);
    expect(writersOf(outboxPk('0'))).toEqual([]);
  });
});

describe('a task token', () => {
  it('is read by those who answer it', () => {
    for (const action of ['GetItem', 'BatchGetItem', 'Query']) {
      expect(whoMay(`dynamodb:${action}`, table, tokensPk('apr_1'))).toEqual([
        'approvalSteps',
        'reconciler',
        'relay',
      ]);
    }
  });

  it('is kept by the step that was given it; the reconciler keeps the number of the run', () => {
    expect(whoMay('dynamodb:PutItem', table, tokensPk('apr_1'))).toEqual([
      'approvalSteps',
      'reconciler',
    ]);
  });

  it('is answered by nobody else', () => {
    expect(whoMay('states:SendTaskSuccess', machine('approval'))).toEqual([
      'approvalSteps',
      'reconciler',
      'relay',
    ]);
    expect(whoMay('states:SendTaskFailure', machine('approval'))).toEqual([]);
  });
});

describe('a state machine', () => {
  it('of approvals is started by whoever delivers effects or goes on for one, of readings by arrivals', () => {
    expect(whoMay('states:StartExecution', machine('approval'))).toEqual([
      'approvalSteps',
      'reconciler',
      'relay',
    ]);
    expect(whoMay('states:StartExecution', machine('reading'))).toEqual(['arrivals']);
    expect(whoMay('states:StartExecution', machine('printing'))).toEqual(['reconciler', 'relay']);
  });

  it('is looked at by the reconciler and stopped by nobody', () => {
    const execution = `${machine('approval').replace('stateMachine', 'execution')}:apr_1-g1`;
    expect(whoMay('states:DescribeExecution', execution)).toEqual(['reconciler']);
    expect(whoMay('states:ListExecutions', machine('approval'))).toEqual(['reconciler']);
    expect(whoMay('states:StopExecution', execution)).toEqual([]);
  });
});

describe('a scan', () => {
  const upload = object('quarantine', quarantineKey('doc_1'));
  const scan = object('documents', contentKey('ab'.repeat(32)));
  const text = object('documents', pageTextKey('doc_1', 1));
  const print = object('documents', printObjectKey('prt_1'));
  const checkpoint = object('audit', 'checkpoints/one');

  it.each([
    ['s3:PutObject', upload, ['documents']],
    ['s3:GetObject', upload, ['intake']],
    ['s3:DeleteObject', upload, ['intake']],
    ['s3:PutObject', scan, ['intake']],
    ['s3:GetObject', scan, ['documents', 'intake', 'ocr', 'press']],
    ['s3:PutObject', text, ['intake', 'ocr']],
    ['s3:GetObject', text, ['documents', 'intake', 'reconciler', 'relay']],
    [
      's3:GetObject',
      object('documents', wholeTextKey('doc_1')),
      ['documents', 'intake', 'reconciler', 'relay'],
    ],
    ['s3:PutObject', print, ['intake', 'press']],
    ['s3:AbortMultipartUpload', print, ['press']],
    ['s3:GetObject', print, ['documents', 'intake', 'prints']],
    ['s3:DeleteObject', print, []],
    ['s3:DeleteObject', scan, []],
    ['s3:DeleteObject', text, []],
    ['s3:DeleteObjectVersion', scan, []],
    ['s3:BypassGovernanceRetention', scan, []],
    ['s3:PutObject', checkpoint, []],
    ['s3:DeleteObject', checkpoint, []],
  ])('%s of %s is for %j', (action, resource, areas) => {
    expect(whoMay(action, resource)).toEqual(areas);
  });
});

it('Textract is asked only where it was chosen', () => {
  expect(whoMay('textract:DetectDocumentText', '*')).toEqual([]);
  const chosen = policiesOf(synthesise({ latinEngine: 'textract' }).office).get('FunctionsOcrRole');
  const request = { action: 'textract:DetectDocumentText', resource: '*' };
  expect(isAllowed(chosen ?? [], request)).toBe(true);
});
