import { inspect } from 'node:util';
import { ManualClock, redact } from '@mlc/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { open, seal } from './envelope.js';
import { newKeyEntry, parseKeyRing } from './key-ring.js';
import { MemorySecretStore } from './memory-secret-store.js';
import { createVault, rotate } from './vault.js';

const CANARY = 'canary-81e2d0';
const [k1, k2] = [newKeyEntry('k1').reveal(), newKeyEntry('k2').reveal()];

function setUp(keys = k1) {
  const store = new MemorySecretStore();
  const clock = new ManualClock(new Date('2026-01-01'));
  const vaultWith = (text: string) => createVault({ ring: parseKeyRing(text), store, clock });
  return { store, clock, vault: vaultWith(keys), vaultWith };
}
const values = (secrets: { reveal(): string }[]) => secrets.map((secret) => secret.reveal());
const row = (store: MemorySecretStore, index: number) => store.rows[index] ?? expect.unreachable('no such row');

describe('the envelope', () => {
  const place = { connectionId: 'c', name: 'n', version: 1 };
  const [kek, otherKek] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

  it('gives back any text, and never the same bytes twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const [one, two] = [seal(kek, place, text), seal(kek, place, text)];
        expect(open(kek, place, one)).toBe(text);
        expect(one.equals(two)).toBe(false);
      }),
    );
  });

  it('opens with the very key and place only', () => {
    const sealed = seal(kek, place, CANARY);
    expect(open(otherKek, place, sealed)).toBeNull();
    for (const wrong of [{ connectionId: 'd' }, { name: 'm' }, { version: 2 }])
      expect(open(kek, { ...place, ...wrong }, sealed)).toBeNull();
  });

  it('keeps the parts of the place apart', () => {
    const sealed = seal(kek, { connectionId: 'a|b', name: 'c', version: 1 }, CANARY);
    expect(open(kek, { connectionId: 'a', name: 'b|c', version: 1 }, sealed)).toBeNull();
  });

  it('notices every changed and every missing byte', () => {
    const sealed = seal(kek, place, 'ab');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(open(kek, place, changed), `byte ${at}`).toBeNull();
      expect(open(kek, place, sealed.subarray(0, at)), `${at} bytes`).toBeNull();
    }
  });

  it('holds neither the secret nor the key in the clear', () => {
    const sealed = seal(kek, place, CANARY);
    expect(sealed.includes(CANARY)).toBe(false);
    expect(sealed.includes(kek)).toBe(false);
  });
});

describe('the key ring', () => {
  it('takes the first key as the current one', () => {
    expect(parseKeyRing(`${k2}, ${k1}`)).toMatchObject({ currentId: 'k2' });
  });

  it.each([undefined, '', ' '])('names MLC_KEYS and how to make a key when it is %j', (text) => {
    expect(() => parseKeyRing(text)).toThrow(
      expect.objectContaining({
        code: 'vault.keys_missing',
        field: 'MLC_KEYS',
        fix: expect.stringContaining('openssl rand -base64 32'),
      }),
    );
  });

  it.each([
    ['a short key', 'k1:c2hvcnQtY2FuYXJ5', /k1 has 12 bytes/],
    ['no id', CANARY, /entry 1/],
    ['the same id twice', `${k1},${k1}`, /k1 occurs twice/],
    ['a stray comma', `${k1},`, /entry 2/],
    ['what is no base64', `k1:${CANARY}!`, /entry 1/],
  ])('refuses %s without repeating it', (_what, text, message) => {
    let caught: unknown;
    try {
      parseKeyRing(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: 'vault.keys_invalid', message: expect.stringMatching(message) });
    expect(inspect(caught)).not.toMatch(/canary|c2hvcnQ/);
  });
});

