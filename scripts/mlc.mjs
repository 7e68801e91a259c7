#!/usr/bin/env node
// `mlc`: the command line, on the apps of this clone that run (demo or start), else on the servers of DATABASE_URL and
// REDIS_URL, else on our own. Builds only when a source changed.
import { buildIfChanged } from './lib/build.mjs';
import { passingSignals, startChild } from './lib/children.mjs';
import { runMain } from './lib/fail.mjs';
import { install } from './lib/install.mjs';
import { prepare } from './lib/prepare.mjs';
import { cliEntry } from './lib/run-demo.mjs';
import { runningApps } from './lib/servers.mjs';

/** @param {NodeJS.ProcessEnv} env */
function runCli(env) {
  const child = startChild('mlc', [cliEntry, ...process.argv.slice(2)], { env });
  return passingSignals(
    () => [child],
    () => child.ended,
  );
}

await runMain(async () => {
  const apps = process.env['DATABASE_URL'] ? null : runningApps();
  if (apps) {
    await install();
    await buildIfChanged();
    return runCli({ ...process.env, ...apps.env });
  }
  const servers = await prepare('mlc', { quick: true });
  try {
    return await runCli(servers.env);
  } finally {
    await servers.release();
  }
});
