/** The office in one process: the real handlers on the real embedded DynamoDB, with every command counted. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startDynamoDb } from '../../infra/local/dynamodb/startDynamoDb.ts';
import { sampleUsers } from '../../infra/local/sampleDistrict.ts';
import { seedDistrict } from '../../infra/local/seed.ts';
import { problemsOf, type Route } from '../../shared/api/route.ts';
import { type OperationId, routes } from '../../shared/api/routes/index.ts';
import { tableSchema } from '../../shared/store/keys.ts';

export interface Command {
  readonly name: string;
  readonly input: unknown;
  readonly from: number;
  to: number;
}
export interface Asked {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly text?: string;
  readonly version?: number;
  readonly headers?: Record<string, string>;
  /** Claims of the token in place of those of somebody who has just signed in. */
  readonly claims?: Record<string, string | undefined>;
}
export interface Told {
  readonly status: number;
  readonly headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of every shape
  readonly body: any;
  readonly commands: readonly Command[];
}

export async function openOffice() {
  const dir = mkdtempSync(join(tmpdir(), 'office-'));
  const tableName = 'patravali-test-records';
  const credentials = { accessKeyId: 'test', secretAccessKey: randomBytes(16).toString('hex') };
  const region = 'ap-south-1';
  const attributes = [
    tableSchema.key,
    ...Object.values(tableSchema.indexes).map(({ key }) => key),
  ].flat();
  const schema = ([hash, range]: readonly [string, string]) => [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
  const records = await startDynamoDb({
    dir,
    host: '127.0.0.1',
    port: 0,
    region,
    secretOf: (id) => (id === credentials.accessKeyId ? credentials.secretAccessKey : undefined),
    tables: [
      {
        TableName: tableName,
        KeySchema: schema(tableSchema.key),
        AttributeDefinitions: attributes.map((name) => ({
          AttributeName: name,
          AttributeType: 'S',
        })),
        GlobalSecondaryIndexes: Object.entries(tableSchema.indexes).map(
          ([name, { key, projection }]) => ({
            IndexName: name,
            KeySchema: schema(key),
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projection] },
          }),
        ),
      },
    ],
  });
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: records.url,
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9',
    STAGE: 'test',
    TABLE_NAME: tableName,
    QUARANTINE_BUCKET: 'quarantine',
    DOCUMENTS_BUCKET: 'documents',
    APPROVAL_MACHINE_ARN: 'arn:aws:states:ap-south-1:000000000000:stateMachine:approval',
    READING_MACHINE_ARN: 'arn:aws:states:ap-south-1:000000000000:stateMachine:reading',
    PRINTING_MACHINE_ARN: 'arn:aws:states:ap-south-1:000000000000:stateMachine:printing',
  });
  await seedDistrict({ endpoint: records.url, region, tableName, credentials });

  const { table } = await import('../../shared/store/table.ts');
  let commands: Command[] = [];
  table.middlewareStack.add(
    (next, context) => async (args) => {
      const command = {
        name: String(context.commandName),
        input: args.input,
        from: performance.now(),
        to: Number.POSITIVE_INFINITY,
      };
      commands.push(command);
      try {
        return await next(args);
      } finally {
        command.to = performance.now();
      }
    },
    { step: 'initialize', name: 'countCommands' },
  );
  const handlers: Record<string, (event: never, context: never) => Promise<unknown>> = {};
  for (const area of [
    'offices',
    'documents',
    'receipts',
    'files',
    'approvals',
    'chains',
    'search',
    'drafts',
    'prints',
    'records',
  ] as const) {
    handlers[area] = (await import(`../../functions/${area}/index.ts`)).handler;
  }

  /** Calls an operation as a sample person. */
  async function call(username: string, id: OperationId, asked: Asked = {}): Promise<Told> {
    const route: Route = routes[id];
    const { params = {}, query, body, text, version, headers = {}, claims } = asked;
    const sub = sampleUsers.find((user) => user.username === username)?.subject;
    const path = route.path.replace(/{(\w+)}/g, (_, name) => params[name] ?? '');
    const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const now = String(Math.floor(Date.now() / 1000));
    commands = [];
    const result = (await handlers[route.area]?.(
      {
        version: '2.0',
        routeKey: `${route.method} ${route.path}`,
        rawPath: path,
        pathParameters: params,
        queryStringParameters: query,
        headers: {
          ...(sent !== undefined && { 'content-type': 'application/json' }),
          ...(route.method !== 'GET' && { 'idempotency-key': randomUUID() }),
          ...(version !== undefined && { 'if-match': `"${version}"` }),
          ...headers,
        },
        body: sent,
        isBase64Encoded: false,
        requestContext: {
          requestId: randomUUID(),
          timeEpoch: Date.now(),
          authorizer: {
            jwt: {
              claims: { sub, username, iat: now, auth_time: now, ...claims },
              scopes: [],
            },
          },
        },
      } as never,
      {} as never,
    )) as { statusCode: number; headers: Record<string, string>; body: string };
    const told = JSON.parse(result.body);
    const code = /^\/problems\/(.+)$/.exec(result.statusCode >= 400 ? told.type : '')?.[1];
    // The contract names every refusal; one that it does not name is a defect wherever it is met.
    if (code && !problemsOf(route).includes(code as never)) {
      throw new Error(`${id} answered ${code}, which its route does not declare.`);
    }
    return {
      status: result.statusCode,
      headers: result.headers,
      body: told,
      commands: [...commands],
    };
  }

  /** Calls an operation that must succeed. */
  async function told(username: string, id: OperationId, asked: Asked = {}): Promise<Told> {
    const answer = await call(username, id, asked);
    expect(answer.status, `${id}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer;
  }

  return {
    call,
    told,
    tableName,
    async close() {
      table.destroy();
      await records.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
export type Office = Awaited<ReturnType<typeof openOffice>>;

/** How often the caller waited for the table: commands under way together are one wait. */
export function roundTrips(commands: readonly Command[]): number {
  let waits = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...commands].sort((a, b) => a.from - b.from)) {
    if (from >= until) waits += 1;
    until = Math.max(until, to);
  }
  return waits;
}
