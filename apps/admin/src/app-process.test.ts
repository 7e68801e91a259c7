// Starts this app as the process it is in production; the name keeps this file out of the build.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export interface AppProcess {
  url: string;
  port: number;
  /** Log lines so far, oldest first. */
  log: Record<string, unknown>[];
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Resolves with the signal or code it ended with. */
  ended: Promise<string>;
}

const ready = z.object({ kind: z.literal('ready'), url: z.url() });
const line = z.record(z.string(), z.unknown());

/** @throws Error with the app's last log lines when it ends before it is ready. */
export async function startApp(env: NodeJS.ProcessEnv): Promise<AppProcess> {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const child = fork(main, [], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const log: Record<string, unknown>[] = [];
  let rest = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) log.push(parseLine(text));
  });
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  const url = await Promise.race([
    new Promise<string>((resolve) => {
      child.on('message', (message) => {
        const parsed = ready.safeParse(message);
        if (parsed.success) resolve(parsed.data.url);
      });
    }),
    ended.then((how) => {
      throw new Error(`The app ended with ${how} before it was ready: ${JSON.stringify(log.slice(-3))}`);
    }),
  ]);
  return {
    url,
    port: Number(new URL(url).port),
    log,
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
}

function parseLine(text: string): Record<string, unknown> {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return { unstructured: text };
  }
}
