import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SandboxAdmin } from './admin/client.js';

const built = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const addressesSchema = z.object({ shipbobUrl: z.url(), odooUrl: z.url(), adminUrl: z.url() });
let child: ChildProcess | null = null;
afterEach(() => {
  child?.kill('SIGKILL');
});

/** Starts the built process and reads its one line. */
async function start(env: Record<string, string> = {}): Promise<z.infer<typeof addressesSchema>> {
  if (!existsSync(built)) throw new Error('apps/sandbox is not built; run `npm run build` first');
  const { DATABASE_URL: _ours, ...inherited } = process.env;
  child = fork(built, { silent: true, env: { ...inherited, ...env } });
  const line = await new Promise<string>((resolve, reject) => {
    child?.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8')));
    child?.once('exit', (code) => reject(new Error(`The sandbox ended with ${code}`)));
  });
  return addressesSchema.parse(JSON.parse(line));
}

const ended = (): Promise<number | null> => new Promise((resolve) => child?.once('exit', (code) => resolve(code)));

describe('the sandbox as a process', () => {
  test('prints its addresses, answers on both ports, and ends on SIGTERM', async () => {
    const { shipbobUrl, odooUrl, adminUrl } = await start();
    const channel = await fetch(`${shipbobUrl}/2026-07/channel`, { headers: { authorization: 'Bearer sandbox-pat' } });
    expect(channel.status).toBe(200);
    expect((await fetch(`${odooUrl}/no-such-path`)).status).toBe(404);
    expect(await new SandboxAdmin(adminUrl).counts({ side: 'shipbob' })).toMatchObject({ calls: 1 });
    const exit = ended();
    child?.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  test('ends when its parent goes away', async () => {
    await start();
    const exit = ended();
    child?.disconnect();
    expect(await exit).toBe(0);
  });

  test('asks for the admin token when one is set', async () => {
    const { adminUrl } = await start({ SANDBOX_ADMIN_TOKEN: 'let-me-in' });
    await expect(new SandboxAdmin(adminUrl).reset()).rejects.toThrow('The admin token is missing or wrong.');
    await expect(new SandboxAdmin(adminUrl, 'let-me-in').reset()).resolves.toMatchObject({ offsetMs: 0 });
  });

  test('listens beyond the loopback address only with an admin token', async () => {
    await expect(start({ SANDBOX_HOST: '0.0.0.0' })).rejects.toThrow('ended with 78');
    const { odooUrl, adminUrl } = await start({ SANDBOX_HOST: '0.0.0.0', SANDBOX_ADMIN_TOKEN: 'let-me-in' });
    expect((await fetch(`${odooUrl.replace('0.0.0.0', '127.0.0.1')}/web/health`)).status).toBe(200);
    await expect(new SandboxAdmin(adminUrl).reset()).rejects.toThrow('The admin token is missing or wrong.');
  });
});
