#!/usr/bin/env node
// Prisma's CLI on this clone, with our schema engine: `node scripts/db.mjs generate`, `... migrate deploy`, `... migrate
// status`. DATABASE_URL names the database, for commands that need one. After a deploy the tables are counted.
import { checkTables } from './lib/check-tables.mjs';
import { runMain, SetupError } from './lib/fail.mjs';
import { prisma } from './lib/prisma.mjs';

/** Commands after which every table must exist. */
const MAKES_TABLES = ['migrate deploy', 'migrate reset', 'migrate dev'];

await runMain(async () => {
  const args = process.argv.slice(2);
  const makesTables = MAKES_TABLES.includes(args.slice(0, 2).join(' ')) && !args.includes('--create-only');
  const url = process.env['DATABASE_URL'];
  if (makesTables && !url)
    throw new SetupError(
      'DATABASE_URL is not set: there is no database to migrate.',
      'Set it, or start one of our own: eval "$(node scripts/servers.mjs up)".',
    );
  const { code } = await prisma(args);
  if (code !== 0 || !makesTables || !url) return code;
  const { tables, migrations } = await checkTables(url);
  process.stdout.write(`${tables} tables of ${migrations} migrations are there.\n`);
  return 0;
});
