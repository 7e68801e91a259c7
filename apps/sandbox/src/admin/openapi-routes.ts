import { toJson } from '@mlc/kernel';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { OpenApiJudge } from '../openapi/judge.js';
import { emptySchema } from './contract.js';
import { command, question } from './http.js';

export const violationsQuerySchema = z.strictObject({
  sinceSeq: z.coerce.number().int().nonnegative().default(0),
  /** With those that known bugs of the documents explain. */
  all: z.enum(['true', 'false']).default('false'),
});
export const violationsAnswerSchema = z.object({
  /** Versions that have a document here; empty = the check is off. */
  versions: z.array(z.string()),
  /** Calls that were held against a document. */
  calls: z.number(),
  violations: z.array(
    z.object({
      seq: z.number(),
      version: z.string(),
      side: z.enum(['client', 'sandbox']),
      call: z.string(),
      status: z.number().nullable(),
      pointer: z.string(),
      message: z.string(),
      refused: z.boolean(),
      knownBug: z.string().nullable(),
    }),
  ),
});

/** What ShipBob's own OpenAPI documents say to the calls of this run. */
export function openApiAdminRoutes(app: FastifyInstance, judge: OpenApiJudge | null): void {
  question(app, '/shipbob/openapi/violations', violationsQuerySchema, ({ sinceSeq, all }) =>
    toJson({
      versions: judge?.versions ?? [],
      calls: judge?.calls ?? 0,
      violations: judge?.violations({ sinceSeq, all: all === 'true' }) ?? [],
    }),
  );
  command(app, '/shipbob/openapi/clear', emptySchema, () => {
    judge?.clear();
    return { cleared: true };
  });
}
