import { defineConfig } from 'vitest/config';

// A test's suffix tells its price: unit < integration < fault < e2e. `--project unit` runs one kind.
const kind = (name: string, timeoutMs: number, more: { fileParallelism?: boolean } = {}) => ({
  extends: true as const,
  test: {
    name,
    include: [
      `packages/*/src/**/*.${name}.test.ts`,
      `apps/*/src/**/*.${name}.test.ts`,
      `test/**/*.${name}.test.ts`,
      `scripts/**/*.${name}.test.ts`,
    ],
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    ...more,
  },
});

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      kind('unit', 30_000),
      kind('integration', 60_000, { fileParallelism: false }),
      kind('fault', 180_000, { fileParallelism: false }),
      kind('e2e', 300_000, { fileParallelism: false }),
    ],
  },
});
