import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { SandboxClock } from './sandbox-clock.js';

const databaseUrl = process.env['DATABASE_URL'];

describe.skipIf(databaseUrl === undefined)('the clock in Postgres', () => {
  test('writes each move to the one row, whether or not it was there', async () => {
    const schema = `sandbox_clock_${randomBytes(4).toString('hex')}`;
    const url = new URL(databaseUrl ?? '');
    url.searchParams.set('options', `-c search_path=${schema}`);
    const db = new Client({ connectionString: url.toString() });
    await db.connect();
    try {
      await db.query(`create schema ${schema}`);
      await db.query('create table product_clock (id integer primary key, offset_ms bigint not null)');
      const clock = new SandboxClock(url.toString());
      const stored = async () => (await db.query('select id, offset_ms from product_clock')).rows;
      expect(await clock.setOffsetMs(86_400_000)).toBeNull();
      expect(await stored()).toEqual([{ id: 1, offset_ms: '86400000' }]);
      expect(await clock.setOffsetMs(0)).toBeNull();
      expect(await stored()).toEqual([{ id: 1, offset_ms: '0' }]);
      await db.query('drop table product_clock');
      expect(await clock.setOffsetMs(5)).toContain('product_clock was not written');
      expect(clock.clock.offsetMs).toBe(5);
    } finally {
      await db.query(`drop schema ${schema} cascade`);
      await db.end();
    }
  });
});
