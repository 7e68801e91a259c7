import { BadInput } from '@mlc/kernel';
import { insertAudit } from '../audit/audit.sql.js';
import type { StoreContext } from '../db/context.js';
import { inTransaction, type Tx } from '../db/database.js';
import { isUniqueViolation } from '../db/errors.js';
import { jsonText } from '../db/text.js';
import { accountParts, type ConnectionRow, type ConnectionState, toConnectionRow } from './connection-row.js';

export interface SubscriptionRow {
  /** ShipBob's id of the subscription. */
  shipbobId: string;
  topics: string[];
  url: string;
  /** Version of the webhook secret it was made with. */
  secretVersion: number;
}

export interface ConnectionStore {
  /** By name. */
  list(): Promise<ConnectionRow[]>;
  byId(id: string): Promise<ConnectionRow | null>;
  byName(name: string): Promise<ConnectionRow | null>;
  byWebhookKey(webhookKey: string): Promise<ConnectionRow | null>;
  /**
   * Inserts or replaces the row of this id, with its ShipBob account, and writes an audit row of what changed.
   * @throws BadInput when the name belongs to another connection.
   */
  save(connection: ConnectionRow, actor?: string): Promise<void>;
  /**
   * An equal state and reason change nothing and leave no audit row. Unless told otherwise, a worker found that a
   * connection needs attention, and a person paused or resumed it.
   */
  setState(id: string, state: ConnectionState, reason: string | null, actor?: string): Promise<void>;
  /** Makes the account's row, which holds its rate budget, before any connection of it is saved. */
  ensureAccount(accountId: string): Promise<void>;
  subscriptions(connectionId: string): Promise<SubscriptionRow[]>;
  /** Replaces what is recorded of this connection's webhook subscriptions. */
  saveSubscriptions(connectionId: string, subscriptions: SubscriptionRow[]): Promise<void>;
  /**
   * Claims a flow that exists once per ShipBob user (receiving, inventory, billing).
   * @throws BadInput when another connection of the same user owns it.
   */
  claimFlow(connectionId: string, flow: string): Promise<void>;
  releaseFlow(connectionId: string, flow: string): Promise<void>;
}

export function createConnectionStore({ db, clock }: StoreContext): ConnectionStore {
  return {
    async list() {
      return (await db.connection.findMany({ orderBy: { name: 'asc' } })).map(toConnectionRow);
    },
    async byId(id) {
      const row = await db.connection.findUnique({ where: { id } });
      return row && toConnectionRow(row);
    },
    async byName(name) {
      const row = await db.connection.findUnique({ where: { name } });
      return row && toConnectionRow(row);
    },
    async byWebhookKey(webhookKey) {
      const row = await db.connection.findUnique({ where: { webhookKey } });
      return row && toConnectionRow(row);
    },

    async save(connection, actor = 'person') {
      const at = clock.now();
      try {
        await inTransaction(db, async (tx) => {
          await ensureAccount(tx, connection.shipbobAccountId);
          const known = await tx.connection.findUnique({ where: { id: connection.id } });
          const { id, ...columns } = connection;
          const row = { ...columns, settings: JSON.parse(jsonText(connection.settings)), updatedAt: at };
          await tx.connection.upsert({ where: { id }, create: { id, ...row }, update: row });
          const audit = {
            connectionId: id,
            actor,
            action: known ? 'connection.changed' : 'connection.created',
            subject: `connection:${connection.name}`,
            correlationId: null,
            before: known && describe(toConnectionRow(known)),
            after: describe(connection),
            reason: known ? 'the connection was applied anew' : 'the connection was applied',
          };
          await insertAudit(tx, [audit], at);
        });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        throw new BadInput(`There is another connection named ${JSON.stringify(connection.name)}.`, {
          code: 'connection.name_taken',
          field: 'name',
          fix: 'Choose another name.',
        });
      }
    },

    ensureAccount: (accountId) => inTransaction(db, (tx) => ensureAccount(tx, accountId)),

    async setState(
      id,
      state,
      reason,
      actor = state === 'needs_attention' || state === 'needs_reconnect' ? 'worker' : 'person',
    ) {
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const known = await tx.connection.findUnique({ where: { id } });
        if (!known || (known.state === state && known.stateReason === reason)) return;
        // A call that was under way with the old token says less than why there is no new one.
        if (state === 'needs_attention' && known.state === 'needs_reconnect') return;
        await tx.connection.update({ where: { id }, data: { state, stateReason: reason, updatedAt: at } });
        const audit = {
          connectionId: id,
          actor,
          action: `connection.${state}`,
          subject: `connection:${known.name}`,
          correlationId: null,
          before: { state: known.state, reason: known.stateReason },
          after: { state, reason },
          reason: reason ?? `set to ${state}`,
        };
        await insertAudit(tx, [audit], at);
      });
    },

    async subscriptions(connectionId) {
      const rows = await db.webhookSubscription.findMany({
        where: { connectionId },
        select: { shipbobId: true, topics: true, url: true, secretVersion: true },
        orderBy: { shipbobId: 'asc' },
      });
      // Rows from before secrets could be replaced: there was only the first one.
      return rows.map((row) => ({ ...row, secretVersion: row.secretVersion ?? 1 }));
    },

    async saveSubscriptions(connectionId, subscriptions) {
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const kept = subscriptions.map((subscription) => subscription.shipbobId);
        await tx.webhookSubscription.deleteMany({ where: { connectionId, shipbobId: { notIn: kept } } });
        for (const { shipbobId, ...held } of subscriptions) {
          await tx.webhookSubscription.upsert({
            where: { connectionId_shipbobId: { connectionId, shipbobId } },
            create: { connectionId, shipbobId, ...held, createdAt: at },
            update: held,
          });
        }
      });
    },

    async claimFlow(connectionId, flow) {
      const { shipbobAccountId } = await db.connection.findUniqueOrThrow({ where: { id: connectionId } });
      await db.accountFlow.createMany({ data: [{ shipbobAccountId, flow, connectionId }], skipDuplicates: true });
      const owner = await db.accountFlow.findUnique({
        where: { shipbobAccountId_flow: { shipbobAccountId, flow } },
        include: { connection: true },
      });
      if (!owner || owner.connectionId === connectionId) return;
      throw new BadInput(`The flow ${flow} of this ShipBob user belongs to connection ${owner.connection.name}.`, {
        code: 'connection.flow_taken',
        field: `flows.${flow}`,
        fix: `Switch ${flow} off here, or release it there first: it exists once per ShipBob user, not per channel.`,
      });
    },

    async releaseFlow(connectionId, flow) {
      await db.accountFlow.deleteMany({ where: { connectionId, flow } });
    },
  };
}

async function ensureAccount(tx: Tx, accountId: string): Promise<void> {
  const parts = accountParts(accountId);
  if (!parts)
    throw new BadInput(`${JSON.stringify(accountId)} does not name a ShipBob account.`, {
      code: 'connection.account',
      field: 'shipbobAccountId',
      fix: 'Give it as <host>/<user>/<application>.',
    });
  await tx.shipBobAccount.createMany({ data: [{ id: accountId, ...parts }], skipDuplicates: true });
}

/** Without the webhook's key: whoever may read the audit trail need not be able to forge a delivery's address. */
function describe(connection: ConnectionRow) {
  const { webhookKey: _key, createdAt: _created, updatedAt: _updated, ...shown } = connection;
  return JSON.parse(jsonText(shown));
}
