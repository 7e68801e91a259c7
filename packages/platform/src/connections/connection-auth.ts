import type { OAuthApplication } from '@mlc/engine';
import { explain, type Finding, isKnownError, type Redacted, sha256Hex } from '@mlc/kernel';
import {
  authUrlOf,
  createShipBobClient,
  lackingScopes,
  notAuthorized,
  readGrantedAccess,
  scopesToAsk,
} from '@mlc/shipbob';
import type { ConnectionRow } from '@mlc/store';
import { billingAccountId, OAUTH_SECRET, type ShipBobCredentials } from '../oauth.js';
import { type Runtime, SECRET } from '../runtime.js';
import { type ConnectionFile, resolveSecret } from './connection-file.js';

/** How the file lets the connection in at ShipBob. */
export interface FileAuth {
  /** By name in the vault. */
  secrets: Record<string, Redacted<string>>;
  /** Null with a personal access token. */
  application: OAuthApplication | null;
  /** Null with OAuth. */
  token: Redacted<string> | null;
  /** Whose budget it is when the file does not tell: connections with one token share it, a token being one user's. */
  user: string;
  applicationName: string;
}

/** Reads all secrets the file refers to. Throws BadInput naming the field. */
export function authOf({ name, odoo, shipbob }: ConnectionFile): FileAuth {
  const odooKey = resolveSecret(odoo.api_key, 'odoo.api_key');
  if (shipbob.oauth === undefined) {
    const token = resolveSecret(shipbob.token ?? '', 'shipbob.token');
    return {
      secrets: { [SECRET.odooKey]: odooKey, [SECRET.shipbobToken]: token },
      application: null,
      token,
      user: shipbob.user ?? sha256Hex(token.reveal()).slice(0, 16),
      applicationName: shipbob.application ?? 'pat',
    };
  }
  const { oauth, billing_token: billing } = shipbob;
  return {
    secrets: {
      [SECRET.odooKey]: odooKey,
      [OAUTH_SECRET.clientSecret]: resolveSecret(oauth.client_secret, 'shipbob.oauth.client_secret'),
      ...(billing === undefined
        ? {}
        : { [OAUTH_SECRET.billingToken]: resolveSecret(billing, 'shipbob.billing_token') }),
    },
    application: {
      authUrl: oauth.auth_url ?? authUrlOf(shipbob.url),
      clientId: oauth.client_id,
      redirectUri: oauth.redirect_uri,
      scopes: scopesToAsk(oauth.scopes),
    },
    token: null,
    user: shipbob.user ?? name,
    applicationName: shipbob.application ?? 'oauth',
  };
}

/** Credentials for asking ShipBob before anything is stored; `pending` while nobody has allowed the application. */
export async function credentialsOf(
  runtime: Runtime,
  auth: FileAuth,
  known: ConnectionRow | null,
): Promise<{ credentials: ShipBobCredentials; pending: boolean }> {
  const { token, application } = auth;
  if (token !== null) return { credentials: { token: async () => token }, pending: false };
  const grant = known && (await runtime.store.oauth.byConnection(known.id));
  const isSame = grant?.authUrl === application?.authUrl && grant?.clientId === application?.clientId;
  const stored = known && isSame && grant?.state === 'ready' ? await runtime.oauth.credentials(known) : null;
  if (stored !== null) return { credentials: stored, pending: false };
  const refuse = async () => {
    throw notAuthorized();
  };
  return { credentials: { token: refuse }, pending: true };
}

/** Why a connection rests that nobody has allowed yet. */
export const PENDING_REASON = explain(notAuthorized());

/** What a token for billing must be allowed. */
const BILLING_SCOPES = { billing: ['billing_read'] };

/** Asks ShipBob about the token for billing; nothing when there is none. */
export async function billingFindings(
  { store, door }: Pick<Runtime, 'store' | 'door'>,
  connection: ConnectionRow,
  token: Redacted<string> | undefined,
): Promise<Finding[]> {
  if (token === undefined) return [];
  const [field, accountId] = ['shipbob.billing_token', billingAccountId(connection.shipbobAccountId)];
  await store.connections.ensureAccount(accountId);
  const client = createShipBobClient({
    door,
    baseUrl: connection.shipbobUrl,
    version: connection.shipbobVersion,
    token: async () => token,
    channelId: connection.shipbobChannelId,
    accountId,
  });
  try {
    const { all } = await readGrantedAccess(client);
    const scopes = all.flatMap((channel) => channel.scopes);
    const lacking = lackingScopes({ scopes }, BILLING_SCOPES).flatMap((one) => one.scopes);
    if (lacking.length === 0)
      return [{ code: field, level: 'ok', message: 'ShipBob accepts the token for billing.', fix: null, field: null }];
    const fix = 'Make a personal access token with it, and set it as shipbob.billing_token.';
    const message = `The token for billing lacks the scope ${lacking.join(', ')}.`;
    return [{ code: 'shipbob.missing_scope', level: 'error', message, fix, field }];
  } catch (error) {
    if (!isKnownError(error)) throw error;
    return [{ code: error.code, level: 'error', message: error.message, fix: error.fix ?? null, field }];
  }
}

/** Makes the stored way in be the file's: application, budget of the billing token, and no secret that is not used. */
export async function saveAuth(runtime: Runtime, wanted: ConnectionRow, auth: FileAuth): Promise<string[]> {
  const { store, clock } = runtime;
  const changes: string[] = [];
  if (auth.application === null) {
    if (await store.oauth.remove(wanted.id)) changes.push('shipbob.oauth removed: a personal access token is used');
  } else {
    if (auth.secrets[OAUTH_SECRET.billingToken] !== undefined)
      await store.connections.ensureAccount(billingAccountId(wanted.shipbobAccountId));
    const did = await store.oauth.register(wanted.id, auth.application);
    if (did !== 'unchanged') changes.push(`shipbob.oauth: application ${auth.application.clientId} ${did}`);
  }
  for (const name of [SECRET.shipbobToken, ...Object.values(OAUTH_SECRET)]) {
    if (auth.secrets[name] !== undefined) continue;
    const [newest] = await store.secrets.active(wanted.id, name, clock.now());
    if (newest === undefined) continue;
    await store.secrets.retire(wanted.id, name, { version: newest.version + 1, validUntil: clock.now() });
    changes.push(`${name} ended: the file does not name it any more`);
  }
  // Clients are kept by the row's stamp, and are to be built anew.
  if (changes.length > 0) await store.connections.save({ ...wanted, updatedAt: clock.now() });
  return changes;
}
