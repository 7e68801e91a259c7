import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { emptySchema } from '../../admin/contract.js';
import { command, question } from '../../admin/http.js';
import type { Shop } from '../shop.js';

export const oauthClientSchema = z.strictObject({
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  name: z.string().min(1),
  /** Compared exactly; null = any address of this machine. */
  redirect_uris: z.array(z.string()).nullable().default(null),
});
export const oauthCountsSchema = z.record(z.string(), z.number());

/** Applications, what they called, and the merchant's change of mind. */
export function oauthAdminRoutes(app: FastifyInstance, shop: Shop): void {
  command(app, '/shipbob/oauth/clients', oauthClientSchema, (client) => {
    shop.oauth.addClient(client);
    return { client_id: client.client_id };
  });
  /** Token calls by grant type and outcome, e.g. `{"refresh_token 200": 1}`. */
  question(app, '/shipbob/oauth/counts', emptySchema, () => ({ ...shop.oauth.counts }));
  /** Every token and code handed out, for a test that searches for them where they must not be. */
  question(app, '/shipbob/oauth/issued', emptySchema, () => shop.oauth.issued());
  command(app, '/shipbob/oauth/revoke', emptySchema, () => ({ revoked: shop.oauth.revokeAll() }));
}
