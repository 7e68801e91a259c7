import { BadInput } from '@mlc/kernel';
import type { StoreContext } from '../db/context.js';
import { inTransaction } from '../db/database.js';
import { insertAudit } from './audit.sql.js';
import { faultOf, GENESIS_HASH, sealEntry } from './audit-chain.js';
import { chainHead, eraseEntry, saveSeals, sealedAfter, takeSealerLock, unsealedEntries } from './sealer.sql.js';

export interface SealReport {
  sealed: number;
  /** Another process was sealing. */
  busy: boolean;
}

export type ChainVerdict =
  | { ok: true; count: number; head: { chainSeq: number; hash: string } }
  /** `at` is the chain_seq of the first entry that does not hold. */
  | { ok: false; at: number; why: string };

export interface Sealer {
  /** Chains all entries committed so far. Safe to call from any number of processes: one at a time seals. */
  seal(): Promise<SealReport>;
  /**
   * Checks the chain from its beginning, or from a head that was noted earlier: cutting off the end of the chain is only
   * seen by whoever kept a head elsewhere.
   */
  verifyChain(from?: { chainSeq: number; hash: string }): Promise<ChainVerdict>;
  /** Drops payload and salt of one entry (personal data), never its digests; itself audited. */
  erase(auditId: number, actor: string, reason: string): Promise<void>;
}

/** Entries sealed or read per transaction. */
const BATCH = 500;

export function createSealer({ db, clock }: StoreContext): Sealer {
  const sealBatch = (): Promise<SealReport> =>
    inTransaction(db, async (tx) => {
      if (!(await takeSealerLock(tx))) return { sealed: 0, busy: true };
      let previous = (await chainHead(tx)) ?? { chainSeq: 0, hash: GENESIS_HASH };
      const seals = (await unsealedEntries(tx, BATCH)).map((entry) => {
        const seal = sealEntry(entry, previous);
        previous = seal;
        return { id: entry.id, ...seal };
      });
      await saveSeals(tx, seals);
      return { sealed: seals.length, busy: false };
    });

  const seal = async (): Promise<SealReport> => {
    let sealed = 0;
    for (;;) {
      const report = await sealBatch();
      sealed += report.sealed;
      if (report.busy || report.sealed < BATCH) return { sealed, busy: report.busy };
    }
  };

  return {
    seal,

    async verifyChain(from) {
      let previous = from ?? { chainSeq: 0, hash: GENESIS_HASH };
      let count = 0;
      for (;;) {
        const entries = await sealedAfter(db, previous.chainSeq, BATCH);
        for (const entry of entries) {
          const why = faultOf(entry, previous);
          if (why !== null) return { ok: false, at: entry.chainSeq, why };
          previous = { chainSeq: entry.chainSeq, hash: entry.hash };
          count += 1;
        }
        if (entries.length < BATCH) return { ok: true, count, head: previous };
      }
    },

    async erase(auditId, actor, reason) {
      await seal();
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        if (!(await eraseEntry(tx, auditId, at)))
          throw new BadInput(
            `Audit entry ${auditId} cannot be erased: it is unknown, erased already or not sealed yet.`,
            {
              code: 'audit.erase',
              field: 'auditId',
              fix: 'Check the number; an entry written just now can be erased once it is sealed, seconds later.',
            },
          );
        const audit = {
          connectionId: null,
          actor,
          action: 'audit.erased',
          subject: `audit:${auditId}`,
          correlationId: null,
          before: null,
          after: null,
          reason,
        };
        await insertAudit(tx, [audit], at);
      });
    },
  };
}
