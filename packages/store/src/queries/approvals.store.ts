import type { Approval, ApprovalState } from '@mlc/engine';
import { BadInput, toJson } from '@mlc/kernel';
import { insertAudit } from '../audit/audit.sql.js';
import type { StoreContext } from '../db/context.js';
import { inTransaction } from '../db/database.js';
import { safeText } from '../db/text.js';
import { toApproval } from '../ledger/approvals.store.js';
import { raiseNotices } from '../ledger/lanes.sql.js';

/** A write that waits, as people see it. */
export interface ApprovalRow extends Approval {
  heldAt: Date;
  decidedAt: Date | null;
  decidedBy: string | null;
  note: string | null;
}

export interface ApprovalStore {
  /** Longest-waiting first; `state: null` gives all. */
  list(
    connectionId: string,
    filter?: { state?: ApprovalState | null; laneKeys?: string[]; flow?: string },
  ): Promise<ApprovalRow[]>;
  /**
   * A person's yes or no to waiting writes, all or none. A yes rings their lanes: the write is made if the next pass still
   * wants the very same. A no stands until the write reads differently.
   * @throws BadInput `approval.not_waiting`, `approval.preview`
   */
  decide(
    connectionId: string,
    ids: string[],
    decision: { to: 'approved' | 'declined'; actor: string; note: string },
  ): Promise<ApprovalRow[]>;
}

export function createApprovalStore({ db, clock }: StoreContext): ApprovalStore {
  return {
    async list(connectionId, { state = 'waiting', laneKeys, flow } = {}) {
      const rows = await db.approval.findMany({
        where: {
          connectionId,
          ...(state === null ? {} : { state }),
          ...(laneKeys === undefined ? {} : { laneKey: { in: laneKeys } }),
          ...(flow === undefined ? {} : { flow }),
        },
        orderBy: [{ heldAt: 'asc' }, { laneKey: 'asc' }, { position: 'asc' }, { id: 'asc' }],
      });
      return rows.map(toRow);
    },

    async decide(connectionId, ids, { to, actor, note }) {
      const at = clock.now();
      const wanted = [...new Set(ids)];
      return inTransaction(db, async (tx) => {
        const rows = await tx.approval.findMany({
          where: { connectionId, id: { in: wanted } },
          orderBy: [{ laneKey: 'asc' }, { position: 'asc' }],
        });
        assertDecidable(wanted, rows.map(toRow));
        const decided = await tx.approval.updateMany({
          where: { connectionId, id: { in: wanted }, state: 'waiting', mode: 'approve' },
          data: { state: to, decidedAt: at, decidedBy: safeText(actor), note: safeText(note) },
        });
        if (decided.count !== wanted.length) throw notWaiting('One of the writes');
        const decidedRows = rows.map((row) => toRow({ ...row, state: to, decidedAt: at, decidedBy: actor, note }));
        const notices = [...new Set(decidedRows.map((row) => row.laneKey))].map((laneKey) => ({
          laneKey,
          source: 'person' as const,
          fingerprint: null,
          reason: `${to} by ${actor}`,
        }));
        await raiseNotices(tx, connectionId, notices, at);
        const audit = decidedRows.map(({ laneKey, id, planned }) => ({
          connectionId,
          actor,
          action: `approval.${to}`,
          subject: laneKey,
          correlationId: id,
          before: planned.before,
          after: toJson(planned.after),
          reason: note === '' ? planned.title : `${planned.title}: ${note}`,
        }));
        await insertAudit(tx, audit, at);
        return decidedRows;
      });
    },
  };
}

const toRow = (row: Parameters<typeof toApproval>[0]): ApprovalRow => ({
  ...toApproval(row),
  heldAt: row.heldAt,
  decidedAt: row.decidedAt,
  decidedBy: row.decidedBy,
  note: row.note,
});

function assertDecidable(ids: string[], rows: ApprovalRow[]): void {
  const known = new Set(rows.map((row) => row.id));
  const absent = ids.find((id) => !known.has(id));
  if (absent !== undefined) throw notWaiting(`There is no waiting write ${absent}; it`);
  const decided = rows.find((row) => row.state !== 'waiting');
  if (decided) throw notWaiting(`${decided.planned.title} is ${decided.state}; it`);
  const shown = rows.find((row) => row.mode === 'preview');
  if (!shown) return;
  const { flow, title } = shown.planned;
  throw new BadInput(`${title} belongs to ${flow}, which is in preview: it is only shown.`, {
    code: 'approval.preview',
    field: 'mode',
    fix: `Set the flow to approve or live first: mlc mode <connection> ${flow} approve.`,
  });
}

const notWaiting = (what: string): BadInput =>
  new BadInput(`${what} does not wait for a decision.`, {
    code: 'approval.not_waiting',
    field: 'approval',
    fix: 'List the waiting writes again; a newer pass or another person may have settled this one.',
  });
