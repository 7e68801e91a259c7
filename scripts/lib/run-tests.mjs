import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { passingSignals, startChild } from './children.mjs';
import { SetupError } from './fail.mjs';
import { installed, repoRoot } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { findRedis } from './redis.mjs';

/**
 * `npm test`: all tests on servers of their own; the arguments go to Vitest.
 * @param {string[]} args
 * @returns {Promise<number>} Vitest's exit code
 */
export async function runTests(args) {
  if (process.env['CI'] === 'true' && !process.env['REDIS_URL'] && !(await findRedis()))
    throw new SetupError(
      'CI=true and there is no Redis: half of the queue tests would skip themselves.',
      'Install redis-server 6.2 or newer, or give REDIS_URL.',
    );
  const servers = await prepare('test');
  const folder = mkdtempSync(join(tmpdir(), 'mlc-tests-'));
  try {
    const report = join(folder, 'report.json');
    const env = { ...servers.env, ...(servers.redisUrl ? { MLC_TEST_REDIS_URL: servers.redisUrl } : {}) };
    const vitest = [installed('vitest/vitest.mjs'), 'run', ...args, '--reporter=default', '--reporter=json'];
    const child = startChild(
      'vitest',
      ['--import', new URL('./end-with-parent.mjs', import.meta.url).href, ...vitest, `--outputFile.json=${report}`],
      { env, cwd: repoRoot },
    );
    const code = await passingSignals(
      () => [child],
      () => child.ended,
    );
    process.stdout.write(`${closingLine(report)}\n`);
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await servers.release();
  }
}

/** A file that failed before its first test counts as one failed. @param {string} report Vitest's JSON report */
function closingLine(report) {
  /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] }} */
  let result;
  try {
    result = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return 'no test report: Vitest ended before its end';
  }
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const skipped = result.numPendingTests + result.numTodoTests;
  return `${result.numPassedTests} passed, ${result.numFailedTests + broken} failed, ${skipped} skipped`;
}
