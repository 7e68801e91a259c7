import { build, buildIfChanged } from './build.mjs';
import { install } from './install.mjs';
import { migrate } from './migrate.mjs';
import { openServers } from './servers.mjs';

/**
 * Everything a command needs, from a bare clone on: packages, build, servers, tables.
 * @param {import('./servers.mjs').Purpose} purpose
 * @param {{ env?: NodeJS.ProcessEnv, quick?: boolean }} [options] quick skips turbo when no source changed
 */
export async function prepare(purpose, { env = process.env, quick = false } = {}) {
  await install();
  await (quick ? buildIfChanged() : build());
  const servers = await openServers(purpose, env);
  try {
    if (!quick || servers.fresh) process.stderr.write(`${servers.line}\n`);
    await migrate(servers.databaseUrl);
    return servers;
  } catch (error) {
    await servers.release();
    throw error;
  }
}
