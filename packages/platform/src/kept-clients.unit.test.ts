import { redact } from '@mlc/kernel';
import type { ConnectionRow } from '@mlc/store';
import { describe, expect, it } from 'vitest';
import { KeptClients } from './kept-clients.js';

const row = (more: Partial<ConnectionRow> = {}): ConnectionRow => ({
  id: 'one',
  name: 'one',
  webhookKey: 'k',
  state: 'active',
  stateReason: null,
  odooUrl: 'https://odoo.example',
  odooDatabase: 'd',
  odooLogin: null,
  odooCompanyId: 1,
  odooTransport: 'auto',
  shipbobUrl: 'https://api.shipbob.com',
  shipbobVersion: '2026-07',
  shipbobChannelId: 1,
  shipbobAccountId: 'a',
  settings: {},
  settingsVersion: 1,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  ...more,
});

function kept() {
  const state = { nowMs: 0, key: 'first', built: 0, failing: false };
  const clients = new KeptClients<number>(
    {
      key: async () => redact(state.key),
      clients: async () => {
        state.built += 1;
        if (state.failing) throw new Error('no secret');
        return state.built;
      },
    },
    () => state.nowMs,
  );
  return { state, clients };
}

describe('kept clients', () => {
  it('stay the same for hours while neither the row nor the key changes', async () => {
    const { state, clients } = kept();
    await clients.get(row());
    for (state.nowMs = 0; state.nowMs < 5 * 3_600_000; state.nowMs += 60_000) await clients.get(row());
    expect(state.built).toBe(1);
  });

  it('are built anew at once when the row changed', async () => {
    const { state, clients } = kept();
    await clients.get(row());
    expect(await clients.get(row({ updatedAt: new Date(1) }))).toBe(2);
    expect(await clients.get(row({ updatedAt: new Date(1), settingsVersion: 2 }))).toBe(3);
    expect(state.built).toBe(3);
  });

  it('are built anew within half a minute of a rotated key', async () => {
    const { state, clients } = kept();
    await clients.get(row());
    state.key = 'second';
    state.nowMs = 30_000;
    expect(await clients.get(row())).toBe(2);
  });

  it('are tried again after a failed build', async () => {
    const { state, clients } = kept();
    state.failing = true;
    await expect(clients.get(row())).rejects.toThrow('no secret');
    state.failing = false;
    expect(await clients.get(row())).toBe(2);
  });
});
