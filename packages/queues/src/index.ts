export * from './backend.js';
export {
  catalog,
  isJobName,
  JOB_NAMES,
  type JobName,
  type JobPayloads,
  jobsOf,
  QUEUE_NAMES,
  type QueueName,
} from './catalog.js';
export { type Handler, handle, type JobContext } from './dispatch.js';
export type { Doorbell } from './doorbell.js';
export type { QueueLog, QueueLogLine } from './log.js';
export * from './prepare.js';
export * from './queues.js';
export { assertTiming, type ListedSchedule, type Schedule, Schedules, type Timing } from './schedules.js';
export { startWorkers, type WorkerOptions, type Workers } from './workers.js';
