import { existsSync } from 'node:fs';
import { z } from 'zod';

/** The sandbox is an app, which no package may import; its build is found where it lies, when it is there. */
const entry = new URL('../../../../apps/sandbox/dist/index.js', import.meta.url);
export const sandboxIsBuilt = existsSync(entry);

interface Startable {
  start(): Promise<unknown>;
  stop(): Promise<void>;
}

const addressesSchema = z.object({ shipbobUrl: z.string(), adminUrl: z.string() });
type Create = (options: { openapi: string }) => Startable;
const moduleSchema = z.object({ createSandbox: z.custom<Create>((value) => typeof value === 'function') });
const violationsSchema = z.object({ violations: z.array(z.unknown()) });

/** A started sandbox on free ports of 127.0.0.1, with its admin interface over HTTP. */
export async function startSandbox() {
  const loaded: unknown = await import(entry.href);
  const sandbox = moduleSchema.parse(loaded).createSandbox({ openapi: 'auto' });
  const { shipbobUrl, adminUrl } = addressesSchema.parse(await sandbox.start());
  const answer = async (response: Response): Promise<unknown> => {
    if (!response.ok) throw new Error(`sandbox admin answered ${response.status}: ${await response.text()}`);
    return z.object({ result: z.unknown() }).parse(await response.json()).result;
  };
  return {
    shipbobUrl,
    /** Stops, and fails when ShipBob's OpenAPI documents (where they are at hand) forbid a request of ours or an answer. */
    stop: async () => {
      const seen = await answer(await fetch(`${adminUrl}/shipbob/openapi/violations`));
      await sandbox.stop();
      const { violations } = violationsSchema.parse(seen);
      if (violations.length > 0)
        throw new Error(`Against the OpenAPI documents: ${JSON.stringify(violations, null, 1)}`);
    },
    admin: async (path: string, body: unknown = {}) =>
      answer(
        await fetch(`${adminUrl}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    /** Committed facts since the last reset, `type key`. */
    effects: async (): Promise<string[]> => {
      const schema = z.object({ effects: z.array(z.object({ type: z.string(), key: z.string() })) });
      const journal = schema.parse(await answer(await fetch(`${adminUrl}/journal/effects`)));
      return journal.effects.map(({ type, key }) => `${type} ${key}`);
    },
    calls: async (): Promise<string[]> => {
      const schema = z.object({ entries: z.array(z.object({ call: z.string() })) });
      return schema.parse(await answer(await fetch(`${adminUrl}/journal`))).entries.map(({ call }) => call);
    },
  };
}

export type RunningSandbox = Awaited<ReturnType<typeof startSandbox>>;
