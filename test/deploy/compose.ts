import { z } from 'zod';
import { type Texts, yamlOf } from './files.js';

const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);
const environment = z.record(z.string(), z.string());

/** Strict: a misspelt key is an error, not a setting that silently does nothing. */
const service = z.strictObject({
  image: z.string().optional(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string(), target: z.string() }).optional(),
  profiles: z.array(z.string()).default([]),
  command: z.array(z.string()).optional(),
  restart: z.enum(['no', 'unless-stopped', 'always', 'on-failure']),
  environment: environment.default({}),
  depends_on: z.record(z.string(), z.strictObject({ condition })).default({}),
  healthcheck: z
    .strictObject({ test: z.array(z.string()), interval: z.string(), timeout: z.string(), retries: z.number() })
    .optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  tmpfs: z.array(z.string()).default([]),
  init: z.boolean().default(false),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
  mem_limit: z.string().optional(),
});
export type Service = z.infer<typeof service>;

const composeFile = z
  .object({ name: z.string(), services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) })
  .catchall(z.unknown())
  .superRefine((file, context) => {
    for (const key of Object.keys(file))
      if (!['name', 'services', 'volumes'].includes(key) && !key.startsWith('x-'))
        context.addIssue({ code: 'custom', message: `unknown key ${key}` });
  });
export type ComposeFile = z.infer<typeof composeFile>;

export function readCompose(texts: Texts): { file: ComposeFile | null; findings: string[] } {
  const parsed = composeFile.safeParse(yamlOf(texts('docker-compose.yml')));
  if (parsed.success) return { file: parsed.data, findings: [] };
  return {
    file: null,
    findings: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  };
}

/** A variable of `.env.example`; commented ones need not be set. */
export interface OfferedVariable {
  name: string;
  value: string;
  required: boolean;
}

export const offeredVariables = (texts: Texts): OfferedVariable[] =>
  [...texts('.env.example').matchAll(/^(# )?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, comment, name = '', value = '']) => ({
    name,
    value,
    required: comment === undefined,
  }));

/** What a compose file asks of `.env`: name, and whether it does without (`${NAME:-default}`). */
export const askedVariables = (texts: Texts): { name: string; required: boolean }[] =>
  [...texts('docker-compose.yml').matchAll(/\$\{([A-Z][A-Z0-9_]*)(:-|:\?)?[^}]*\}/g)].map(([, name = '', kind]) => ({
    name,
    required: kind !== ':-',
  }));

/** Compose's own substitution. Throws when a variable without a default is missing. */
export const substitute = (text: string, variables: Record<string, string>): string =>
  text.replace(/\$\{([A-Z][A-Z0-9_]*)(?:(:-|:\?)([^}]*))?\}/g, (_all, name: string, kind?: string, rest?: string) => {
    const value = variables[name];
    if (value) return value;
    if (kind === ':-') return rest ?? '';
    throw new Error(`${name} is not set`);
  });
