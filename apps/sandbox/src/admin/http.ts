import { BadInput, isKnownError, issuesText, type Json } from '@mlc/kernel';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { z } from 'zod';

/** A refused admin call; the client shows the message as it is. */
interface AdminError {
  error: { code: string; message: string; field: string | null };
}

/** Answers with the error's status: 400 for bad input, 500 for our own mistakes. */
export function sendAdminError(reply: FastifyReply, error: unknown): void {
  const known = isKnownError(error);
  const body: AdminError = {
    error: {
      code: known ? error.code : 'sandbox.failed',
      message: error instanceof Error ? error.message : String(error),
      field: (known ? error.field : null) ?? null,
    },
  };
  reply.code(known ? 400 : 500).send(body);
}

/** Parses what a caller sent; throws BadInput naming the member. */
export function parseAdmin<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  throw new BadInput(issuesText(parsed.error), {
    code: 'sandbox.admin.invalid',
    field: parsed.error.issues[0]?.path.join('.') ?? '',
  });
}

/** `POST path` with a JSON body of the given shape; what `act` returns is the answer. */
export function command<T extends z.ZodType>(
  app: FastifyInstance,
  path: string,
  schema: T,
  act: (input: z.output<T>) => Json | Promise<Json>,
): void {
  app.post(path, async (req) => ({ result: await act(parseAdmin(schema, req.body)) }));
}

/** `GET path` with query parameters of the given shape. */
export function question<T extends z.ZodType>(
  app: FastifyInstance,
  path: string,
  schema: T,
  ask: (input: z.output<T>) => Json,
): void {
  app.get(path, async (req) => ({ result: ask(parseAdmin(schema, req.query)) }));
}
