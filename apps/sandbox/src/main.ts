import { parseEnv } from '@mlc/kernel';
import { z } from 'zod';
import { createSandbox } from './sandbox.js';

const port = z.coerce.number().int().min(0).max(65_535).default(0);
const env = parseEnv(
  z.object({
    SANDBOX_SHIPBOB_PORT: port,
    SANDBOX_ODOO_PORT: port,
    SANDBOX_ADMIN_TOKEN: z.string().min(1).optional(),
    DATABASE_URL: z.string().min(1).optional(),
  }),
);

const sandbox = createSandbox({
  adminToken: env.SANDBOX_ADMIN_TOKEN ?? null,
  databaseUrl: env.DATABASE_URL ?? null,
});
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
