import { substituteLinks } from '@mlc/mappings';
import { type ConnectionWork, executorFor } from './engine.js';
import { linkOf, linksOf } from './links.js';
import type { Effect, Lease } from './ports/ledger.js';
import type { LookupOutcome } from './ports/remotes.js';
import { parseRequest } from './requests.js';

/** What became of the effects that an earlier pass left open. */
export interface Resolved {
  /** The evidence gathered before is out of date: look again before planning. */
  changed: boolean;
  /** Real time before which nothing more can be said; null when all is settled. */
  waitUntil: Date | null;
  /** For the pass row, one sentence per effect. */
  notes: string[];
}

/**
 * Law 4: an effect that an earlier fence left `intended` was provably never sent (the mark `sent` is committed before
 * the call, under the same fence), so it is withdrawn. One that was `sent` is uncertain: found at the remote, it is
 * confirmed; not found, it is looked for again after its deadline and the remote's own limit, twice, and only then
 * withdrawn. Nothing is ever guessed.
 */
export async function resolveOpenEffects(work: ConnectionWork, lease: Lease): Promise<Resolved> {
  const resolved: Resolved = { changed: false, waitUntil: null, notes: [] };
  for (const effect of await work.ledger.openEffects(work.connectionId, lease.laneKey)) {
    if (effect.state === 'intended') {
      await work.ledger.settle(lease, effect.id, { state: 'withdrawn', error: 'never sent', absentAt: null });
      resolved.notes.push(`${effect.planned.title}: intended, never sent; planned anew`);
      continue;
    }
    await resolveSent(work, lease, effect, resolved);
  }
  return resolved;
}

async function resolveSent(work: ConnectionWork, lease: Lease, effect: Effect, resolved: Resolved): Promise<void> {
  const outcome = await lookUp(work, effect);
  const { title } = effect.planned;
  if (outcome.kind === 'found') {
    await work.ledger.confirm(lease, effect.id, {
      result: { ...outcome.result },
      link: linkOf(effect.planned, outcome.result),
      links: linksOf(effect.planned, outcome.result),
      resolvedBy: 'lookup',
    });
    resolved.changed = true;
    resolved.notes.push(`${title}: the call had no answer; found at the remote, so it happened`);
    return;
  }
  if (outcome.kind === 'conflict') {
    await work.ledger.settle(lease, effect.id, { state: 'rejected', error: outcome.message, absentAt: null });
    resolved.changed = true;
    resolved.notes.push(`${title}: ${outcome.message}`);
    return;
  }
  const nowMs = Date.now();
  const settles = effect.settlesAt?.getTime() ?? nowMs;
  const secondLookAt = effect.absentAt ? effect.absentAt.getTime() + work.timing.secondLookSeconds * 1000 : null;
  if (nowMs < settles) {
    await work.ledger.settle(lease, effect.id, { state: 'uncertain', error: 'not found yet', absentAt: null });
    waitAtLeast(resolved, settles);
    resolved.notes.push(`${title}: no answer and not found yet; it may still be running`);
    return;
  }
  if (secondLookAt === null || nowMs < secondLookAt) {
    const absentAt = effect.absentAt ?? new Date(nowMs);
    await work.ledger.settle(lease, effect.id, { state: 'uncertain', error: 'not found once', absentAt });
    waitAtLeast(resolved, absentAt.getTime() + work.timing.secondLookSeconds * 1000);
    resolved.notes.push(`${title}: not found; looking once more`);
    return;
  }
  await work.ledger.settle(lease, effect.id, {
    state: 'withdrawn',
    error: 'not found twice',
    absentAt: effect.absentAt,
  });
  resolved.changed = true;
  resolved.notes.push(`${title}: not found twice after its deadline, so it did not happen`);
}

async function lookUp(work: ConnectionWork, effect: Effect): Promise<LookupOutcome> {
  const { operation } = effect.planned;
  const request = effect.sentRequest ?? substituteLinks(effect.planned.request, () => null);
  const deadlineMs = Date.now() + work.timing.callTimeoutMs;
  return lookupUnchecked(work, operation, request, deadlineMs, effect.passId);
}

/** The stored request was parsed when it was sent; the executor parses it again. */
export async function lookupUnchecked(
  work: ConnectionWork,
  operation: Effect['planned']['operation'],
  request: unknown,
  deadlineMs: number,
  correlationId: string,
): Promise<LookupOutcome> {
  const executor = executorFor(work, operation);
  return executor.lookup(operation, parseRequest(operation, request), { deadlineMs, correlationId });
}

function waitAtLeast(resolved: Resolved, untilMs: number): void {
  if (resolved.waitUntil === null || resolved.waitUntil.getTime() < untilMs) resolved.waitUntil = new Date(untilMs);
}
