import { Bug, newId } from '@mlc/kernel';
import type { Adoption, SeenLink } from '@mlc/mappings';
import type { Effect, Lane, Lease, Ledger } from '../ports/ledger.js';
import { asJson, copy, MemoryState } from './memory-state.js';

export type MemoryLedger = Ledger & { readonly state: MemoryState };

/**
 * The ledger in memory, for simulations and `plan` without a database. JavaScript runs one method at a time, so each
 * method is a transaction by nature; it passes the same conformance suite as Postgres.
 */
export function createMemoryLedger(now: () => Date): MemoryLedger {
  const state = new MemoryState(now);

  const asSeen = ({ odooModel, odooId, shipbobType, shipbobId, data }: SeenLink): SeenLink =>
    copy({ odooModel, odooId, shipbobType, shipbobId, data });

  const openStates = new Set(['intended', 'sent', 'uncertain']);

  const effectOf = (effectId: string): Effect => {
    const effect = state.effects.get(effectId);
    if (!effect) throw new Bug(`No effect ${effectId}`);
    return effect;
  };

  const link = (lease: Lease, made: Adoption): void => {
    const clash = state.links.find(
      (known) =>
        known.connectionId === lease.connectionId &&
        known.shipbobType === made.shipbobType &&
        ((known.odooModel === made.odooModel && known.odooId === made.odooId) || known.shipbobId === made.shipbobId),
    );
    const { odooModel, odooId, shipbobType, shipbobId, data } = made;
    if (clash) {
      if (clash.odooId === odooId && clash.odooModel === odooModel && clash.shipbobId === shipbobId) {
        clash.data = copy(data);
        return;
      }
      throw new Bug(
        `${odooModel} ${odooId} cannot be linked to ${shipbobType} ${shipbobId}: ${clash.odooModel} ${clash.odooId} is linked to ${clash.shipbobId}`,
      );
    }
    state.links.push({
      connectionId: lease.connectionId,
      laneKey: lease.laneKey,
      ...copy({ odooModel, odooId, shipbobType, shipbobId, data }),
    });
  };

  return {
    state,

    async raise(connectionId, notices) {
      state.raise(connectionId, notices);
    },

    async dueLanes(connectionId, limit, at) {
      return [...state.lanes.values()]
        .filter((lane) => lane.connectionId === connectionId && state.isDue(lane, at))
        .sort((a, b) => (a.dirtiedAt ?? a.dueAt ?? at).getTime() - (b.dirtiedAt ?? b.dueAt ?? at).getTime())
        .slice(0, limit)
        .map((lane): Lane => copy(lane));
    },

    async urgentLanes(connectionId, limit, at) {
      return [...state.lanes.values()]
        .filter((lane) => lane.connectionId === connectionId && lane.urgentSince !== null && state.isDue(lane, at))
        .sort((a, b) => (a.urgentSince ?? at).getTime() - (b.urgentSince ?? at).getTime())
        .slice(0, limit)
        .map((lane): Lane => copy(lane));
    },

    async lanes(connectionId, keys) {
      return keys
        .map((key) => state.lanes.get(state.laneId(connectionId, key)))
        .filter((lane) => lane !== undefined)
        .map((lane): Lane => copy(lane));
    },

    async connectionsWithDueLanes(at) {
      return [...new Set([...state.lanes.values()].filter((l) => state.isDue(l, at)).map((l) => l.connectionId))];
    },

    async lease(connectionId, laneKey, expect, leaseSeconds, at) {
      const lane = state.lane(connectionId, laneKey);
      if (lane.dirtySeq !== expect.dirtySeq || lane.fence !== expect.fence || !state.isDue(lane, at)) return null;
      lane.fence += 1;
      lane.attempts += 1;
      lane.leaseUntil = new Date(Date.now() + leaseSeconds * 1000);
      const { fence, attempts, failures, dirtySeq: seq } = lane;
      return { connectionId, laneKey, fence, seq, attempts, failures, until: lane.leaseUntil };
    },

    async renew(lease, leaseSeconds) {
      const lane = state.lane(lease.connectionId, lease.laneKey);
      if (lane.fence !== lease.fence || lane.leaseUntil === null) return false;
      lane.leaseUntil = new Date(Date.now() + leaseSeconds * 1000);
      lease.until = lane.leaseUntil;
      return true;
    },

    async openEffects(connectionId, laneKey) {
      return [...state.effects.values()]
        .filter((e) => e.connectionId === connectionId && e.laneKey === laneKey && openStates.has(e.state))
        .map(copy);
    },

    async effectByKey(connectionId, effectKey) {
      const found = [...state.effects.values()].find(
        (e) => e.connectionId === connectionId && e.effectKey === effectKey,
      );
      return found ? copy(found) : null;
    },

    async beginPass(lease, pass) {
      const lane = state.held(lease);
      lane.labels = pass.labels;
      state.passes.set(pass.id, { ...copy(pass), endedAt: null, end: null });
    },

    async intend(lease, passId, effects) {
      state.held(lease);
      return effects.map(({ key, planned, approvalId }) => {
        const known = [...state.effects.values()].find(
          (e) => e.connectionId === lease.connectionId && e.effectKey === key,
        );
        if (known && (known.state === 'withdrawn' || known.state === 'rejected')) {
          known.state = 'intended';
          known.generation += 1;
          known.passId = passId;
          known.laneKey = lease.laneKey;
          known.planned = copy(planned);
          known.approvalId = approvalId;
          known.fence = lease.fence;
          known.error = null;
          known.absentAt = null;
          return copy(known);
        }
        if (known) return copy(known);
        const effect: Effect = {
          id: newId(),
          connectionId: lease.connectionId,
          effectKey: key,
          laneKey: lease.laneKey,
          passId,
          planned: copy(planned),
          approvalId,
          state: 'intended',
          sentRequest: null,
          fence: lease.fence,
          generation: 1,
          sentAt: null,
          settlesAt: null,
          absentAt: null,
          result: null,
          error: null,
        };
        state.effects.set(effect.id, effect);
        return copy(effect);
      });
    },

    async markSent(lease, effectId, sent) {
      state.held(lease);
      const effect = effectOf(effectId);
      if (effect.state !== 'intended') throw new Bug(`Effect ${effectId} is ${effect.state}, not intended`);
      effect.state = 'sent';
      effect.sentRequest = copy(sent.request);
      effect.sentAt = new Date();
      effect.settlesAt = sent.settlesAt;
      effect.fence = lease.fence;
    },

    async confirm(lease, effectId, confirmed) {
      state.held(lease);
      const effect = effectOf(effectId);
      for (const made of [confirmed.link, ...(confirmed.links ?? [])].filter((one) => one !== null)) {
        link(lease, made);
        for (const from of made.handsOver) state.handOver(lease.connectionId, from, lease.laneKey);
      }
      effect.state = 'confirmed';
      state.useUp(effect);
      effect.result = copy(confirmed.result);
      state.addAudit([
        {
          connectionId: lease.connectionId,
          actor: 'worker',
          action: effect.planned.operation,
          subject: lease.laneKey,
          correlationId: effect.passId,
          before: effect.planned.before,
          after: asJson(confirmed.result),
          reason: `${effect.planned.reason} (known by ${confirmed.resolvedBy})`,
        },
      ]);
      state.wake(lease.connectionId, lease.laneKey);
    },

    async settle(lease, effectId, to) {
      state.held(lease);
      const effect = effectOf(effectId);
      effect.state = to.state;
      effect.error = to.error;
      effect.absentAt = to.absentAt;
      if (to.state === 'rejected') {
        state.useUp(effect);
        state.addAudit([
          {
            connectionId: lease.connectionId,
            actor: 'worker',
            action: `${effect.planned.operation} rejected`,
            subject: lease.laneKey,
            correlationId: effect.passId,
            before: effect.planned.before,
            after: null,
            reason: to.error ?? 'rejected',
          },
        ]);
      }
    },

    async approvals(connectionId, laneKey) {
      return state.standing(connectionId, laneKey).map(copy);
    },

    async holdingLanes(connectionId, laneKeys) {
      return laneKeys.filter((key) => state.standing(connectionId, key).some((row) => row.state === 'waiting'));
    },

    async refusals(connectionId, laneKey) {
      return [...state.effects.values()]
        .filter((effect) => effect.connectionId === connectionId && effect.laneKey === laneKey)
        .filter((effect) => effect.state === 'rejected' && effect.approvalId !== null)
        .reverse()
        .map(({ planned, error }) => copy({ planned, message: error ?? '' }));
    },

    async hold(lease, passId, { keep, add }) {
      state.held(lease);
      const { connectionId, laneKey } = lease;
      const modes = new Map(keep.map((kept) => [kept.id, kept.mode]));
      for (const row of state.standing(connectionId, laneKey)) {
        const mode = modes.get(row.id);
        if (mode) Object.assign(row, { mode, passId });
        else row.state = 'superseded';
      }
      for (const { planned, mode } of add)
        state.approvals.push({
          id: newId(),
          connectionId,
          laneKey,
          passId,
          planned: copy(planned),
          mode,
          state: 'waiting',
        });
    },

    async adopt(lease, passId, adoptions) {
      state.held(lease);
      for (const adoption of adoptions) {
        link(lease, adoption);
        if (adoption.shipbobType === 'wro')
          state.handOver(lease.connectionId, `wro:${adoption.shipbobId}`, lease.laneKey);
      }
      state.addAudit(
        adoptions.map((adoption) => ({
          connectionId: lease.connectionId,
          actor: 'worker',
          action: 'link.adopted',
          subject: lease.laneKey,
          correlationId: passId,
          before: null,
          after: asJson(adoption),
          reason: adoption.evidence,
        })),
      );
      if (adoptions.length > 0) state.wake(lease.connectionId, lease.laneKey);
    },

    async endPass(lease, passId, end) {
      const lane = state.held(lease);
      const pass = state.passes.get(passId);
      if (pass) {
        pass.endedAt = state.now();
        pass.end = copy(end);
      }
      lane.attempts = 0;
      lane.leaseUntil = null;
      lane.dueAt = null;
      lane.notBefore = null;
      if (end.cleans) {
        lane.cleanSeq = lease.seq;
        lane.dirtiedAt = lane.dirtySeq > lane.cleanSeq ? state.now() : null;
        if (lane.dirtySeq === lane.cleanSeq) lane.urgentSince = null;
        lane.failures = 0;
        lane.dueAt = end.dueAt;
        lane.waitsFor = [...end.waitsFor];
      } else {
        lane.failures += 1;
        lane.notBefore = end.dueAt;
        if (lane.dirtySeq === lane.cleanSeq) lane.dueAt = end.dueAt ?? state.now();
      }
      for (const awaitedKey of end.cleans ? end.waitsFor : []) {
        const awaited = state.lane(lease.connectionId, awaitedKey);
        // An awaited lane that ended after this pass began may already hold what this one waits for.
        if (pass && awaited.lastEndedAt !== null && awaited.lastEndedAt >= pass.startedAt) {
          lane.waitsFor = lane.waitsFor.filter((key) => key !== awaitedKey);
          lane.dueAt = state.now();
          lane.urgentSince ??= state.now();
        } else if (awaited.dirtySeq > awaited.cleanSeq) {
          awaited.urgentSince ??= state.now();
        } else if (awaited.lastEndedAt === null) {
          state.raise(lease.connectionId, [
            { laneKey: awaitedKey, source: 'prerequisite', fingerprint: null, reason: `${lane.key} waits for it` },
          ]);
        }
      }
      lane.lastEndedAt = state.now();
      lane.lastOutcome = end.outcome;
      lane.lastReason = end.reason;
      if (end.cases !== null) state.syncCases(lease.connectionId, lease.laneKey, end.cases);
      state.raise(
        lease.connectionId,
        end.rings.map((ring) => ({ laneKey: ring.lane, source: 'handover', fingerprint: null, reason: ring.reason })),
      );
      if (end.cleans && end.outcome !== 'later') state.wake(lease.connectionId, lease.laneKey);
    },

    async lanesOfLinks(connectionId, shipbobType, shipbobIds) {
      const wanted = new Set(shipbobIds);
      return new Map(
        state.links
          .filter((l) => l.connectionId === connectionId && l.shipbobType === shipbobType && wanted.has(l.shipbobId))
          .map((l) => [l.shipbobId, l.laneKey]),
      );
    },

    async linksByInventoryId(connectionId, inventoryIds) {
      return state.links
        .filter((l) => l.connectionId === connectionId && inventoryIds.some((id) => l.data['inventory_id'] === id))
        .map(asSeen);
    },

    async lanesLabelled(connectionId, labels) {
      const wanted = new Set(labels);
      return [...state.lanes.values()]
        .filter((lane) => lane.connectionId === connectionId)
        .flatMap((lane) => lane.labels.filter((l) => wanted.has(l)).map((label) => ({ laneKey: lane.key, label })));
    },

    async links(connectionId, by) {
      const matches = (l: SeenLink): boolean =>
        'odooModel' in by
          ? l.odooModel === by.odooModel && by.odooIds.includes(l.odooId)
          : l.shipbobType === by.shipbobType && by.shipbobIds.includes(l.shipbobId);
      return state.links.filter((l) => l.connectionId === connectionId && matches(l)).map(asSeen);
    },

    async audit(entries) {
      state.addAudit(entries);
    },
  };
}
