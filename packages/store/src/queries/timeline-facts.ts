import { stableStringify } from '@mlc/kernel';
import type { Database } from '../db/database.js';
import type { TimelineEntry } from './timeline.query.js';

/** What was heard, what was linked, what was parked, and what people did. */

export async function noticeEntries(db: Database, connectionId: string, keys: string[]): Promise<TimelineEntry[]> {
  const rows = await db.notice.findMany({ where: { connectionId, laneKey: { in: keys } }, orderBy: { seq: 'asc' } });
  return rows.map((row) => ({
    at: row.at,
    kind: 'noticed',
    laneKey: row.laneKey,
    summary: `${row.source}: ${row.reason}`,
    id: `${row.laneKey}#${row.seq}`,
  }));
}

export async function eventEntries(db: Database, connectionId: string, keys: string[]): Promise<TimelineEntry[]> {
  const rows = await db.inboxEvent.findMany({
    where: { connectionId, laneKeys: { hasSome: keys } },
    select: { id: true, topic: true, webhookId: true, receivedAt: true, laneKeys: true },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => ({
    at: row.receivedAt,
    kind: 'webhook',
    laneKey: row.laneKeys[0] ?? '',
    summary: `ShipBob sent ${row.topic} (${row.webhookId}), signature good`,
    id: row.id,
  }));
}

export async function linkEntries(db: Database, connectionId: string, keys: string[]): Promise<TimelineEntry[]> {
  const rows = await db.link.findMany({ where: { connectionId, laneKey: { in: keys } }, orderBy: { madeAt: 'asc' } });
  return rows.map((row) => ({
    at: row.madeAt,
    kind: 'linked',
    laneKey: row.laneKey,
    summary: `${row.odooModel} ${row.odooId} is ShipBob ${row.shipbobType} ${row.shipbobId} (${row.evidence})`,
    id: `${row.odooModel}/${row.odooId}/${row.shipbobType}`,
    passId: row.passId,
  }));
}

export async function caseEntries(db: Database, connectionId: string, keys: string[]): Promise<TimelineEntry[]> {
  const rows = await db.reviewCase.findMany({
    where: { connectionId, laneKey: { in: keys } },
    orderBy: { openedAt: 'asc' },
  });
  return rows.flatMap((row): TimelineEntry[] => {
    const { id, laneKey, passId } = row;
    const opened: TimelineEntry = {
      at: row.openedAt,
      kind: 'case',
      laneKey,
      summary: `for a person: ${row.code}. ${row.cause}`,
      lines: row.suggestions,
      id,
      passId,
    };
    if (row.resolvedAt === null) return [opened];
    const summary = `${row.code} ${row.state}: ${row.resolution ?? 'no reason given'}`;
    return [opened, { at: row.resolvedAt, kind: 'resolved', laneKey, summary, id }];
  });
}

/** People's acts and refusals; the confirmed writes tell themselves. */
export async function auditEntries(db: Database, connectionId: string, keys: string[]): Promise<TimelineEntry[]> {
  const rows = await db.auditEntry.findMany({
    where: {
      connectionId,
      subject: { in: keys },
      OR: [{ actor: { not: 'worker' } }, { action: { endsWith: ' rejected' } }],
    },
    orderBy: { id: 'asc' },
  });
  return rows.map((row): TimelineEntry => {
    const refused = row.actor === 'worker';
    return {
      at: row.at,
      kind: refused ? 'refused' : 'audit',
      laneKey: row.subject,
      summary: refused
        ? `${row.action.slice(0, -' rejected'.length)} was refused: ${row.reason}`
        : `${row.actor}: ${row.action} (${row.reason})`,
      lines: row.before === null ? [] : [`before: ${stableStringify(row.before)}`],
      id: `audit:${row.id}`,
      ...(row.correlationId === null ? {} : { passId: row.correlationId }),
    };
  });
}
