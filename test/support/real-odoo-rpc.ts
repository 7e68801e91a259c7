import type { OdooCall } from '@mlc/sandbox';
import { z } from 'zod';
import type { RealServer } from './real-odoo-servers.js';

const answerSchema = z.looseObject({
  result: z.unknown().optional(),
  error: z.looseObject({ data: z.looseObject({ message: z.string() }).optional(), message: z.string() }).optional(),
});

/** A user's own way into a real Odoo 17 or 19, with no code of the connector's: `/jsonrpc`, which both answer. */
export class OdooRpc {
  private constructor(
    readonly url: string,
    readonly database: string,
    readonly uid: number,
    readonly key: string,
    readonly major: number,
  ) {}

  static async open(server: { url: string; database: string }, login: string, key: string): Promise<OdooRpc> {
    const ask = (method: string, args: unknown[]) => rpc(server.url, 'common', method, args);
    const uid = z.number().parse(await ask('authenticate', [server.database, login, key, {}]));
    const { server_version_info } = z
      .looseObject({ server_version_info: z.array(z.unknown()) })
      .parse(await ask('version', []));
    return new OdooRpc(server.url, server.database, uid, key, z.number().parse(server_version_info[0]));
  }

  execute = async ({ model, method, ids, args = [], kwargs = {}, context }: OdooCall): Promise<unknown> => {
    const positional = ids === undefined ? args : [ids, ...args];
    const named = context === undefined ? kwargs : { ...kwargs, context };
    const call = [this.database, this.uid, this.key, model, method, positional, named];
    try {
      return await rpc(this.url, 'object', 'execute_kw', call);
    } catch (error) {
      throw new Error(`${model}.${method}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  };

  /** Ids of the created rows, in order. */
  create = async (model: string, rows: Record<string, unknown>[]): Promise<number[]> =>
    rows.length === 0 ? [] : z.array(z.number()).parse(await this.execute({ model, method: 'create', args: [rows] }));

  createOne = async (model: string, row: Record<string, unknown>): Promise<number> => {
    const [id] = await this.create(model, [row]);
    return z.number().parse(id);
  };

  /** Every row that fits, archived ones too. */
  searchRead = async <S extends z.ZodRawShape>(
    model: string,
    row: z.ZodObject<S>,
    domain: unknown[],
  ): Promise<z.output<z.ZodObject<S>>[]> =>
    z.array(row).parse(
      await this.execute({
        model,
        method: 'search_read',
        args: [domain, Object.keys(row.shape).filter((name) => name !== 'id')],
        kwargs: { order: 'id' },
        context: { active_test: false },
      }),
    );
}

/** Whether the bot can read a model: its app may not be installed, or belong to others. */
export async function canRead(server: RealServer, model: string): Promise<boolean> {
  const bot = await OdooRpc.open(server, server.login, server.key);
  return bot.execute({ model, method: 'search', args: [[]], kwargs: { limit: 1 } }).then(
    () => true,
    () => false,
  );
}

async function rpc(url: string, service: string, method: string, args: unknown[]): Promise<unknown> {
  const body = { jsonrpc: '2.0', id: 1, method: 'call', params: { service, method, args } };
  const answer = await fetch(new URL('/jsonrpc', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { result, error } = answerSchema.parse(await answer.json());
  if (error !== undefined) throw new Error(error.data?.message ?? error.message);
  // What answers nothing, as `button_validate` may, has no result at all.
  return result ?? null;
}
