import type { Json } from '@mlc/kernel';

/** One call as it arrived at a sandbox's socket, with what it did. The journal is the oracle of every test. */
export interface JournalEntry {
  seq: number;
  /** Sandbox time, ISO 8601. */
  at: string;
  side: 'odoo' | 'shipbob';
  /** `mutating` calls may change state; counted at the socket whether or not they were answered. */
  kind: 'read' | 'mutating';
  /** e.g. `POST /2026-07/receiving` or `stock.picking.button_validate`. */
  call: string;
  request: Json;
  /** `committed`: state changed. `answered`: a read. `refused`: an error answer, nothing changed. `lost`: never reached state. */
  outcome: 'committed' | 'answered' | 'refused' | 'lost';
  /** HTTP status of the answer; null when the socket was reset instead. */
  status: number | null;
  /** The fault that was injected, if any. */
  fault: string | null;
  /** Business facts that this call committed, e.g. `{ type: 'wro.created', key: 'P00001', detail: {...} }`. */
  effects: JournalEffect[];
}

export interface JournalEffect {
  /** e.g. `product.created`, `wro.created`, `receipt.done`, `delivery.done`, `tracking.written`. */
  type: string;
  /** The business key: SKU, purchase order number, picking name ... */
  key: string;
  detail: Json;
}

export interface JournalCounts {
  calls: number;
  mutating: number;
  byCall: Record<string, number>;
}

/** Append-only record of both sandboxes. */
export class Journal {
  #entries: JournalEntry[] = [];
  #lastSeq = 0;

  append(entry: Omit<JournalEntry, 'seq'>): JournalEntry {
    this.#lastSeq += 1;
    const full = { ...entry, seq: this.#lastSeq };
    this.#entries.push(full);
    return full;
  }

  /** Forgets the entries. Numbers go on, so that a `sinceSeq` taken before a reset never hides what came after it. */
  clear(): void {
    this.#entries = [];
  }

  /** Entries after `sinceSeq`, optionally of one side. */
  entries(filter: { sinceSeq?: number; side?: string } = {}): JournalEntry[] {
    return this.#entries.filter(
      (entry) => entry.seq > (filter.sinceSeq ?? 0) && (filter.side === undefined || entry.side === filter.side),
    );
  }

  /** All committed business facts, in order. */
  effects(filter: { sinceSeq?: number; side?: string } = {}): (JournalEffect & { seq: number; side: string })[] {
    return this.entries(filter).flatMap((entry) =>
      entry.effects.map((effect) => ({ ...effect, seq: entry.seq, side: entry.side })),
    );
  }

  counts(filter: { sinceSeq?: number; side?: string } = {}): JournalCounts {
    const counts: JournalCounts = { calls: 0, mutating: 0, byCall: {} };
    for (const entry of this.entries(filter)) {
      counts.calls += 1;
      if (entry.kind === 'mutating') counts.mutating += 1;
      counts.byCall[entry.call] = (counts.byCall[entry.call] ?? 0) + 1;
    }
    return counts;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }
}
