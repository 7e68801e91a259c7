import type { Approval, ApprovalLedger } from '@mlc/engine';
import { z } from 'zod';
import type { StoreContext } from '../db/context.js';
import { inTransaction } from '../db/database.js';
import type { Approval as ApprovalModel } from '../generated/prisma/client.js';
import { insertHeld, keepOnly } from './approvals.sql.js';
import { plannedEffect } from './effect-rows.js';
import { lockHeld } from './lanes.sql.js';

const heldMode = z.enum(['preview', 'approve']);
const approvalState = z.enum(['waiting', 'approved', 'declined', 'used', 'superseded']);

export const toApproval = (row: ApprovalModel): Approval => ({
  id: row.id,
  connectionId: row.connectionId,
  laneKey: row.laneKey,
  passId: row.passId,
  planned: plannedEffect.parse(row.planned),
  mode: heldMode.parse(row.mode),
  state: approvalState.parse(row.state),
});

/** What passes hold back. */
export function createApprovalLedger({ db, clock }: StoreContext): ApprovalLedger {
  return {
    async approvals(connectionId, laneKey) {
      const rows = await db.approval.findMany({
        where: { connectionId, laneKey, state: { in: ['waiting', 'approved', 'declined'] } },
        orderBy: [{ position: 'asc' }, { heldAt: 'asc' }, { id: 'asc' }],
      });
      return rows.map(toApproval);
    },

    async holdingLanes(connectionId, laneKeys) {
      const rows = await db.approval.findMany({
        where: { connectionId, laneKey: { in: laneKeys }, state: 'waiting' },
        distinct: ['laneKey'],
        select: { laneKey: true },
      });
      return rows.map((row) => row.laneKey);
    },

    async refusals(connectionId, laneKey) {
      const rows = await db.effect.findMany({
        where: { connectionId, laneKey, state: 'rejected', approvalId: { not: null } },
        orderBy: [{ intendedAt: 'desc' }, { position: 'desc' }],
        select: { planned: true, error: true },
      });
      return rows.map((row) => ({ planned: plannedEffect.parse(row.planned), message: row.error ?? '' }));
    },

    async hold(lease, passId, holding) {
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        await lockHeld(tx, lease);
        await keepOnly(tx, lease, passId, holding.keep);
        await insertHeld(tx, lease, passId, holding, at);
      });
    },
  };
}
