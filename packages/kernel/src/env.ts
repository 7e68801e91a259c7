import type { z } from 'zod';
import { BadInput } from './errors.js';

/**
 * Reads the environment once at start. Every bad variable is listed in one error, with what was expected;
 * values are not printed, since a variable may hold a secret.
 */
export function parseEnv<T extends z.ZodType>(schema: T, env: NodeJS.ProcessEnv = process.env): z.infer<T> {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(environment)'}: ${issue.message}`);
  throw new BadInput(`The environment is not usable. ${lines.join('; ')}.`, {
    code: 'env.invalid',
    field: String(parsed.error.issues[0]?.path[0] ?? ''),
    fix: 'Set the variables named above; docs/operating.md lists them all.',
  });
}

/** Zod issues as one line for people: `field: message; field: message`. */
export function issuesText(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`).join('; ');
}
