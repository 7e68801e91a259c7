import type { QueueLogLine } from '@mlc/queues';
import { pino } from 'pino';

/** One structured line per passage through a room, ids first; never a secret, a header or a body. */
export type Log = (event: string, fields?: Record<string, unknown>) => void;

export interface Logger {
  info: Log;
  warn: Log;
  error: Log;
}

export function createLogger(app: string, level: string): Logger {
  const sink = pino({ level, base: { app, pid: process.pid } }, pino.destination({ dest: 2, sync: true }));
  return {
    info: (event, fields = {}) => sink.info({ event, ...fields }),
    warn: (event, fields = {}) => sink.warn({ event, ...fields }),
    error: (event, fields = {}) => sink.error({ event, ...fields }),
  };
}

/** The queues' log lines in ours. */
export const queueLog =
  (log: Logger) =>
  ({ level, event, ...fields }: QueueLogLine): void =>
    log[level](event, fields);
