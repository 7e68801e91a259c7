import { defineConfig } from 'vitest/config';

// A test's suffix tells its price: unit < integration < fault < e2e. `--project unit` runs one kind.
const kind = (name: string, timeoutMs: number, more: { maxWorkers?: number; groupOrder: number }) => ({
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
    ...(more.maxWorkers === undefined ? {} : { maxWorkers: more.maxWorkers }),
    sequence: { groupOrder: more.groupOrder },
  },
});

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      kind('unit', 30_000, { groupOrder: 0 }),
      kind('integration', 60_000, { maxWorkers: 2, groupOrder: 1 }),
      // These mostly wait for processes of their own, each file on databases and queues of its own.
      kind('fault', 180_000, { maxWorkers: 3, groupOrder: 2 }),
      kind('e2e', 300_000, { maxWorkers: 3, groupOrder: 2 }),
    ],
  },
});
