import { crashPoint, isKnownError, type NeedsAttention, type RetryLater } from '@mlc/kernel';
import { type PlannedCase, type PlannedEffect } from '@mlc/mappings';
import { type ConnectionWork, executorFor, settlesAt } from './engine.js';
import type { Going } from './hold-back.js';
import { linkedId, linkOf, linksOf, substituteRequest } from './links.js';
import type { Effect, Lease } from './ports/ledger.js';
import { LeaseLost } from './ports/ledger.js';
import type { SendOutcome } from './ports/remotes.js';
import { refused } from './refused.js';
import { parseRequest } from './requests.js';
import { lookupUnchecked } from './resolve.js';

/** How applying a pass's effects went. */
export interface Applied {
  confirmed: number;
  /** Refusals of a remote, for a person. */
  cases: PlannedCase[];
  /** Lanes whose links this pass needs first. */
  waitsFor: string[];
  /** Real time at which an unanswered call may be looked for; null when every call was answered. */
  uncertainUntil: Date | null;
  /** Nothing was sent because the remote is away or the connection needs a person; the rest was not tried. */
  failure: RetryLater | NeedsAttention | null;
}

/** A create is made once for ever under its business key; everything else is one pass's own, safe because it converges. */
export const effectKey = (laneKey: string, passId: string, planned: PlannedEffect, index: number): string =>
  planned.kind === 'create'
    ? `create:${planned.operation}:${planned.businessKey}`
    : `${laneKey}:${passId}:${planned.operation}:${index}`;

/**
 * Writes the intents, then makes each call through the ledger: intent, mark `sent`, call, outcome. Stops at the first
 * effect that did not end confirmed, so that later effects never run on a false footing.
 */
export async function applyEffects(
  work: ConnectionWork,
  lease: Lease,
  passId: string,
  going: Going[],
): Promise<Applied> {
  const applied: Applied = { confirmed: 0, cases: [], waitsFor: [], uncertainUntil: null, failure: null };
  const ready = await readyEffects(work, going, applied);
  if (ready.length === 0) return applied;
  const keyed = ready.map(({ planned, approvalId }, index) => ({
    key: effectKey(lease.laneKey, passId, planned, index),
    planned,
    approvalId,
  }));
  const intended = await work.ledger.intend(lease, passId, keyed);
  crashPoint('effect.intended');
  for (const effect of intended) {
    if (!(await applyOne(work, lease, effect, applied))) break;
  }
  return applied;
}

/** Effects whose links all exist; the others name the lanes to wait for. */
async function readyEffects(work: ConnectionWork, going: Going[], applied: Applied): Promise<Going[]> {
  const ready: Going[] = [];
  for (const effect of going) {
    const { missing } = await substituteRequest(work.ledger, work.connectionId, effect.planned.request);
    if (missing.length === 0) ready.push(effect);
    else applied.waitsFor.push(...missing.map((ref) => `product:${linkedId(ref)}`));
  }
  return ready;
}

async function applyOne(work: ConnectionWork, lease: Lease, effect: Effect, applied: Applied): Promise<boolean> {
  const { planned } = effect;
  if (effect.state === 'confirmed') {
    applied.cases.push(alreadyMade(effect));
    return false;
  }
  if (effect.state !== 'intended') {
    // Another lane left this very create open; its own pass resolves it.
    applied.uncertainUntil = effect.settlesAt ?? new Date(Date.now() + work.timing.secondLookSeconds * 1000);
    return false;
  }
  const { request } = await substituteRequest(work.ledger, work.connectionId, planned.request);
  const deadlineMs = await deadlineWithin(work, lease);
  await work.ledger.markSent(lease, effect.id, { request, settlesAt: settlesAt(work, planned.target, deadlineMs) });
  crashPoint('effect.sent');
  const outcome = await send(work, effect, request, deadlineMs, applied, lease);
  if (outcome === null) return false;
  crashPoint('effect.answered');
  return settleOutcome(work, lease, effect, request, deadlineMs, outcome, applied);
}

/**
 * The request's deadline lies before the lease's end: a lane is held for seconds while it is planned, and for as long as
 * a call may take only while one is under way, so that a killed worker's lane is free again soon.
 */
