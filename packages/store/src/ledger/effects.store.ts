import type { Effect, Ledger } from '@mlc/engine';
import { LeaseLost } from '@mlc/engine';
import { Bug, toJson } from '@mlc/kernel';
import { insertAudit } from '../audit/audit.sql.js';
import type { StoreContext } from '../db/context.js';
import { inTransaction } from '../db/database.js';
import { rowsOf } from '../db/rows.js';
import { safeText } from '../db/text.js';
import { useUpApproval } from './approvals.sql.js';
import { effectColumns, effectRow, toEffect } from './effect-rows.js';
import { confirmEffect, effectById, effectsByKey, insertIntents, markEffectSent, settleEffect } from './effects.sql.js';
import { handOver } from './hand-over.js';
import { lockHeld, markMoved, wakeWaiters } from './lanes.sql.js';
import { saveLink } from './links.sql.js';

type EffectMethods = Pick<Ledger, 'openEffects' | 'effectByKey' | 'intend' | 'markSent' | 'confirm' | 'settle'>;

/** The effect ledger: no write outside without a committed intent, no outcome without a row. */
export function createEffectStore({ db, clock }: StoreContext): EffectMethods {
  return {
    async openEffects(connectionId, laneKey) {
      const rows = await db.$queryRaw`
        SELECT ${effectColumns} FROM effect
        WHERE connection_id = ${connectionId} AND lane_key = ${laneKey} AND state IN ('intended', 'sent', 'uncertain')
        ORDER BY intended_at, position`;
      return rowsOf(effectRow, rows).map((row) => toEffect(connectionId, row));
    },

    async effectByKey(connectionId, effectKey) {
      const key = safeText(effectKey);
      return (await effectsByKey(db, connectionId, [key])).get(key) ?? null;
    },

    async intend(lease, passId, effects) {
      const byKey = new Map(effects.toReversed().map((effect) => [safeText(effect.key), effect]));
      const keys = [...new Set(effects.map((effect) => safeText(effect.key)))];
      const intents = keys.map((key) => byKey.get(key)).filter((effect) => effect !== undefined);
      const stored = await inTransaction(db, async (tx) => {
        await lockHeld(tx, lease);
        await insertIntents(tx, lease, passId, intents, clock.now());
        return effectsByKey(tx, lease.connectionId, keys);
      });
      return effects.map(({ key }): Effect => {
        const effect = stored.get(safeText(key));
        if (!effect) throw new Bug(`Intent ${key} was written and is not there`);
        return effect;
      });
    },

    async markSent(lease, effectId, sent) {
      if (await markEffectSent(db, lease, effectId, { ...sent, at: clock.now() })) return;
      const effect = await effectById(db, lease.connectionId, effectId);
      if (effect.state !== 'intended') {
        await inTransaction(db, (tx) => lockHeld(tx, lease));
        throw new Bug(`Effect ${effectId} is ${effect.state}, not intended`);
      }
      throw new LeaseLost(lease);
    },

    async confirm(lease, effectId, confirmed) {
      const at = clock.now();
      const { connectionId, laneKey } = lease;
      await inTransaction(db, async (tx) => {
        const links = [confirmed.link, ...(confirmed.links ?? [])].filter((link) => link !== null);
        const handsOver = links.flatMap((link) => link.handsOver);
        const lanes = await lockHeld(tx, lease, { keys: handsOver, waiters: true });
        const effect = await effectById(tx, connectionId, effectId);
        if (!(await confirmEffect(tx, lease, effectId, confirmed, at))) return;
        await useUpApproval(tx, connectionId, effect.approvalId);
        for (const link of links) await saveLink(tx, { lease, passId: effect.passId, link, at });
        for (const from of handsOver) await handOver(tx, { connectionId, from: lanes.get(from), to: laneKey, at });
        const { planned, passId } = effect;
        const audit = {
          connectionId,
          actor: 'worker',
          action: planned.operation,
          subject: laneKey,
          correlationId: passId,
          before: planned.before,
          after: toJson(confirmed.result),
          reason: `${planned.reason} (known by ${confirmed.resolvedBy})`,
        };
        await insertAudit(tx, [audit], at);
        await markMoved(tx, connectionId, laneKey);
        await wakeWaiters(tx, connectionId, laneKey, at);
      });
    },

    async settle(lease, effectId, to) {
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        await lockHeld(tx, lease);
        const { planned, passId, approvalId } = await effectById(tx, lease.connectionId, effectId);
        await settleEffect(tx, lease, effectId, to, at);
        if (to.state !== 'rejected') return;
        await useUpApproval(tx, lease.connectionId, approvalId);
        const audit = {
          connectionId: lease.connectionId,
          actor: 'worker',
          action: `${planned.operation} rejected`,
          subject: lease.laneKey,
          correlationId: passId,
          before: planned.before,
          after: null,
          reason: to.error ?? 'rejected',
        };
        await insertAudit(tx, [audit], at);
      });
    },
  };
}
