import { z } from 'zod';
import type { Connection } from '../generated/prisma/client.js';

const state = z.enum(['active', 'paused', 'needs_attention', 'needs_reconnect']);
const transport = z.enum(['auto', 'json2', 'jsonrpc', 'xmlrpc']);
export type ConnectionState = z.infer<typeof state>;
export type OdooTransport = z.infer<typeof transport>;

/** One Odoo database + company tied to one ShipBob account + channel. */
export interface ConnectionRow {
  /** UUID. */
  id: string;
  /** Unique; what people call it. */
  name: string;
  /** Unique, unguessable; part of the webhook's URL. */
  webhookKey: string;
  state: ConnectionState;
  stateReason: string | null;
  odooUrl: string;
  odooDatabase: string;
  odooLogin: string | null;
  odooCompanyId: number;
  odooTransport: OdooTransport;
  shipbobUrl: string;
  shipbobVersion: string;
  /** 0: not known yet, because nobody has allowed an OAuth application at ShipBob. */
  shipbobChannelId: number;
  /** `<host>/<user>/<application>`: whose rate budget the calls take. */
  shipbobAccountId: string;
  /** Parsed by whoever uses them; the store keeps any JSON. */
  settings: unknown;
  /** Raised by whoever changes the settings. */
  settingsVersion: number;
  createdAt: Date;
  updatedAt: Date;
}

export const toConnectionRow = (row: Connection): ConnectionRow => ({
  id: row.id,
  name: row.name,
  webhookKey: row.webhookKey,
  state: state.parse(row.state),
  stateReason: row.stateReason,
  odooUrl: row.odooUrl,
  odooDatabase: row.odooDatabase,
  odooLogin: row.odooLogin,
  odooCompanyId: row.odooCompanyId,
  odooTransport: transport.parse(row.odooTransport),
  shipbobUrl: row.shipbobUrl,
  shipbobVersion: row.shipbobVersion,
  shipbobChannelId: row.shipbobChannelId,
  shipbobAccountId: row.shipbobAccountId,
  settings: row.settings,
  settingsVersion: row.settingsVersion,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

export interface ShipBobAccountParts {
  host: string;
  userKey: string;
  application: string;
}

/** `<host>/<user>/<application>`; only the user may hold slashes of its own. */
export function accountParts(accountId: string): ShipBobAccountParts | null {
  const match = /^(?<host>[^/]+)\/(?<user>.+)\/(?<application>[^/]+)$/.exec(accountId);
  const { host, user, application } = match?.groups ?? {};
  return host && user && application ? { host, userKey: user, application } : null;
}
