import type { StatementEvidence } from '@mlc/mappings';
import { z } from 'zod';

const value = z.union([z.string(), z.number(), z.null()]);
const fact = z.object({
  key: z.string(),
  label: z.string(),
  lane: z.string().nullable(),
  fields: z.record(z.string(), value),
  explained: z.string().optional(),
});

/** Evidence as `mlc statement --csv` writes it. */
export const evidenceSchema: z.ZodType<StatementEvidence> = z.object({
  connection: z.string(),
  period: z.object({ from: z.string(), to: z.string() }),
  readAt: z.string(),
  rulesVersion: z.number(),
  settingsVersion: z.number(),
  flows: z.array(z.object({ flow: z.string(), odoo: z.array(fact), shipbob: z.array(fact) })),
  explanations: z.array(z.object({ lane: z.string(), flow: z.string().nullable(), by: z.string() })),
  accrued: z
    .array(z.object({ fee: z.string(), currency: z.string(), charges: z.number(), amount: z.number() }))
    .optional(),
});
