import { z } from 'zod';

/**
 * Real Odoo servers for the conformance suite. One is named by MLC_REAL_ODOO_URL, _DB, _KEY (a bot with Inventory, Purchase
 * and Sales user rights), _LOGIN (default `shipbob_bot`), _ADMIN_KEY (makes products and orders) and, if there is one,
 * _FR_LOGIN and _FR_KEY: a second bot whose language is not English. More servers by a name in between, as in
 * MLC_REAL_ODOO_17_URL, MLC_REAL_ODOO_17_DB ...
 */
export interface RealServer {
  url: string;
  database: string;
  login: string;
  key: string;
  adminKey: string;
  foreign: { login: string; key: string } | null;
}

export function realServers(env: NodeJS.ProcessEnv): RealServer[] {
  const names = Object.keys(env)
    .map((name) => /^MLC_REAL_ODOO_(?:\w+_)?URL$/.exec(name)?.[0].slice(0, -'URL'.length))
    .filter((prefix) => prefix !== undefined);
  return names.toSorted().flatMap((prefix) => {
    const of = (name: string): string => env[`${prefix}${name}`] ?? '';
    if (of('URL') === '') return [];
    for (const name of ['DB', 'KEY', 'ADMIN_KEY'])
      if (of(name) === '') throw new Error(`${prefix}URL needs ${prefix}${name} with it`);
    const foreign = of('FR_KEY') === '' ? null : { login: of('FR_LOGIN'), key: of('FR_KEY') };
    const login = of('LOGIN') || 'shipbob_bot';
    return [{ url: of('URL'), database: of('DB'), login, key: of('KEY'), adminKey: of('ADMIN_KEY'), foreign }];
  });
}

/** Major version of a server, e.g. 19. */
export async function majorOf({ url }: RealServer): Promise<number> {
  const body = JSON.stringify({ jsonrpc: '2.0', method: 'call', params: {} });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(new URL('/web/webclient/version_info', url), { method: 'POST', headers, body });
  const info = z.object({ result: z.object({ server_version_info: z.tuple([z.number()], z.unknown()) }) });
  return info.parse(await answer.json()).result.server_version_info[0];
}
