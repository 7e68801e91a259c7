import { explain, isKnownError, parseEnv } from '@mlc/kernel';
import { z } from 'zod';
import { createSandbox } from './sandbox.js';

const port = z.coerce.number().int().min(0).max(65_535).default(0);
/** A bad set-up ends with one line and exit code 78, as it does for the other apps. */
function open() {
  try {
    const env = parseEnv(
      z.object({
        SANDBOX_HOST: z.string().min(1).default('127.0.0.1'),
        SANDBOX_SHIPBOB_PORT: port,
        SANDBOX_ODOO_PORT: port,
        SANDBOX_ADMIN_TOKEN: z.string().min(1).optional(),
        SANDBOX_OPENAPI: z.string().default('off'),
        DATABASE_URL: z.string().min(1).optional(),
      }),
    );
    const sandbox = createSandbox({
      host: env.SANDBOX_HOST,
      adminToken: env.SANDBOX_ADMIN_TOKEN ?? null,
      openapi: env.SANDBOX_OPENAPI,
      databaseUrl: env.DATABASE_URL ?? null,
    });
    return { env, sandbox };
  } catch (error) {
    if (!isKnownError(error)) throw error;
    process.stderr.write(`sandbox: ${explain(error)}\n`);
    process.exit(78);
  }
}

const { env, sandbox } = open();
const addresses = await sandbox.start({ shipbobPort: env.SANDBOX_SHIPBOB_PORT, odooPort: env.SANDBOX_ODOO_PORT });

let ending = false;
const end = (): void => {
  if (ending) return;
  ending = true;
  void sandbox.stop().then(() => process.exit(0));
};
process.on('SIGTERM', end);
process.on('SIGINT', end);
// A parent that dies takes its sandbox along.
process.on('disconnect', end);

process.stdout.write(`${JSON.stringify(addresses)}\n`);
