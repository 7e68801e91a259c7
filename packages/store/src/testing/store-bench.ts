import { ManualClock, newId, newOpaqueKey } from '@mlc/kernel';
import type { ConnectionRow } from '../connections/connection-row.js';
import { openStore, type Store } from '../open-store.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** A store on a fresh database with a clock that stands still, and connections as needed. */
export interface StoreBench {
  store: Store;
  clock: ManualClock;
  database: TestDatabase;
  newConnection(more?: Partial<ConnectionRow>): Promise<ConnectionRow>;
  close(): Promise<void>;
}

export async function openStoreBench(): Promise<StoreBench> {
  const database = await createTestDatabase();
  const clock = new ManualClock(new Date('2026-11-25T12:00:00Z'));
  const store = await openStore({ databaseUrl: database.databaseUrl, clock, max: 16 });
  return {
    store,
    clock,
    database,
    async newConnection(more = {}) {
      const connection = connectionRow(clock.now(), more);
      await store.connections.save(connection);
      return connection;
    },
    async close() {
      await store.close();
      await database.drop();
    },
  };
}

export function connectionRow(now: Date, more: Partial<ConnectionRow> = {}): ConnectionRow {
  const id = newId();
  return {
    id,
    name: `acme-${id}`,
    webhookKey: newOpaqueKey(),
    state: 'active',
    stateReason: null,
    odooUrl: 'https://odoo.example',
    odooDatabase: 'acme',
    odooLogin: null,
    odooCompanyId: 1,
    odooTransport: 'auto',
    shipbobUrl: 'https://api.shipbob.example',
    shipbobVersion: '2026-07',
    shipbobChannelId: 101,
    shipbobAccountId: `api.shipbob.example/user-${id}/pat`,
    settings: {},
    settingsVersion: 1,
    createdAt: now,
    updatedAt: now,
    ...more,
  };
}
