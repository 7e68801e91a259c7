import { BadInput } from '@mlc/kernel';
import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from '../generated/prisma/client.js';
import { isWriteConflict } from './errors.js';

export type Database = PrismaClient;
/** A transaction, or the database itself for single statements. */
export type Sql = Pick<Prisma.TransactionClient, '$queryRaw' | '$executeRaw'>;
export type Tx = Prisma.TransactionClient;

export const storeLimits = {
  /** Connections of one process. */
  poolConnections: 8,
  /** Longest wait for a free connection of the pool. */
  poolWaitMs: 10_000,
  /** Longest transaction. */
  transactionMs: 30_000,
  /** Longest single statement; the database ends it by itself even when our process is gone. */
  statementMs: 60_000,
  /** Time to open a connection. */
  connectMs: 5_000,
  /** Tries of a transaction that lost against another one (deadlock, write conflict). */
  conflictTries: 5,
} as const;

/**
 * Opens the database as `mlc_app`: the login of the URL owns the tables, every session of ours steps down at once.
 * Connecting is lazy; a wrong address shows at the first statement.
 */
export function openDatabase(options: { databaseUrl: string; max?: number; application?: string }): Database {
  const { connectionString, sessionOptions } = parseUrl(options.databaseUrl);
  const adapter = new PrismaPg({
    connectionString,
    max: options.max ?? storeLimits.poolConnections,
    application_name: options.application ?? 'ml-connector',
    connectionTimeoutMillis: storeLimits.connectMs,
    options: [
      ...sessionOptions,
      '-c role=mlc_app',
      '-c TimeZone=UTC',
      `-c statement_timeout=${storeLimits.statementMs}`,
      `-c idle_in_transaction_session_timeout=${storeLimits.statementMs}`,
    ].join(' '),
  });
  return new PrismaClient({ adapter });
}

/** Session options of the URL are kept, before ours; the driver would let them replace ours. */
function parseUrl(databaseUrl: string): { connectionString: string; sessionOptions: string[] } {
  if (!/^postgres(ql)?:\/\//.test(databaseUrl) || !URL.canParse(databaseUrl))
    throw new BadInput('DATABASE_URL is not a Postgres address.', {
      code: 'store.database_url',
      field: 'DATABASE_URL',
      fix: 'Set it to postgresql://user:password@host:5432/database.',
    });
  const url = new URL(databaseUrl);
  const sessionOptions = url.searchParams.getAll('options');
  url.searchParams.delete('options');
  return { connectionString: url.href, sessionOptions };
}

/** Runs `work` in one transaction, and again when it lost against another one; `work` must touch nothing but the database. */
export async function inTransaction<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction(work, { maxWait: storeLimits.poolWaitMs, timeout: storeLimits.transactionMs });
    } catch (error) {
      if (attempt >= storeLimits.conflictTries || !isWriteConflict(error)) throw error;
    }
  }
}

/** Reads one consistent snapshot, however many statements it takes. */
export async function inSnapshot<T>(db: Database, read: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(read, {
    maxWait: storeLimits.poolWaitMs,
    timeout: storeLimits.transactionMs,
    isolationLevel: 'RepeatableRead',
  });
}
