import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes, longest first: begun last, they would leave one worker busy and the others idle. */
const LONGEST = ['backlog', 'killed-story', 'counts', 'canary', 'rotation', 'golden-', 'oauth.fault', 'outages'];
const rank = ({ moduleId }: TestSpecification): number => {
  const found = LONGEST.findIndex((part) => moduleId.includes(part));
  return found < 0 ? LONGEST.length : found;
};
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}

// A test's suffix tells its price: unit < integration < fault < e2e. `--project unit` runs one kind.
interface Running {
  maxWorkers: number;
  groupOrder: number;
  /** Threads start sooner; what needs processes of its own, or signals, takes forks. */
  pool?: 'threads' | 'forks';
}
const kind = (name: string, timeoutMs: number, { groupOrder, ...more }: Running) => ({
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
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    pool: 'forks',
    // Files share the modules of their worker, which take longer to load than most tests to run: a test puts back what it
    // changes of the environment, and closes what it opens.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      kind('unit', 30_000, { maxWorkers: 2, groupOrder: 0, pool: 'threads' }),
      // These wait much, for servers and processes, each file on databases and queues of its own: more at once than cores.
      kind('integration', 60_000, { maxWorkers: 4, groupOrder: 1 }),
      kind('fault', 180_000, { maxWorkers: 4, groupOrder: 1 }),
      kind('e2e', 300_000, { maxWorkers: 4, groupOrder: 1 }),
    ],
  },
});
