import type { Effect, EffectState } from '@mlc/engine';
import type { Database } from '../db/database.js';
import { rowsOf, time } from '../db/rows.js';
import { Prisma } from '../generated/prisma/client.js';
import { effectColumns, effectRow, toEffect } from '../ledger/effect-rows.js';

/** All writes of a connection in the order in which they were made, or those in one state. */
export async function effectsOf(db: Database, connectionId: string, state: EffectState | null): Promise<Effect[]> {
  const inState = state === null ? Prisma.empty : Prisma.sql`AND state = ${state}`;
  const rows = await db.$queryRaw`
    SELECT ${effectColumns} FROM effect WHERE connection_id = ${connectionId} ${inState}
    ORDER BY COALESCE(written_at, intended_at), intended_at, position`;
  return rowsOf(effectRow, rows).map((row) => toEffect(connectionId, row));
}

/** A write that was made, and when (product time). */
export interface WrittenEffect extends Effect {
  writtenAt: Date | null;
}

const writtenRow = effectRow.extend({ written_at: time.nullable() });

export async function writesOf(db: Database, connectionId: string, laneKeys: string[]): Promise<WrittenEffect[]> {
  const rows = await db.$queryRaw`
    SELECT ${effectColumns}, written_at FROM effect
    WHERE connection_id = ${connectionId} AND lane_key = ANY (${laneKeys}::text[]) AND state = 'confirmed'
    ORDER BY COALESCE(written_at, intended_at), intended_at, position`;
  return rowsOf(writtenRow, rows).map((row) => ({ ...toEffect(connectionId, row), writtenAt: row.written_at }));
}
