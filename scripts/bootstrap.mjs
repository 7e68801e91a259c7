#!/usr/bin/env node
// `npm test`, `npm run demo`, `npm start` on a machine with nothing but Node and npm: plain Node until the packages are
// there. Everything after the command goes to what it runs.
import { runMain, SetupError } from './lib/fail.mjs';

/** @type {Record<string, () => Promise<(args: string[]) => Promise<number>>>} */
const COMMANDS = {
  test: async () => (await import('./lib/run-tests.mjs')).runTests,
  demo: async () => (await import('./lib/run-demo.mjs')).runDemo,
  start: async () => (await import('./lib/run-apps.mjs')).runApps,
};

await runMain(async () => {
  const [name = '', ...args] = process.argv.slice(2);
  const load = COMMANDS[name];
  if (!load) throw new SetupError(`There is no command ${JSON.stringify(name)}.`, 'Say demo, test or start.');
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new SetupError(`Node ${process.versions.node} is too old.`, 'Install Node 20.19 or newer.');
  const command = await load();
  return command(args[0] === '--' ? args.slice(1) : args);
});
