import { limits, NeedsAttention } from '@mlc/kernel';
import { z } from 'zod';
import { asking, type Endpoint, foreignAnswer, jsonOf } from './exchange.js';
import { jsonRpc } from './json-rpc.transport.js';

export interface OdooVersion {
  /** 16, 17, 18, 19 ... */
  major: number;
  /** As the server writes it, e.g. `19.0-20260402`. */
  text: string;
}

const webVersion = z.object({ version: z.string() });
const commonVersion = z.object({ server_version: z.string() });

/**
 * Asks the server which Odoo it is, without credentials: `GET /web/version` (19+), else `common.version` over JSON-RPC.
 * Throws NeedsAttention `odoo.not_odoo` when neither answers as Odoo does.
 */
export async function discoverVersion(endpoint: Endpoint): Promise<OdooVersion> {
  const site = { model: 'common', method: 'version' };
  const response = await endpoint.door.request({
    method: 'GET',
    url: `${endpoint.origin}/web/version`,
    headers: {},
    timeoutMs: endpoint.timeoutMs ?? limits.remoteCallTimeoutMs,
    idempotent: true,
    mutating: false,
    maxBodyBytes: endpoint.answerBytesMax ?? limits.remoteBodyBytesMax,
  });
  const direct = webVersion.safeParse(jsonOf(response));
  if (response.status === 200 && direct.success) return versionOf(direct.data.version);
  if (response.status !== 404) throw foreignAnswer(response, site, false);
  const { result } = await jsonRpc(endpoint, 'common', 'version', [], site, asking(endpoint));
  const common = commonVersion.safeParse(result);
  if (!common.success)
    throw new NeedsAttention('The server answers JSON-RPC but does not tell an Odoo version.', {
      code: 'odoo.not_odoo',
      field: 'odoo.url',
      fix: 'Write the address you open Odoo with in a browser.',
    });
  return versionOf(common.data.server_version);
}

/** `19.0-20260402`, `17.0`, and Odoo Online's `saas~18.3`: the first number is the major. */
function versionOf(text: string): OdooVersion {
  const major = Number(/\d+/.exec(text)?.[0] ?? Number.NaN);
  return { major: Number.isNaN(major) ? 0 : major, text };
}
