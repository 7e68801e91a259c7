import type { Database } from '../db/database.js';

/** Offset of product time from real time, milliseconds; demo and test mode only. */
export interface ClockOffset {
  read(): Promise<number>;
  set(offsetMs: number): Promise<void>;
}

export function createClockOffset(db: Database): ClockOffset {
  return {
    async read() {
      const row = await db.productClock.findUnique({ where: { id: 1 } });
      return Number(row?.offsetMs ?? 0);
    },
    async set(offsetMs) {
      await db.productClock.update({ where: { id: 1 }, data: { offsetMs: BigInt(Math.round(offsetMs)) } });
    },
  };
}
