import { describe, expect, it } from 'vitest';
import { type ScriptedAnswer, scriptedClient } from '../testing/scripted-door.js';
import { newestServedVersion } from './newest-version.js';

const channels = { body: { items: [], next: null } };
const gone = { status: 404, body: { statusCode: 404, message: 'Resource not found' } };

async function found(answers: Record<string, ScriptedAnswer>) {
  const asked: string[] = [];
  const version = await newestServedVersion(async (candidate) => {
    asked.push(candidate);
    return scriptedClient(() => answers[candidate] ?? gone, candidate).client;
  });
  return { version, asked };
}

describe('the version of a connection that names none', () => {
  it('is the newest, for one call where that is served', async () => {
    expect(await found({ '2026-07': channels, '2026-01': channels })).toEqual({
      version: '2026-07',
      asked: ['2026-07'],
    });
  });

  it.each([
    ['an empty 404', { status: 404 }],
    ['a 404 of the gateway', gone],
    ['410', { status: 410, body: { message: 'This version was retired.', code: 'GONE' } }],
  ])('is the newest that answers, where newer ones answer %s', async (_name, refusal) => {
    const answers = { '2026-07': refusal, '2026-01': refusal, '2025-07': channels };
    expect(await found(answers)).toEqual({ version: '2025-07', asked: ['2026-07', '2026-01', '2025-07'] });
  });

  it.each([
    ['a wrong token', { status: 401 }],
    ['a missing scope', { status: 403 }],
    ['a server that fails', { status: 503 }],
  ])('stays the newest with %s, which says nothing about versions', async (_name, refusal) => {
    expect(await found({ '2026-07': refusal, '2026-01': channels })).toMatchObject({ version: '2026-07' });
  });

  it('stays the newest where no version answers: the address is wrong, and the ping says so', async () => {
    expect(await found({})).toMatchObject({ version: '2026-07' });
  });
});
