import { BadInput, limits, parseEnv } from '@mlc/kernel';
import { z } from 'zod';

const url = (protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    message: `expected a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

/** Every environment variable the apps read; docs/operating.md is generated from the same list. */
export const envSchema = z.object({
  DATABASE_URL: url(['postgres:', 'postgresql:']).describe('Postgres. The app role mlc_app is taken inside it.'),
  MLC_KEYS: z.string().min(1).describe('Key ring: `id:base64 of 32 bytes`, comma-separated, the first is current.'),
  EGRESS_ALLOW: z.string().default('').describe('host:port pairs that may be reached although private or without TLS.'),
  MLC_MODE: z
    .enum(['production', 'demo', 'test'])
    .default('production')
    .describe('demo and test obey the sandbox clock.'),
  MLC_ADMIN_TOKEN: z.string().min(16).optional().describe('Bearer token of the admin API and Bull Board.'),
  HOST: z.string().default('127.0.0.1').describe('Address the HTTP servers listen on.'),
  PORT: z.coerce.number().int().min(0).max(65535).default(0).describe('Port; 0 takes a free one.'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Least level logged.'),
  MLC_SWEEP_MS: z.coerce.number().int().min(100).default(15_000).describe('Period of the sweeper, milliseconds.'),
  MLC_SHIPBOB_CALLS_PER_WINDOW: z.coerce
    .number()
    .int()
    .min(20)
    .default(limits.shipbobCallsPerWindow)
    .describe(
      "Calls to ShipBob in a minute per user and application; more than ShipBob's 150 in demo and test mode only.",
    ),
});
export type Env = z.infer<typeof envSchema>;

export function readEnv(env: NodeJS.ProcessEnv = process.env): Env {
  const read = parseEnv(envSchema, env);
  if (read.MLC_MODE !== 'production' || read.MLC_SHIPBOB_CALLS_PER_WINDOW <= limits.shipbobCallsPerWindow) return read;
  throw new BadInput(
    `MLC_SHIPBOB_CALLS_PER_WINDOW is above ${limits.shipbobCallsPerWindow}, which ShipBob answers with refusals.`,
    {
      code: 'env.invalid',
      field: 'MLC_SHIPBOB_CALLS_PER_WINDOW',
      fix: `Leave it out, or set at most ${limits.shipbobCallsPerWindow}; only demo and test mode may go beyond.`,
    },
  );
}

/** The admin app cannot run without a token; a missing one must not mean an open door. */
export function requireAdminToken(env: Env): string {
  if (env.MLC_ADMIN_TOKEN) return env.MLC_ADMIN_TOKEN;
  throw new BadInput('MLC_ADMIN_TOKEN is not set.', {
    code: 'env.invalid',
    field: 'MLC_ADMIN_TOKEN',
    fix: 'Set it to a random text of at least 16 characters, e.g. the output of `openssl rand -hex 24`.',
  });
}
