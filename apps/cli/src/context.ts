import { BadInput } from '@mlc/kernel';
import { createLogger, openRuntime, type Runtime, type RuntimeOptions, readEnv } from '@mlc/platform';
import { type Doorbell, openQueues, parseQueueBackend } from '@mlc/queues';
import type { ConnectionRow } from '@mlc/store';
import { createOutput, type Output } from './output.js';

/** What every command gets. */
export interface Cli {
  runtime: Runtime;
  out: Output;
}

/** Opens the runtime for one command and closes it again, whatever happens. Logs are silent unless LOG_LEVEL is set. */
export async function withRuntime(
  options: { json: boolean } & RuntimeOptions,
  command: (cli: Cli) => Promise<void>,
): Promise<void> {
  const env = readEnv();
  const log = createLogger('mlc', process.env['LOG_LEVEL'] ?? 'silent');
  const runtime = await openRuntime(env, log, { poolMax: 3, ...options });
  try {
    // A database that is away, foreign or not migrated has a name of its own, whatever the command would ask first.
    await runtime.store.ping();
    await command({ runtime, out: createOutput(options.json) });
  } finally {
    await runtime.close();
  }
}

export async function withDoorbell<T>(use: (doorbell: Doorbell) => Promise<T>): Promise<T> {
  const queues = await openQueues(parseQueueBackend());
  try {
    return await use(queues.doorbell);
  } finally {
    await queues.close();
  }
}

/** The named connection; with no name, the only one. */
export async function pickConnection(runtime: Runtime, name: string | undefined): Promise<ConnectionRow> {
  const all = await runtime.store.connections.list();
  const names = all.map((connection) => connection.name).join(', ') || 'none';
  if (name !== undefined) {
    const found = all.find((connection) => connection.name === name);
    if (found) return found;
    throw new BadInput(`There is no connection ${JSON.stringify(name)}; there are: ${names}.`, {
      code: 'cli.connection',
      field: '--connection',
      fix: 'Use one of these names, or create it with `mlc connection apply -f <file>`.',
    });
  }
  const [only, another] = all;
  if (only && !another) return only;
  throw new BadInput(only ? `Which connection? There are: ${names}.` : 'There is no connection yet.', {
    code: 'cli.connection',
    field: '--connection',
    fix: only ? 'Name it with --connection <name>.' : 'Create one with `mlc connection apply -f <file>`.',
  });
}

/** Lanes of the record that a person names. */
export async function findLanes(runtime: Runtime, connection: ConnectionRow, key: string): Promise<string[]> {
  const lanes = await runtime.store.queries.findRecord(connection.id, key);
  if (lanes.length > 0) return lanes;
  throw new BadInput(`No record is known by ${JSON.stringify(key)}.`, {
    code: 'cli.record',
    field: '<key>',
    fix: 'Give a number as Odoo or ShipBob shows it; a record that no poll has seen yet is not known.',
  });
}
