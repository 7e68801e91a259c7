import type { Logger } from './log.js';

/** Longest time an app may take from SIGTERM to its end. */
const SHUTDOWN_MS = 20_000;

/**
 * Ends the process in order on SIGTERM, SIGINT, or when the launcher's IPC channel closes (so that a launcher killed with
 * SIGKILL leaves nothing behind). `close` runs once; what takes longer than 20 s is cut.
 */
export function onShutdown(log: Logger, close: () => Promise<void>): void {
  let closing = false;
  const end = (why: string): void => {
    if (closing) return;
    closing = true;
    log.info('app.closing', { why });
    const cut = setTimeout(() => process.exit(1), SHUTDOWN_MS);
    cut.unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('app.close_failed', { message: error instanceof Error ? error.message : String(error) });
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => end('SIGTERM'));
  process.once('SIGINT', () => end('SIGINT'));
  if (process.channel) {
    process.once('disconnect', () => end('launcher gone'));
    process.channel.unref();
  }
}

/** Tells a launcher that listens on IPC where this app is. */
export function announce(ready: { app: string; url: string | null }): void {
  process.send?.({ kind: 'ready', ...ready, pid: process.pid });
}
