import { ledgerConformance } from '@mlc/engine/testing';
import { openStoreBench } from '../testing/store-bench.js';

ledgerConformance('Postgres', async () => {
  const { store, clock, database, newConnection, close } = await openStoreBench();
  return {
    ledger: store.ledger,
    clock,
    newConnection: async () => (await newConnection()).id,
    openCases: async (connectionId, laneKey) =>
      (await store.cases.list(connectionId, { laneKey })).map(({ code, cause }) => ({ code, cause })),
    notices: async (connectionId, laneKey) =>
      (
        await database.sql('SELECT * FROM notice WHERE connection_id = $1 AND lane_key = $2 ORDER BY seq', [
          connectionId,
          laneKey,
        ])
      ).map(({ seq, source, reason }) => ({ seq: Number(seq), source: String(source), reason: String(reason) })),
    audit: async (connectionId) =>
      (
        await database.sql(
          "SELECT * FROM audit_entry WHERE connection_id = $1 AND action NOT LIKE 'connection.%' ORDER BY id",
          [connectionId],
        )
      ).map(({ action, subject, before, after }) => ({
        action: String(action),
        subject: String(subject),
        before,
        after,
      })),
    close,
  };
});
