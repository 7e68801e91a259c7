#!/usr/bin/env node
// Servers for developers: `eval "$(node scripts/servers.mjs up)"` starts ours and sets DATABASE_URL and REDIS_URL, so that
// single tests run with `npx vitest run <path>`; `node scripts/servers.mjs down` stops them.
import { runMain, SetupError } from './lib/fail.mjs';
import { migrate } from './lib/migrate.mjs';
import { closeKept, keepServers, openServers } from './lib/servers.mjs';

await runMain(async () => {
  const command = process.argv[2];
  if (command === 'down') {
    const users = await closeKept();
    process.stderr.write(
      users.length > 0 ? `still used by: ${users.map((user) => user.command).join(', ')}\n` : 'stopped\n',
    );
    return 0;
  }
  if (command !== 'up') throw new SetupError('Say up or down.', 'node scripts/servers.mjs up');
  const servers = await openServers('dev');
  process.stderr.write(`${servers.line}\n`);
  await migrate(servers.databaseUrl);
  await keepServers();
  await servers.release();
  const names = ['DATABASE_URL', 'REDIS_URL', 'MLC_QUEUE_BACKEND', 'MLC_QUEUE_PREFIX', 'MLC_KEYS', 'MLC_ADMIN_TOKEN'];
  const exports = names.flatMap((name) => (servers.env[name] ? [`export ${name}='${servers.env[name]}'`] : []));
  if (servers.redisUrl) exports.push(`export MLC_TEST_REDIS_URL='${servers.redisUrl}'`);
  process.stdout.write(`${exports.join('\n')}\n`);
  return 0;
});