describe('the vault', () => {
  it('gives back what was put, newest version first', async () => {
    const { vault } = setUp();
    expect(await vault.get('c', 'odoo.api_key')).toEqual([]);
    expect(await vault.put('c', 'odoo.api_key', redact('one'))).toEqual({ version: 1 });
    expect(await vault.put('c', 'odoo.api_key', redact('two'))).toEqual({ version: 2 });
    expect(values(await vault.get('c', 'odoo.api_key'))).toEqual(['two', 'one']);
    expect(await vault.get('d', 'odoo.api_key')).toEqual([]);
  });

  it('forgets a version when its time is up', async () => {
    const { vault, clock } = setUp();
    await vault.put('c', 'n', redact('short'), new Date(clock.now().getTime() + 1_000));
    await vault.put('c', 'n', redact('long'));
    expect(values(await vault.get('c', 'n'))).toEqual(['long', 'short']);
    clock.advanceMs(1_000);
    expect(values(await vault.get('c', 'n'))).toEqual(['long']);
  });

  it('replaces with overlap: both versions are valid until it ends', async () => {
    const { vault, clock } = setUp();
    await vault.put('c', 'n', redact('old'));
    await vault.replace('c', 'n', redact('new'), 3_600);
    expect(values(await vault.get('c', 'n'))).toEqual(['new', 'old']);
    clock.advanceMs(3_600_000);
    expect(values(await vault.get('c', 'n'))).toEqual(['new']);
    await vault.replace('c', 'n', redact('newest'), 0);
    expect(values(await vault.get('c', 'n'))).toEqual(['newest']);
  });

  it('opens what it put although the store gave another version than guessed', async () => {
    const { vault, clock } = setUp();
    await vault.put('c', 'n', redact('ended'), clock.now());
    expect(await vault.put('c', 'n', redact('next'))).toEqual({ version: 2 });
    expect(values(await vault.get('c', 'n'))).toEqual(['next']);
    await Promise.all(['a', 'b', 'c'].map((value) => vault.put('c', 'm', redact(value))));
    expect(values(await vault.get('c', 'm')).sort()).toEqual(['a', 'b', 'c']);
  });

  it('refuses rows that were swapped between connections, names or versions', async () => {
    const { vault, store } = setUp();
    await vault.put('c', 'n', redact('one'));
    await vault.put('c', 'n', redact('two'));
    await vault.put('d', 'n', redact('three'));
    await vault.put('c', 'm', redact('four'));
    const sealed = store.rows.map((secret) => secret.sealed);
    for (const other of [1, 2, 3]) {
      row(store, 0).sealed = sealed[other] ?? Buffer.alloc(0);
      await expect(vault.get('c', 'n')).rejects.toMatchObject({ name: 'NeedsAttention', code: 'vault.unreadable' });
    }
    row(store, 0).sealed = sealed[0] ?? Buffer.alloc(0);
    expect(values(await vault.get('c', 'n'))).toEqual(['two', 'one']);
  });

  it('opens under an old key while it is on the ring, and names the missing key afterwards', async () => {
    const { vault, vaultWith } = setUp();
    await vault.put('c', 'n', redact('one'));
    expect(values(await vaultWith(`${k2},${k1}`).get('c', 'n'))).toEqual(['one']);
    await expect(vaultWith(k2).get('c', 'n')).rejects.toMatchObject({
      code: 'vault.unreadable',
      field: 'MLC_KEYS',
      fix: expect.stringContaining('k1'),
    });
  });

  it('prints no secret and no key, however its results and errors are shown', async () => {
    const { vault, store, vaultWith } = setUp();
    await vault.put('c', 'n', redact(CANARY));
    const got = await vault.get('c', 'n');
    const error: unknown = await vaultWith(k2)
      .get('c', 'n')
      .catch((caught: unknown) => caught);
    const shown = [got, got[0], error, vault, parseKeyRing(k1), newKeyEntry('k9'), store]
      .flatMap((thing) => [inspect(thing, { depth: 20, showHidden: true }), JSON.stringify(thing), String(thing)])
      .join('\n');
    const key = Buffer.from(k1.slice(3), 'base64');
    for (const secret of [
      CANARY,
      k1.slice(3),
      key.toString('hex'),
      key.toString('hex').slice(0, 16).replace(/(..)/g, '$1 ').trim(),
    ])
      expect(shown).not.toContain(secret);
  });
});

describe('rotation', () => {
  it('seals everything anew, keeps ends of validity, and does nothing the second time', async () => {
    const { vault, store, clock, vaultWith } = setUp();
    const end = new Date(clock.now().getTime() + 5_000);
    for (let index = 0; index < 7; index += 1) await vault.put('c', `n${index}`, redact(`value ${index}`), end);
    const ring = parseKeyRing(`${k2},${k1}`);
    expect(await rotate(store, ring, 3)).toEqual({ resealed: 7, unreadable: [] });
    expect(await rotate(store, ring, 3)).toEqual({ resealed: 0, unreadable: [] });
    expect(store.rows.every(({ validUntil }) => validUntil === end)).toBe(true);
    for (let index = 0; index < 7; index += 1)
      expect(values(await vaultWith(k2).get('c', `n${index}`))).toEqual([`value ${index}`]);
  });

  it('goes on where it was killed, and every secret opens at every moment', async () => {
    const { vault, store, vaultWith } = setUp();
    for (let index = 0; index < 5; index += 1) await vault.put('c', `n${index}`, redact(`value ${index}`));
    const ring = parseKeyRing(`${k2},${k1}`);
    class Killed extends MemorySecretStore {
      override readonly rows = store.rows;
      #left = 2;
      override async reseal(secret: Parameters<MemorySecretStore['reseal']>[0]) {
        if (this.#left-- === 0) throw new Error('killed');
        await super.reseal(secret);
      }
    }
    await expect(rotate(new Killed(), ring, 2)).rejects.toThrow('killed');
    expect(store.rows.filter(({ keyId }) => keyId === 'k2')).toHaveLength(2);
    for (let index = 0; index < 5; index += 1)
      expect(values(await vaultWith(`${k2},${k1}`).get('c', `n${index}`))).toEqual([`value ${index}`]);
    expect(await rotate(store, ring, 2)).toEqual({ resealed: 3, unreadable: [] });
  });

  it('reports what does not open and stops for none of it', async () => {
    const { vault, store } = setUp();
    for (let index = 0; index < 6; index += 1) await vault.put('c', `n${index}`, redact('x'));
    for (const index of [0, 1, 2]) row(store, index).sealed = Buffer.alloc(100);
    const result = await rotate(store, parseKeyRing(`${k2},${k1}`), 1);
    expect(result.resealed).toBe(3);
    expect(result.unreadable).toEqual(
      [0, 1, 2].map((index) => ({ connectionId: 'c', name: `n${index}`, version: 1, keyId: 'k1', validUntil: null })),
    );
  });
});
