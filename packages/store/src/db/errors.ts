import { z } from 'zod';

/** What Prisma's errors carry of the driver's, decoded tolerantly. */
const prismaError = z.object({
  code: z.string().optional(),
  meta: z
    .object({
      driverAdapterError: z
        .object({ cause: z.object({ originalCode: z.string().optional(), kind: z.string().optional() }).optional() })
        .optional(),
    })
    .optional(),
});

interface DatabaseError {
  /** Prisma's code, e.g. `P1001`. */
  prisma: string | null;
  /** Postgres' SQLSTATE, e.g. `40P01`. */
  sqlState: string | null;
  /** The adapter's word, e.g. `DatabaseNotReachable`. */
  kind: string | null;
}

function databaseError(error: unknown): DatabaseError {
  const parsed = prismaError.safeParse(error);
  const cause = parsed.data?.meta?.driverAdapterError?.cause;
  return { prisma: parsed.data?.code ?? null, sqlState: cause?.originalCode ?? null, kind: cause?.kind ?? null };
}

/** A deadlock or serialization failure: the transaction left nothing and may be run again. */
export function isWriteConflict(error: unknown): boolean {
  const { prisma, sqlState, kind } = databaseError(error);
  return prisma === 'P2034' || sqlState === '40P01' || sqlState === '40001' || kind === 'TransactionWriteConflict';
}

export function isUniqueViolation(error: unknown): boolean {
  const { prisma, sqlState } = databaseError(error);
  return prisma === 'P2002' || sqlState === '23505';
}

/** Not reachable, shutting down, out of connections, or too slow to answer. */
const awayCodes = new Set(['P1001', 'P1002', 'P1008', 'P1011', 'P1017', 'P2024', 'P2028', 'P2037']);
const awayStates = new Set(['57P01', '57P02', '57P03', '53300', '08000', '08003', '08006', '08001', '08004']);
const awayKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TlsConnectionError',
]);

/** True when the database is away rather than the request wrong: answer 503, try again later. */
export function isDatabaseAway(error: unknown): boolean {
  const { prisma, sqlState, kind } = databaseError(error);
  return (
    (prisma !== null && awayCodes.has(prisma)) ||
    (sqlState !== null && awayStates.has(sqlState)) ||
    (kind !== null && awayKinds.has(kind))
  );
}

/** The tables are not there: nobody migrated this database. */
export function isNotMigrated(error: unknown): boolean {
  const { prisma, sqlState } = databaseError(error);
  return prisma === 'P2021' || sqlState === '42P01' || sqlState === '22023';
}
