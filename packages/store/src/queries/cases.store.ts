import { BadInput } from '@mlc/kernel';
import { insertAudit } from '../audit/audit.sql.js';
import type { StoreContext } from '../db/context.js';
import { inTransaction } from '../db/database.js';
import { jsonObject } from '../db/rows.js';
import { safeText } from '../db/text.js';
import type { ReviewCase } from '../generated/prisma/client.js';

export type CaseState = 'open' | 'resolved' | 'dismissed';

/** What a person must decide. */
export interface CaseRow {
  id: string;
  connectionId: string;
  laneKey: string;
  flow: string;
  code: string;
  state: CaseState;
  cause: string;
  suggestions: string[];
  detail: Record<string, unknown>;
  /** In the company's currency; null when no plan named an amount. */
  moneyAtStake: number | null;
  /** The pass that found it last. */
  passId: string;
  openedAt: Date;
  lastSeenAt: Date;
  resolvedAt: Date | null;
  resolution: string | null;
}

export interface CaseStore {
  /** Oldest first; `state: null` gives all. */
  list(connectionId: string, filter?: { state?: CaseState | null; laneKey?: string }): Promise<CaseRow[]>;
  byId(connectionId: string, caseId: string): Promise<CaseRow | null>;
  /** A person says that nothing is to be done. It stays dismissed until its cause reads differently. */
  dismiss(connectionId: string, caseId: string, by: { actor: string; reason: string }): Promise<void>;
}

const isCaseState = (state: string): state is CaseState =>
  state === 'open' || state === 'resolved' || state === 'dismissed';

const toCase = (row: ReviewCase): CaseRow => ({
  ...row,
  state: isCaseState(row.state) ? row.state : 'open',
  detail: jsonObject.parse(row.detail),
  moneyAtStake: row.moneyAtStake === null ? null : row.moneyAtStake.toNumber(),
});

export function createCaseStore({ db, clock }: StoreContext): CaseStore {
  return {
    async list(connectionId, { state = 'open', laneKey } = {}) {
      const rows = await db.reviewCase.findMany({
        where: { connectionId, ...(state === null ? {} : { state }), ...(laneKey === undefined ? {} : { laneKey }) },
        orderBy: [{ openedAt: 'asc' }, { laneKey: 'asc' }, { code: 'asc' }],
      });
      return rows.map(toCase);
    },

    async byId(connectionId, caseId) {
      const row = await db.reviewCase.findUnique({ where: { connectionId_id: { connectionId, id: caseId } } });
      return row && toCase(row);
    },

    async dismiss(connectionId, caseId, { actor, reason }) {
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const dismissed = await tx.reviewCase.updateMany({
          where: { connectionId, id: caseId, state: 'open' },
          data: { state: 'dismissed', resolvedAt: at, resolution: safeText(reason) },
        });
        if (dismissed.count === 0)
          throw new BadInput(`There is no open case ${caseId}.`, {
            code: 'case.not_open',
            field: 'caseId',
            fix: 'List the open cases; this one may have been resolved in the meantime.',
          });
        const row = await tx.reviewCase.findUniqueOrThrow({ where: { connectionId_id: { connectionId, id: caseId } } });
        const audit = {
          connectionId,
          actor,
          action: 'case.dismissed',
          subject: row.laneKey,
          correlationId: caseId,
          before: { code: row.code, cause: row.cause },
          after: null,
          reason,
        };
        await insertAudit(tx, [audit], at);
      });
    },
  };
}
