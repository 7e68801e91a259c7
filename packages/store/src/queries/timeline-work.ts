import { stableStringify } from '@mlc/kernel';
import { z } from 'zod';
import type { Database } from '../db/database.js';
import { json } from '../db/rows.js';
import type { Effect } from '../generated/prisma/client.js';
import type { TimelineEntry } from './timeline.query.js';

/** What passes saw and planned, and what became of each write. */

/** As far as the story needs it; rows of older versions must still be told. */
const plannedWork = z
  .object({ effects: z.array(z.looseObject({ title: z.string(), reason: z.string() })).default([]) })
  .catch({ effects: [] });

export async function passEntries(db: Database, connectionId: string, keys: string[]): Promise<TimelineEntry[]> {
  const rows = await db.pass.findMany({
    where: { connectionId, laneKey: { in: keys } },
    orderBy: { startedAt: 'asc' },
  });
  return rows.flatMap((row): TimelineEntry[] => {
    const { laneKey, id } = row;
    const common = { laneKey, id, passId: id };
    const seen: TimelineEntry = {
      ...common,
      at: row.startedAt,
      kind: 'seen',
      summary: `both sides read (rules ${row.rulesVersion}, settings ${row.settingsVersion})`,
      evidence: json.parse(row.evidence),
    };
    const { effects } = plannedWork.parse(row.planned ?? {});
    const planned: TimelineEntry = {
      ...common,
      at: row.startedAt,
      kind: 'planned',
      summary: effects.length === 1 ? '1 write' : `${effects.length} writes`,
      lines: effects.map((effect) => `${effect.title}: ${effect.reason}`),
    };
    const entries = effects.length > 0 ? [seen, planned] : [seen];
    if (row.endedAt === null) return entries;
    const waits = row.waitsFor.length > 0 ? [`waits for ${row.waitsFor.join(', ')}`] : [];
    const due = row.dueAt === null ? [] : [`looks again at ${row.dueAt.toISOString()}`];
    const summary = `${row.outcome}: ${row.reason}`;
    return [...entries, { ...common, at: row.endedAt, kind: 'ended', summary, lines: [...waits, ...due] }];
  });
}

const plannedEffect = z
  .object({ title: z.string(), reason: z.string(), before: json, after: json })
  .catch({ title: 'a write of an older version', reason: '', before: null, after: null });

export async function effectEntries(db: Database, connectionId: string, keys: string[]): Promise<TimelineEntry[]> {
  const rows = await db.effect.findMany({
    where: { connectionId, laneKey: { in: keys } },
    orderBy: [{ intendedAt: 'asc' }, { position: 'asc' }],
  });
  return rows.flatMap(entriesOfEffect);
}

function entriesOfEffect(row: Effect): TimelineEntry[] {
  const planned = plannedEffect.parse(row.planned);
  const common = { laneKey: row.laneKey, id: row.id, passId: row.passId };
  const entries: TimelineEntry[] = [];
  if (row.writtenAt !== null)
    entries.push({
      ...common,
      at: row.writtenAt,
      kind: 'written',
      summary: `${row.operation} sent: ${planned.title}`,
      lines: [
        `because ${planned.reason}`,
        `before: ${shown(planned.before)}`,
        `after: ${shown(planned.after)}`,
        ...(row.generation > 1 ? [`try ${row.generation}`] : []),
      ],
    });
  const at = row.resolvedAt ?? row.writtenAt ?? row.intendedAt;
  if (row.state === 'confirmed')
    entries.push({
      ...common,
      at,
      kind: 'confirmed',
      summary: `${planned.title}, known by ${words[row.resolvedBy ?? ''] ?? row.resolvedBy}`,
      lines: [`result: ${shown(row.result)}`],
    });
  else if (row.state === 'uncertain')
    entries.push({ ...common, at, kind: 'uncertain', summary: `${planned.title}: ${row.error ?? 'no answer'}` });
  else if (row.state === 'withdrawn')
    entries.push({ ...common, at, kind: 'withdrawn', summary: `${planned.title}: ${row.error ?? 'not done'}` });
  return entries;
}

const words: Record<string, string> = {
  answer: "the remote's answer",
  lookup: 'looking for it at the remote',
  read_back: 'reading it back',
};

const shown = (value: unknown): string => (value === null ? 'nothing' : stableStringify(value));
