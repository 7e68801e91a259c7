import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export type AppName = 'poller' | 'ingress' | 'worker' | 'admin' | 'sandbox';

export interface RunningApp {
  name: AppName;
  pid: number;
  url: string | null;
  /** Ends in order (SIGTERM); SIGKILL after 20 s. */
  stop(): Promise<void>;
  /** SIGKILL, as a machine that loses power would. */
  kill(): Promise<void>;
}

const readySchema = z.object({ kind: z.literal('ready'), url: z.string().nullable() });
/** An app that is not ready by then has failed, milliseconds. */
const READY_MS = 60_000;
const STOP_MS = 20_000;

/** Wherever this file has become part of: `src`, `dist`, or the one file that a build makes of all. */
const APPS = import.meta.url.replace(/\/apps\/cli\/.*$/, '/apps/');
const entryOf = (name: AppName): string => fileURLToPath(new URL(`${name}/dist/main.js`, APPS));

/** Starts one app as a process of its own; ready when it says so over IPC (the sandbox: by its line on stdout). */
export async function startApp(
  name: AppName,
  env: NodeJS.ProcessEnv,
): Promise<RunningApp & { firstLine: string | null }> {
  const child = fork(entryOf(name), [], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const errors: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => {
    errors.push(chunk.toString());
    if (process.env['DEMO_LOGS']) process.stderr.write(chunk);
    while (errors.length > 20) errors.shift();
  });
  const firstLine = name === 'sandbox' ? await lineOf(child, errors) : null;
  if (name === 'sandbox') child.stdout?.resume();
  const url = name === 'sandbox' ? null : await readyOf(child, name, errors);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const cut = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(cut);
  };
  return { name, pid: child.pid ?? 0, url, firstLine, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

function readyOf(child: ChildProcess, name: string, errors: string[]): Promise<string | null> {
  return settle(child, name, errors, (resolve) => {
    child.on('message', (message) => {
      const ready = readySchema.safeParse(message);
      if (ready.success) resolve(ready.data.url);
    });
  });
}

function lineOf(child: ChildProcess, errors: string[]): Promise<string> {
  return settle(child, 'sandbox', errors, (resolve) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
  });
}

function settle<T>(
  child: ChildProcess,
  name: string,
  errors: string[],
  listen: (resolve: (value: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const failed = (why: string): void => reject(new Error(`${name} ${why}: ${errors.join('').trim().slice(-800)}`));
    const timer = setTimeout(() => failed('was not ready in time'), READY_MS);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      failed(`ended before it was ready (${signal ?? code})`);
    });
    listen((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
