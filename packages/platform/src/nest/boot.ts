import 'reflect-metadata';
import { BadInput, explain, isKnownError } from '@mlc/kernel';
import { type DynamicModule, type LoggerService, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Env, readEnv } from '../env.js';
import { announce, onShutdown } from '../lifecycle.js';
import { createLogger, type Logger } from '../log.js';

/** What an app is made of once its environment is known. */
export interface BuiltApp {
  module: Type | DynamicModule;
  /** Sets up routes, parsers and hooks before the server listens. */
  configure?(app: NestFastifyApplication): Promise<void> | void;
  /** After the server listens. */
  started?(): Promise<void>;
  /** First thing on shutdown: stop taking new work. */
  closing?(): void;
  /** After the server closed, within the shutdown's time. */
  close(): Promise<void>;
}

export interface AppSpec {
  name: string;
  build(env: Env, log: Logger): Promise<BuiltApp>;
  bodyBytesMax?: number;
  /** False leaves raw bodies to `configure`. */
  parseBodies?: boolean;
}

/** Slowloris guards of every HTTP server of ours, milliseconds. */
const REQUEST_MS = 15_000;
const HEADERS_MS = 10_000;

/** Starts one app: environment, module, server, shutdown. A bad set-up ends with one line and exit code 78, never a stack. */
export async function bootApp(spec: AppSpec): Promise<void> {
  const bootLog = createLogger(spec.name, process.env['LOG_LEVEL'] ?? 'info');
  try {
    const env = readEnv();
    const log = createLogger(spec.name, env.LOG_LEVEL);
    const built = await spec.build(env, log);
    const adapter = new FastifyAdapter({
      bodyLimit: spec.bodyBytesMax ?? 1024 * 1024,
      requestTimeout: REQUEST_MS,
      // Without it Node looks for slow senders only every 30 s.
      http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: 1000 },
    });
    const app = await NestFactory.create<NestFastifyApplication>(built.module, adapter, {
      logger: nestLogger(log),
      bodyParser: spec.parseBodies ?? true,
      abortOnError: false,
    });
    await built.configure?.(app);
    onShutdown(log, async () => {
      built.closing?.();
      await app.close();
      await built.close();
    });
    await app.listen(env.PORT, env.HOST);
    await built.started?.();
    const url = (await app.getUrl()).replace('[::1]', 'localhost');
    log.info('app.ready', { url });
    announce({ app: spec.name, url });
  } catch (error) {
    bootLog.error('app.boot_failed', {
      message: explain(error),
      code: isKnownError(error) ? error.code : undefined,
      stack: isKnownError(error) || !(error instanceof Error) ? undefined : error.stack,
    });
    process.exit(error instanceof BadInput ? 78 : 1);
  }
}

/** Nest's own chatter goes to our log, warnings and errors only. */
function nestLogger(log: Logger): LoggerService {
  return {
    log: () => undefined,
    debug: () => undefined,
    verbose: () => undefined,
    warn: (message: unknown) => log.warn('nest', { message: String(message) }),
    error: (message: unknown, ...rest: unknown[]) =>
      log.error('nest', { message: String(message), detail: String(rest[0] ?? '') }),
    fatal: (message: unknown) => log.error('nest', { message: String(message) }),
  };
}