async function deadlineWithin(work: ConnectionWork, lease: Lease): Promise<number> {
  const { leaseMarginSeconds, callTimeoutMs } = work.timing;
  const marginMs = leaseMarginSeconds * 1000;
  if (lease.until.getTime() - marginMs < Date.now() + callTimeoutMs) {
    const seconds = callTimeoutMs / 1000 + 2 * leaseMarginSeconds;
    if (!(await work.ledger.renew(lease, seconds))) throw new LeaseLost(lease);
  }
  return Math.min(Date.now() + callTimeoutMs, lease.until.getTime() - marginMs);
}

async function send(
  work: ConnectionWork,
  effect: Effect,
  request: unknown,
  deadlineMs: number,
  applied: Applied,
  lease: Lease,
): Promise<SendOutcome | null> {
  const { operation } = effect.planned;
  const started = Date.now();
  try {
    const { flow } = effect.planned;
    const call = { deadlineMs, correlationId: effect.passId, write: { flow, approvalId: effect.approvalId } };
    const outcome = await executorFor(work, operation).send(operation, parseRequest(operation, request), call);
    work.log('effect.answered', {
      connection: work.connectionId,
      lane: lease.laneKey,
      pass: effect.passId,
      effect: effect.id,
      operation,
      outcome: outcome.kind,
      tookMs: Date.now() - started,
    });
    return outcome;
  } catch (error) {
    if (isKnownError(error) && (error.name === 'RetryLater' || error.name === 'NeedsAttention')) {
      // Both promise that nothing was done.
      await work.ledger.settle(lease, effect.id, { state: 'withdrawn', error: error.message, absentAt: null });
      applied.failure = error as RetryLater | NeedsAttention;
      return null;
    }
    if (error instanceof LeaseLost) throw error;
    const message = error instanceof Error ? error.message : String(error);
    work.log('effect.unknown', {
      connection: work.connectionId,
      lane: lease.laneKey,
      effect: effect.id,
      operation,
      message,
    });
    return { kind: 'unknown', message };
  }
}

async function settleOutcome(
  work: ConnectionWork,
  lease: Lease,
  effect: Effect,
  request: unknown,
  deadlineMs: number,
  outcome: SendOutcome,
  applied: Applied,
): Promise<boolean> {
  const { planned } = effect;
  if (outcome.kind === 'confirmed') {
    const { result } = outcome;
    const links = { link: linkOf(planned, result), links: linksOf(planned, result) };
    await work.ledger.confirm(lease, effect.id, { result: { ...result }, ...links, resolvedBy: 'answer' });
    applied.confirmed += 1;
    crashPoint('effect.confirmed');
    return true;
  }
  if (outcome.kind === 'rejected') {
    await work.ledger.settle(lease, effect.id, { state: 'rejected', error: outcome.message, absentAt: null });
    applied.cases.push(refused(effect.planned, told(outcome.code, outcome.message)));
    return false;
  }
  if (outcome.kind === 'exists') {
    const found = await lookupUnchecked(work, planned.operation, request, deadlineMs, effect.passId);
    if (found.kind === 'found') {
      const { result } = found;
      const links = { link: linkOf(planned, result), links: linksOf(planned, result) };
      await work.ledger.confirm(lease, effect.id, { result: { ...result }, ...links, resolvedBy: 'lookup' });
      applied.confirmed += 1;
      return true;
    }
    if (found.kind === 'conflict') {
      await work.ledger.settle(lease, effect.id, { state: 'rejected', error: found.message, absentAt: null });
      applied.cases.push(refused(effect.planned, told('exists_different', `${outcome.message} ${found.message}`)));
      return false;
    }
  }
  await work.ledger.settle(lease, effect.id, { state: 'uncertain', error: outcome.message, absentAt: null });
  applied.uncertainUntil = new Date(Math.min(deadlineMs, Date.now() + work.timing.secondLookSeconds * 1000));
  return false;
}

const told = (code: string, message: string) => ({ message, asksAgain: false, remote_code: code });

function alreadyMade(effect: Effect): PlannedCase {
  const { planned } = effect;
  return {
    flow: planned.flow,
    code: `${planned.flow}.already_created`,
    cause: `${planned.title} was already created once, and the record it made can no longer be found by its link.`,
    suggestions: ['Restore the record at the remote, or link another one by hand, then replay this record.'],
    detail: { operation: planned.operation, effect: effect.effectKey, result: effect.result },
  };
}
