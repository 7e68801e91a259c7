import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withLock } from './lib/lock.mjs';
import { identify, isAlive, until } from './lib/process-identity.mjs';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mlc-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('lets one at a time in', async () => {
  const log: string[] = [];
  const enter = (name: string) =>
    withLock(dir, async () => {
      log.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} out`);
    });
  await Promise.all([enter('a'), enter('b'), enter('c')]);
  expect(log.filter((_, index) => index % 2 === 0).map((line) => line.replace(' in', ' out'))).toEqual(
    log.filter((_, index) => index % 2 === 1),
  );
});

it('takes over from a holder that died, and from a recycled pid that is somebody else', async () => {
  writeFileSync(join(dir, 'lock'), JSON.stringify({ pid: process.pid, startedAt: 'another boot/1' }));
  await expect(withLock(dir, async () => 'in')).resolves.toBe('in');
});

it('knows the end of a process and does not mistake a recycled pid for it', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const identity = identify(Number(child.pid));
  expect(isAlive(identity)).toBe(true);
  expect(isAlive({ ...identity, startedAt: 'another boot/1' })).toBe(false);
  child.kill('SIGKILL');
  await until(() => !isAlive(identity), 5_000, 'it lives');
});
