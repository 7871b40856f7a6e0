import { defineConfig } from 'vitest/config';

// One project a kind of test, so that a developer can run the quick ones alone: `npm test -- --project unit`.
const project = (name: string, include: string[], testTimeout: number, more: object = {}) => ({
  test: { name, include, testTimeout, hookTimeout: testTimeout, root: '.', ...more },
});

export default defineConfig({
  test: {
    // CDK's own template validation runs once, in the synth step, not in every stack test.
    env: { CDK_VALIDATION: 'false', POWERTOOLS_LOG_LEVEL: 'SILENT' },
    projects: [
      project(
        'unit',
        ['test/{domain,api,http,functions,search,workflow,types}/**/*.test.ts', 'test/*.test.ts'],
        20_000,
      ),
      project('model', ['test/model/**/*.test.ts'], 600_000),
      project('ocr', ['test/{ocr,press}/**/*.test.ts'], 120_000),
      project('local', ['test/{local,store}/**/*.test.ts'], 120_000),
      project('infra', ['test/infra/**/*.test.ts'], 120_000),
      project('whole', ['test/whole/**/*.test.ts'], 600_000, { fileParallelism: false }),
    ],
  },
});
