import type { Ledger } from '@mlc/engine';
import { insertAudit } from '../audit/audit.sql.js';
import type { StoreContext } from '../db/context.js';
import { createApprovalLedger } from './approvals.store.js';
import { createEffectStore } from './effects.store.js';
import { createLaneStore } from './lanes.store.js';
import { createLinkStore } from './links.store.js';
import { createPassStore } from './passes.store.js';

/** The engine's ledger in Postgres. It passes the same conformance suite as the one in memory. */
export function createLedger(context: StoreContext): Ledger {
  return {
    ...createLaneStore(context),
    ...createEffectStore(context),
    ...createPassStore(context),
    ...createLinkStore(context),
    ...createApprovalLedger(context),
    async audit(entries) {
      await insertAudit(context.db, entries, context.clock.now());
    },
  };
}
