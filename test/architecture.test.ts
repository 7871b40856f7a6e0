import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it } from 'vitest';

/** What each layer may import besides itself. Anything not listed is forbidden. The innermost layer comes first. */
const layers: Record<string, string[]> = {
  'shared/domain': ['zod'],
  'shared/api': ['shared/domain', 'zod'],
  'shared/search': ['shared/domain', 'fastest-levenshtein', 'node:zlib'],
  'shared/ocr': [
    'shared/domain',
    'shared/env.ts',
    '@aws-sdk',
    '@hyzyla/pdfium',
    'sharp',
    'tesseract.js-core',
    'zod',
    'node:child_process',
    'node:crypto',
    'node:fs',
    'node:module',
    'node:os',
    'node:path',
    'node:url',
    'node:util',
    'node:zlib',
    'node:process',
    'node:perf_hooks',
  ],
  'shared/press': [
    'shared/domain',
    'shared/ocr',
    '@myriaddreamin/typst-ts-node-compiler',
    'uqr',
    'zod',
    'node:fs',
    'node:module',
    'node:path',
    'node:url',
  ],
  'shared/store': [
    'shared/domain',
    'shared/env.ts',
    '@aws-sdk',
    '@smithy/signature-v4',
    'ulid',
    'zod',
    'node:crypto',
    'node:zlib',
    'node:stream',
  ],
  'shared/workflow': [
    'shared/domain',
    'shared/store',
    'shared/search',
    'shared/env.ts',
    '@aws-sdk',
    'zod',
  ],
  'shared/http': [
    'shared/api',
    'shared/domain',
    'shared/store',
    'shared/log.ts',
    'zod',
    '@middy',
    'aws-lambda',
  ],
  shared: ['zod', '@aws-lambda-powertools'],
  functions: [
    'shared',
    'zod',
    'aws-lambda',
    'node:crypto',
    'node:fs',
    'node:os',
    'node:path',
    'node:stream',
  ],
  'infra/local': [
    'shared',
    'node:',
    '@aws-sdk',
    'aws-lambda',
    'jose',
    'jsonata',
    'oidc-provider',
    'zod',
  ],
  infra: [
    'shared/api',
    'shared/store/keys.ts',
    'shared/store/objectKeys.ts',
    'shared/env.ts',
    'shared/troubles.ts',
    'aws-cdk-lib',
    'cdk-nag',
    'constructs',
    'node:',
  ],
  tools: ['shared/api', 'shared/domain', 'infra/local', 'node:'],
  demo: ['shared/api', 'infra/local', '@aws-sdk', 'sharp', 'node:'],
};

const sources = globSync('{functions,infra,shared,demo,tools}/**/*.ts').filter(
  (file) => !file.endsWith('.d.ts'),
);

it.each(sources)('%s imports only what its layer may', (file) => {
  const [layer, allowed] = Object.entries(layers).find(([name]) => isIn(file, name)) ?? ['', []];
  expect(importsOf(file).filter((to) => ![layer, ...allowed].some((a) => isIn(to, a)))).toEqual([]);
});

it.each(sources.filter((file) => isIn(file, 'functions')))('%s keeps to its area', (file) => {
  const area = posix.dirname(file);
  expect(importsOf(file).filter((to) => isIn(to, 'functions') && !isIn(to, area))).toEqual([]);
});

/** Everything but a transaction is forbidden outside the one door and the derived data of workers. */
const writers = ['shared/store/door.ts', 'shared/store/derivedStore.ts'];
const writing =
  /\b(?:Put|Update|Delete|BatchWrite|TransactWrite)(?:Items?)?Command\b|\b(?:Batch)?Execute(?:Statement|Transaction)Command\b|\bDynamoDBDocument\b/;

it.each([
  'new PutCommand(',
  'new UpdateItemCommand(',
  'new DeleteCommand(',
  'new BatchWriteItemCommand(',
  'new TransactWriteCommand(',
  'new TransactWriteItemsCommand(',
  'new ExecuteStatementCommand(',
  'new BatchExecuteStatementCommand(',
  'new ExecuteTransactionCommand(',
  'DynamoDBDocument.from(client).put(',
])('%s would be seen', (code) => {
  expect(writing.test(code)).toBe(true);
});

it.each(sources.filter((file) => /^(functions|shared)\//.test(file) && !writers.includes(file)))(
  '%s writes no record past the door',
  (file) => {
    expect(writing.test(readFileSync(file, 'utf8'))).toBe(false);
  },
);

it.each(sources.filter((file) => isIn(file, 'shared/domain')))(
  '%s reads no clock and no chance',
  (file) => {
    expect(readFileSync(file, 'utf8')).not.toMatch(
      /Date\.now|new Date\(\)|Math\.random|randomUUID|process\./,
    );
  },
);

/** Every module a file imports or re-exports; relative ones as paths from the root. */
function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(
    /^(?:(?:import|export|}).* from|import) '([^']+)'|\bimport\('([^']+)'/gm,
  );
  return Array.from(found, ([, still = '', lazy = '']) => {
    const to = still || lazy;
    return to.startsWith('.') ? posix.join(posix.dirname(file), to) : to;
  });
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(':') ? folder : `${folder}/`);
}
