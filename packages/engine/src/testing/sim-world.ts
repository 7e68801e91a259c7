import { RetryLater, type SeededRandom } from '@mlc/kernel';
import { effects, nothing, type PlannedEffect } from '@mlc/mappings';
import type { CallContext, EffectResult, Executor, LookupOutcome, SendOutcome } from '../ports/remotes.js';
import { defineSubject, type SubjectEngine } from '../subject.js';

/** Lets one waiting step go on at a time, in seeded order. A killed owner's steps never go on. */
export class Turns {
  #waiting: { owner: string; go: () => void }[] = [];
  constructor(readonly random: SeededRandom) {}

  take(owner: string): Promise<void> {
    return new Promise((go) => this.#waiting.push({ owner, go }));
  }
  get idle(): boolean {
    return this.#waiting.length === 0;
  }
  step(): void {
    const index = this.random.below(this.#waiting.length);
    this.#waiting.splice(index, 1)[0]?.go();
  }
  kill(owner: string): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.owner !== owner);
  }
}

export interface TargetRecord {
  id: number;
  sku: string;
  name: string;
  visibleAtMs: number;
}

/**
 * The target of the toy flow. It has no uniqueness of its own and accepts the same create twice: whatever keeps the
 * count at one is our ledger. It loses answers before and after committing, commits late, and shows creates late.
 */
export class SimTarget {
  readonly records: TargetRecord[] = [];
  readonly journal: { what: 'created' | 'updated'; sku: string; name: string }[] = [];
  #late: { atMs: number; commit: (atMs: number) => void }[] = [];
  faulty = true;

  constructor(
    readonly random: SeededRandom,
    readonly limits: { lagMs: number; settleMs: number },
  ) {}

  commitDue(nowMs: number): void {
    const due = this.#late.filter((late) => late.atMs <= nowMs);
    this.#late = this.#late.filter((late) => late.atMs > nowMs);
    for (const late of due.sort((a, b) => a.atMs - b.atMs)) late.commit(late.atMs);
  }

  /** Runs a write: it may be lost before, lost after, or happen late within the settle time. */
  write(commit: (atMs: number) => EffectResult, deadlineMs: number): SendOutcome {
    const fate = this.faulty ? this.random.next() : 1;
    if (fate < 0.1) return { kind: 'unknown', message: 'connection reset before the request arrived' };
    if (fate < 0.25) {
      commit(Date.now());
      return { kind: 'unknown', message: 'connection reset after the commit' };
    }
    if (fate < 0.35) {
      // Half of the late ones commit at the last moment that the settle time allows.
      const lastMs = deadlineMs + this.limits.settleMs - 1;
      const atMs = this.random.chance(0.5) ? lastMs : Date.now() + this.random.below(lastMs - Date.now());
      this.#late.push({ atMs, commit });
      return { kind: 'unknown', message: 'timed out; the server goes on' };
    }
    return { kind: 'confirmed', result: commit(Date.now()) };
  }

  create(sku: string, name: string, atMs: number): EffectResult {
    const lag = this.random.below(this.limits.lagMs);
    const record = { id: this.records.length + 1, sku, name, visibleAtMs: atMs + lag };
    this.records.push(record);
    this.journal.push({ what: 'created', sku, name });
    return { remoteId: String(record.id), data: { inventory_id: record.id }, after: { sku, name } };
  }

  update(id: number, name: string): EffectResult {
    const record = this.records.find((candidate) => candidate.id === id);
    if (!record) throw new Error(`no record ${id}`);
    record.name = name;
    this.journal.push({ what: 'updated', sku: record.sku, name });
    return { remoteId: String(id), data: {}, after: { sku: record.sku, name } };
  }

  visible(nowMs: number): TargetRecord[] {
    return this.records.filter((record) => record.visibleAtMs <= nowMs);
  }
}

/** Executes the toy flow's two operations under their real names. */
export function simExecutor(target: SimTarget, turns: Turns, owner: string): Executor {
  const field = (request: unknown, name: string): unknown => (request as Record<string, unknown>)[name];
  return {
    operations: ['shipbob.product.create', 'shipbob.product.update'],
    async send(operation, request, call: CallContext): Promise<SendOutcome> {
      await turns.take(owner);
      if (Date.now() > call.deadlineMs) throw new RetryLater('the deadline has passed', 0, { code: 'sim.deadline' });
      if (target.faulty && target.random.chance(0.05)) throw new RetryLater('away', 1000, { code: 'sim.away' });
      const name = String(field(request, 'name'));
      const outcome = target.write(
        (atMs) =>
          operation === 'shipbob.product.create'
            ? target.create(String(field(request, 'sku')), name, atMs)
            : target.update(Number(field(request, 'variant_id')), name),
        call.deadlineMs,
      );
      await turns.take(owner);
      return outcome;
    },
    async lookup(operation, request): Promise<LookupOutcome> {
      await turns.take(owner);
      const found =
        operation === 'shipbob.product.create'
          ? target.visible(Date.now()).find((record) => record.sku === field(request, 'sku'))
          : target.records.find((r) => r.id === field(request, 'variant_id') && r.name === field(request, 'name'));
      if (!found) return { kind: 'absent' };
      const after = { sku: found.sku, name: found.name };
      return { kind: 'found', result: { remoteId: String(found.id), data: { inventory_id: found.id }, after } };
    },
  };
}

interface ToySeen {
  id: number;
  name: string | null;
  target: { id: number; name: string } | null;
}

/** The toy flow: each source record has a twin at the target with the same name. It looks by link only. */
export function toySubject(source: Map<number, string>, target: SimTarget, turns: Turns, owner: string): SubjectEngine {
  const effect = (seen: ToySeen, more: Partial<PlannedEffect>): PlannedEffect => ({
    flow: 'toy',
    operation: 'shipbob.product.create',
    target: 'shipbob',
    kind: 'create',
    businessKey: `S${seen.id}`,
    title: `record S${seen.id}`,
    before: seen.target,
    after: { name: seen.name },
    request: {},
    reason: 'names differ',
    link: null,
    ...more,
  });
  return defineSubject<ToySeen>({
    subject: 'product',
    labels: () => [],
    async look(ids, context) {
      await turns.take(owner);
      const links = await context.ledger.links(context.connectionId, { odooModel: 'product.product', odooIds: ids });
      return new Map(
        ids.map((id): [number, ToySeen] => {
          const link = links.find((candidate) => candidate.odooId === id);
          const twin = link && target.records.find((record) => record.id === Number(link.shipbobId));
          return [id, { id, name: source.get(id) ?? null, target: twin ? { id: twin.id, name: twin.name } : null }];
        }),
      );
    },
    flows: [
      {
        name: 'toy',
        plan(seen) {
          if (seen.name === null) return nothing('gone');
          if (seen.target === null) {
            const request = {
              name: seen.name,
              sku: `S${seen.id}`,
              barcodes: [],
              upc: null,
              gtin: null,
              weight_oz: null,
              customs: null,
              is_lot: false,
              is_active: true,
            };
            return effects(
              [
                effect(seen, {
                  request,
                  link: { odooModel: 'product.product', odooId: seen.id, shipbobType: 'variant' },
                }),
              ],
              'create',
            );
          }
          if (seen.target.name === seen.name) return nothing('equal');
          const request = { product_id: seen.target.id, variant_id: seen.target.id, name: seen.name };
          return effects([effect(seen, { operation: 'shipbob.product.update', kind: 'converge', request })], 'update');
        },
      },
    ],
  });
}
