import { checkTables } from './check-tables.mjs';
import { SetupError } from './fail.mjs';
import { prisma } from './prisma.mjs';

/**
 * Brings a database up to date; says nothing unless it fails. Quick when nothing is to do.
 * @param {string} databaseUrl
 */
export async function migrate(databaseUrl) {
  if (await isCurrent(databaseUrl)) return;
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const { code, output } = await prisma(['migrate', 'deploy'], { env, quiet: true });
  if (code !== 0)
    throw new SetupError(
      `The database could not be migrated:\n${output.trim()}`,
      'Mend what the last lines name; `npm run db -- migrate status` shows where it stands.',
    );
  await checkTables(databaseUrl);
}

/** @param {string} databaseUrl */
async function isCurrent(databaseUrl) {
  try {
    await checkTables(databaseUrl);
    return true;
  } catch (error) {
    if (error instanceof SetupError || (error instanceof Error && 'code' in error)) return false;
    throw error;
  }
}
