import { Bug, issuesText } from '@mlc/kernel';
import { z } from 'zod';

/** `poll`: apps/poller. `work` and `sweep`: apps/worker. */
export const QUEUE_NAMES = ['poll', 'work', 'sweep'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

// Ids only: job data lies in the clear in the backend and is shown on the board.
const id = z.string().min(1).max(200);
const nothing = z.object({});

const payloads = {
  /** Read one source of one connection from its mark on. */
  'source.poll': z.object({ connectionId: id, source: id }),
  /** Work on the due lanes of one connection. */
  'lanes.work': z.object({ connectionId: id }),
  /** Route the unrouted events of one connection to lanes. */
  'events.route': z.object({ connectionId: id }),
  /** Ring for every open lane and every unrouted event. */
  'lanes.sweep': nothing,
  /** Seal audit entries. */
  'audit.seal': nothing,
};

export type JobName = keyof typeof payloads;
export type JobPayloads = { [N in JobName]: z.infer<(typeof payloads)[N]> };

const queueOf: Record<JobName, QueueName> = {
  'source.poll': 'poll',
  'lanes.work': 'work',
  'events.route': 'work',
  'lanes.sweep': 'sweep',
  'audit.seal': 'sweep',
};

/** One kind of job: where it queues, what it carries, what makes two of them the same. */
export interface JobDefinition<Data> {
  name: JobName;
  queue: QueueName;
  /** Throws Bug when the data is not of this job. Unknown members are dropped. */
  parse(data: unknown): Data;
  /** Equal for jobs that ask for the same work, e.g. `lanes.work/<connection>`. */
  sameAs(data: Data): string;
}

function define<N extends JobName>(name: N, schema: z.ZodType<JobPayloads[N]>): JobDefinition<JobPayloads[N]> {
  return {
    name,
    queue: queueOf[name],
    parse(data) {
      const parsed = schema.safeParse(data);
      if (parsed.success) return parsed.data;
      throw new Bug(`The data of a ${name} job is not usable: ${issuesText(parsed.error)}`);
    },
    sameAs: (data) => [name, ...Object.values(data)].join('/'),
  };
}

export const catalog: { [N in JobName]: JobDefinition<JobPayloads[N]> } = {
  'source.poll': define('source.poll', payloads['source.poll']),
  'lanes.work': define('lanes.work', payloads['lanes.work']),
  'events.route': define('events.route', payloads['events.route']),
  'lanes.sweep': define('lanes.sweep', payloads['lanes.sweep']),
  'audit.seal': define('audit.seal', payloads['audit.seal']),
};

export const JOB_NAMES = Object.values(catalog).map((job) => job.name);
export const isJobName = (name: string): name is JobName => Object.hasOwn(catalog, name);
export const jobsOf = (queue: QueueName): JobName[] => JOB_NAMES.filter((name) => catalog[name].queue === queue);

/**
 * How every job is kept. A job is only a ring of the bell: a few attempts, then the sweeper rings again. One failed for good is
 * no loss either, as the lanes and events it was about stay open in Postgres.
 */
export const jobOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
  removeOnComplete: { count: 500, age: 3_600 },
  removeOnFail: { count: 1_000, age: 7 * 24 * 3_600 },
  stackTraceLimit: 1,
};

/**
 * Recovery after a SIGKILL takes the lock's rest and up to two checks: some 5 to 10 s. A job may be picked up again any number of
 * times, since the count that decides about poison is the lane's own, in Postgres.
 */
export const workerOptions = {
  lockDuration: 5_000,
  stalledInterval: 2_500,
  maxStalledCount: 1_000,
  /** Seconds a worker blocks for a job before it asks again. */
  drainDelay: 5,
  /** After an error of the backend. */
  runRetryDelay: 1_000,
};
