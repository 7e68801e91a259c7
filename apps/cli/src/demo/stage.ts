import { randomBytes } from 'node:crypto';
import { createLogger, openRuntime, type Runtime, readEnv } from '@mlc/platform';
import { SandboxAdmin } from '@mlc/sandbox';
import { z } from 'zod';
import { type AppName, type RunningApp, startApp } from './processes.js';
import { COMPANY } from './world.js';

const addressesSchema = z.object({ shipbobUrl: z.string(), odooUrl: z.string(), adminUrl: z.string() });

/** The running set: both sandboxes and every app as a process, and a runtime of our own to look in. */
export interface Stage {
  sandbox: SandboxAdmin;
  urls: z.infer<typeof addressesSchema> & { ingressUrl: string; adminAppUrl: string };
  runtime: Runtime;
  adminToken: string;
  /** Environment of the apps, for processes that join them. */
  env: NodeJS.ProcessEnv;
  /** Apps by name; `worker` is the one on stage now. */
  app(name: AppName): RunningApp;
  /** Ends the app as given and starts it anew. */
  replace(name: AppName, how: 'stop' | 'kill'): Promise<void>;
  close(): Promise<void>;
}

/** An Odoo in place of the sandbox's, e.g. a real one; the apps may reach it, and DEMO_ODOO_KEY holds its key. */
export interface OtherOdoo {
  url: string;
  key: string;
}

export interface StageOptions {
  odoo?: OtherOdoo | undefined;
  /** Whether the admin app is on stage, which nothing of the story needs; it is unless said otherwise. */
  admin?: boolean;
}

/** Starts everything. `env` holds DATABASE_URL and, where there is one, REDIS_URL. */
export async function openStage(env: NodeJS.ProcessEnv, { odoo, admin = true }: StageOptions = {}): Promise<Stage> {
  const apps = new Map<AppName, RunningApp>();
  const stopAll = async (): Promise<void> => {
    await Promise.all([...apps.values()].map((app) => app.stop()));
  };
  try {
    const sandbox = await startApp('sandbox', { ...env, SANDBOX_ADMIN_TOKEN: undefined });
    apps.set('sandbox', sandbox);
    const own = addressesSchema.parse(JSON.parse(sandbox.firstLine ?? '{}'));
    const addresses = { ...own, odooUrl: odoo?.url ?? own.odooUrl };
    const secrets = { DEMO_ODOO_KEY: odoo?.key ?? COMPANY.odooKey, DEMO_SHIPBOB_TOKEN: COMPANY.shipbobToken };
    const adminToken = env['MLC_ADMIN_TOKEN'] ?? randomBytes(18).toString('hex');
    const allowed = [addresses.odooUrl, addresses.shipbobUrl].map((url) => new URL(url).host).join(',');
    const appEnv: NodeJS.ProcessEnv = {
      ...env,
      EGRESS_ALLOW: allowed,
      MLC_MODE: 'demo',
      MLC_KEYS: env['MLC_KEYS'] ?? `demo:${randomBytes(32).toString('base64')}`,
      MLC_ADMIN_TOKEN: adminToken,
      MLC_SWEEP_MS: env['MLC_SWEEP_MS'] ?? '1000',
      ...secrets,
    };
    for (const name of ['ingress', 'worker', 'poller', ...(admin ? (['admin'] as const) : [])] as const) {
      const fixedPort =
        name === 'ingress' ? env['DEMO_INGRESS_PORT'] : name === 'admin' ? env['DEMO_ADMIN_PORT'] : undefined;
      apps.set(name, await startApp(name, { ...appEnv, PORT: fixedPort ?? '0' }));
    }
    Object.assign(process.env, secrets);
    const runtime = await openRuntime(readEnv(appEnv), createLogger('demo', 'silent'), { poolMax: 3 });
    const app = (name: AppName): RunningApp => {
      const running = apps.get(name);
      if (!running) throw new Error(`${name} is not on stage`);
      return running;
    };
    const replacing = new Map<AppName, Promise<void>>();
    // An app that is replaced keeps its port, so that URLs given to others stay true.
    const portOf = (name: AppName): string => new URL(app(name).url ?? 'http://127.0.0.1:0').port || '0';
    return {
      sandbox: new SandboxAdmin(addresses.adminUrl),
      urls: { ...addresses, ingressUrl: app('ingress').url ?? '', adminAppUrl: apps.get('admin')?.url ?? '' },
      runtime,
      adminToken,
      env: appEnv,
      app,
      replace(name, how) {
        // One at a time per app, whoever asks.
        const turn = (replacing.get(name) ?? Promise.resolve()).then(async () => {
          const port = portOf(name);
          await app(name)[how]();
          apps.set(name, await startApp(name, { ...appEnv, PORT: port }));
        });
        replacing.set(name, turn);
        return turn;
      },
      async close() {
        await runtime.close();
        await stopAll();
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
