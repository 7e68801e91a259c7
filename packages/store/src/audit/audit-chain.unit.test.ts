import { describe, expect, it } from 'vitest';
import { faultOf, GENESIS_HASH, sealEntry } from './audit-chain.js';

const genesis = { chainSeq: 0, hash: GENESIS_HASH };
const entry = (id: number) => ({
  id,
  connectionId: 'c',
  at: new Date('2026-11-25T12:00:00.123Z'),
  actor: 'worker',
  action: 'shipbob.product.create',
  subject: `product:${id}`,
  correlationId: null,
  reason: 'not there yet',
  salt: `salt-${id}`,
  before: null,
  after: { sku: 'A', nested: { b: 1, a: 2 } },
});
const first = { ...entry(1), ...sealEntry(entry(1), genesis) };
const second = { ...entry(2), ...sealEntry(entry(2), first) };

describe('the audit chain', () => {
  it('holds for entries as they were sealed, in order', () => {
    expect([first.chainSeq, second.chainSeq, second.prevHash]).toEqual([1, 2, first.hash]);
    expect(faultOf(first, genesis)).toBeNull();
    expect(faultOf(second, first)).toBeNull();
  });

  it('holds when the database gives the keys of a payload in another order', () => {
    expect(faultOf({ ...first, after: { nested: { a: 2, b: 1 }, sku: 'A' } }, genesis)).toBeNull();
  });

  it('breaks at any changed fact', () => {
    const changes = [
      { id: 7 },
      { connectionId: null },
      { at: new Date('2026-11-25T12:00:00.124Z') },
      { actor: 'person' },
      { action: 'other' },
      { subject: 'product:9' },
      { correlationId: 'x' },
      { reason: 'other' },
      { beforeDigest: first.afterDigest },
      { hash: second.hash },
    ];
    for (const change of changes) expect(faultOf({ ...first, ...change, salt: null }, genesis)).not.toBeNull();
  });

  it('breaks at a changed payload and names which', () => {
    expect(faultOf({ ...first, before: 'x' }, genesis)).toMatch(/before/);
    expect(faultOf({ ...first, after: { sku: 'B' } }, genesis)).toMatch(/after/);
    expect(faultOf({ ...first, salt: 'other' }, genesis)).toMatch(/before/);
  });

  it('breaks at a missing and at a foreign entry', () => {
    expect(faultOf(second, genesis)).toMatch(/missing: 1 should follow, 2 does/);
    expect(faultOf(second, { chainSeq: 1, hash: GENESIS_HASH })).toMatch(/does not continue/);
  });

  it('holds after the payload and its salt are gone', () => {
    expect(faultOf({ ...first, salt: null, before: null, after: null }, genesis)).toBeNull();
  });
});
