import { explain } from '@mlc/kernel';

/** One structured line: names, ids and codes only. */
export interface QueueLogLine {
  level: 'info' | 'warn' | 'error';
  /** What happened, e.g. `job.failed`. */
  event: string;
  queue?: string;
  job?: string;
  jobId?: string;
  /** For people; no stack. */
  error?: string;
}

export type QueueLog = (line: QueueLogLine) => void;

export const silent: QueueLog = () => {};

/** Error messages of drivers may quote the URL with its password. */
export const errorText = (error: unknown): string => explain(error).replace(/\/\/[^/@\s]*@/g, '//***@');
