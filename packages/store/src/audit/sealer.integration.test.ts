import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../open-store.js';
import { openStoreBench, type StoreBench } from '../testing/store-bench.js';

describe('the sealer', () => {
  let bench: StoreBench;
  const audited = (count: number, connectionId: string | null = null) =>
    bench.store.ledger.audit(
      Array.from({ length: count }, (_, i) => ({
        connectionId,
        actor: 'worker',
        action: 'test.write',
        subject: `product:${i}`,
        correlationId: null,
        before: { n: i },
        after: { n: i + 1, address: 'Elm Street' },
        reason: 'a test',
      })),
    );

  beforeAll(async () => {
    bench = await openStoreBench();
  });
  beforeEach(async () => {
    await bench.database.sql('TRUNCATE audit_entry RESTART IDENTITY');
  });
  afterAll(async () => {
    await bench.close();
  });

  it('chains what was written since, gaplessly, and says that the chain holds', async () => {
    await audited(3);
    expect(await bench.store.sealer.seal()).toEqual({ sealed: 3, busy: false });
    await audited(1200);
    expect(await bench.store.sealer.seal()).toEqual({ sealed: 1200, busy: false });
    expect(await bench.store.sealer.seal()).toEqual({ sealed: 0, busy: false });
    const [row] = await bench.database.sql('SELECT count(*)::int AS n, max(chain_seq)::int AS last FROM audit_entry');
    expect(row).toEqual({ n: 1203, last: 1203 });
    expect(await bench.store.sealer.verifyChain()).toMatchObject({ ok: true, count: 1203 });
  });

  it('seals each entry once when several processes seal at the same time', async () => {
    const others = await Promise.all([1, 2].map(() => openStore({ databaseUrl: bench.database.databaseUrl })));
    await audited(900);
    await Promise.all([bench.store, ...others].map((store) => store.sealer.seal()));
    await bench.store.sealer.seal();
    expect(await bench.store.sealer.verifyChain()).toMatchObject({ ok: true, count: 900 });
    await Promise.all(others.map((store) => store.close()));
  });

  it('gives a later place to an entry that was begun earlier and committed later', async () => {
    await bench.database.sql("SELECT nextval('audit_entry_id_seq')");
    await audited(1);
    await bench.store.sealer.seal();
    await bench.database.sql(
      `INSERT INTO audit_entry (id, at, actor, action, subject, reason, salt)
       VALUES (1, now(), 'late', 'test.write', 'x', 'slow transaction', 'salt')`,
    );
    await bench.store.sealer.seal();
    const rows = await bench.database.sql('SELECT id::int, chain_seq::int FROM audit_entry ORDER BY chain_seq');
    expect(rows).toEqual([
      { id: 2, chain_seq: 1 },
      { id: 1, chain_seq: 2 },
    ]);
    expect(await bench.store.sealer.verifyChain()).toMatchObject({ ok: true, count: 2 });
  });

  it('tells where the chain breaks when the owner changes a fact, changes a payload, or deletes an entry', async () => {
    await audited(5);
    await bench.store.sealer.seal();
    const tampering = [
      ["UPDATE audit_entry SET reason = 'another' WHERE id = 2", 2, /who, what, when or why/],
      [`UPDATE audit_entry SET after = '{"n": 9}' WHERE id = 3`, 3, /after/],
      ['DELETE FROM audit_entry WHERE id = 4', 5, /missing: 4 should follow, 5 does/],
    ] as const;
    for (const [statement, at, why] of tampering.toReversed()) {
      await bench.database.sql(statement);
      expect(await bench.store.sealer.verifyChain()).toMatchObject({ ok: false, at, why: expect.stringMatching(why) });
    }
  });

  it('goes on from a head that was noted earlier, and sees there that the end was cut off', async () => {
    await audited(2);
    await bench.store.sealer.seal();
    const noted = await bench.store.sealer.verifyChain();
    if (!noted.ok) throw new Error(noted.why);
    await audited(2);
    await bench.store.sealer.seal();
    expect(await bench.store.sealer.verifyChain(noted.head)).toMatchObject({ ok: true, count: 2 });
    await bench.database.sql('DELETE FROM audit_entry WHERE chain_seq = 2');
    expect(await bench.store.sealer.verifyChain(noted.head)).toMatchObject({ ok: true });
    expect(await bench.store.sealer.verifyChain()).toMatchObject({ ok: false, at: 3 });
  });

  it('erases personal data and the chain still holds', async () => {
    await audited(2);
    await bench.store.sealer.erase(2, 'dpo', 'the customer asked');
    const [row] = await bench.database.sql('SELECT before, after, salt, reason FROM audit_entry WHERE id = 2');
    expect(row).toEqual({ before: null, after: null, salt: null, reason: 'a test' });
    await bench.store.sealer.seal();
    expect(await bench.store.sealer.verifyChain()).toMatchObject({ ok: true, count: 3 });
    const [last] = await bench.database.sql('SELECT actor, action, subject, reason FROM audit_entry WHERE id = 3');
    expect(last).toEqual({ actor: 'dpo', action: 'audit.erased', subject: 'audit:2', reason: 'the customer asked' });
    await expect(bench.store.sealer.erase(2, 'dpo', 'again')).rejects.toThrow(/cannot be erased/);
  });
});
