import { setTimeout as wait } from 'node:timers/promises';
import { POLL_SOURCES, pollsWanted } from '@mlc/engine';
import { BadInput } from '@mlc/kernel';
import { isPollSource } from '@mlc/platform';
import type { Doorbell } from '@mlc/queues';
import type { StatusReport } from '@mlc/store';
import type { Command } from 'commander';
import { type Cli, pickConnection, withDoorbell, withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { bad, good } from '../output.js';

interface SyncOptions {
  wait: boolean;
  strict: boolean;
  source?: string[];
  timeout: string;
}

/** Distance between two looks at the state while waiting, milliseconds. */
const LOOK_MS = 250;
/** A worker and a poller must have given a sign of life within this time, seconds. */
const ALIVE_SECONDS = 20;

export function syncCommand(program: Command): void {
  program
    .command('sync')
    .description('poll both sides now; with --wait until nothing is left to do')
    .option('--wait', 'end when quiet: exit 0 = nothing failed or uncertain, 1 = failed', false)
    .option('--strict', 'with --wait: exit 2 when something is parked for a person', false)
    .option('--source <name...>', `only these polls (${POLL_SOURCES.join(', ')})`)
    .option('--timeout <seconds>', 'give up waiting after this long', '600')
    .action(async (own: SyncOptions, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime(global, async (cli) => {
        const status = await sync(cli, global.connection, own);
        if (status === null) return;
        process.exitCode = exitCode(status, own.strict);
        cli.out.result(status, () => showEnd(cli, status));
      });
    });
}

/** Exit 0 = nothing failed or uncertain; 2 = with --strict, something parked; 1 = failed. */
export function exitCode(status: StatusReport, strict: boolean): number {
  if (!status.quiet || status.effects.uncertain > 0 || status.lanes.failing > 0) return 1;
  return strict && status.cases.open > 0 ? 2 : 0;
}

/** Rings every poll and, with `wait`, returns the status once quiet or timed out; null without. */
export async function sync(
  { runtime, out }: Cli,
  connectionName: string | undefined,
  options: Pick<SyncOptions, 'wait' | 'source' | 'timeout'>,
): Promise<StatusReport | null> {
  const connection = await pickConnection(runtime, connectionName);
  const sources = options.source ?? pollsWanted(runtime.settingsOf(connection));
  for (const source of sources) {
    if (!isPollSource(source))
      throw new BadInput(`--source ${source}: there is no such poll.`, {
        code: 'cli.source',
        field: '--source',
        fix: `Use ${POLL_SOURCES.join(', ')}.`,
      });
  }
  if (connection.state !== 'active')
    throw new BadInput(
      `Connection ${connection.name} is ${connection.state}: ${connection.stateReason ?? 'no reason given'}`,
      {
        code: 'cli.inactive',
        field: '--connection',
        fix: 'Mend what it names, check with `mlc ping`, then `mlc connection resume`.',
      },
    );
  await assertAlive({ runtime, out });
  const since = await runtime.store.queries.databaseNow();
  return withDoorbell(async (doorbell) => {
    await ringPolls(doorbell, connection.id, sources);
    if (!options.wait) {
      out.say(`Rang ${sources.length} polls of ${connection.name}.`);
      return null;
    }
    const deadlineMs = Date.now() + Number(options.timeout) * 1000;
    let ringMs = Date.now() + RING_AGAIN_MS;
    for (;;) {
      const status = await runtime.store.queries.status(connection.id, { polledSince: since, sources });
      if (status.quiet || status.connection.state !== 'active' || Date.now() > deadlineMs) return status;
      out.progress(status.lanes.total - status.lanes.open, status.lanes.total, status.notQuietBecause.join(', '));
      if (Date.now() > ringMs) {
        await ringPolls(doorbell, connection.id, unpolled(status, sources, since));
        ringMs = Date.now() + RING_AGAIN_MS;
      }
      await wait(LOOK_MS);
    }
  });
}

/** A poller that was killed may have taken a ring with it, so what has not been read since is rung for again. */
const RING_AGAIN_MS = 8000;

function unpolled(status: StatusReport, sources: string[], since: Date): string[] {
  const isRead = (source: string): boolean => {
    const mark = status.marks.find((candidate) => candidate.source === source);
    if (!mark?.lastStartedAt || !mark.lastFinishedAt) return false;
    return mark.lastStartedAt >= since && mark.lastFinishedAt >= mark.lastStartedAt;
  };
  return sources.filter((source) => !isRead(source));
}

async function ringPolls(doorbell: Doorbell, connectionId: string, sources: string[]): Promise<void> {
  for (const source of sources) {
    if ((await doorbell.ring('source.poll', { connectionId, source })) === 'rung') continue;
    throw new BadInput('The queues do not answer.', {
      code: 'cli.queues',
      field: 'REDIS_URL',
      fix: 'Start Redis, then try again.',
    });
  }
}

async function assertAlive({ runtime }: Cli): Promise<void> {
  const alive = await runtime.store.heartbeat.alive(ALIVE_SECONDS);
  const missing = ['worker', 'poller'].filter((app) => !alive.some((instance) => instance.app === app));
  if (missing.length === 0) return;
  throw new BadInput(`No ${missing.join(' and no ')} is running, so nothing would happen.`, {
    code: 'cli.not_running',
    fix: 'Start the apps with `npm start` (or docker compose up), then run this again.',
  });
}

function showEnd({ out }: Cli, status: StatusReport): void {
  const ended = status.quiet ? good('Quiet.') : bad(`Not quiet: ${status.notQuietBecause.join('; ')}.`);
  out.say(
    `${ended} ${status.lanes.total} records known, ${status.effects.confirmed} writes confirmed, ${status.effects.rejected} refused, ${status.effects.uncertain} uncertain, ${status.cases.open} parked for a person, ${status.lanes.waiting} waiting.`,
  );
  for (const [code, count] of Object.entries(status.cases.byCode)) out.say(`  parked  ${code}: ${count}`);
  if (status.connection.state !== 'active')
    out.say(bad(`  ${status.connection.state}: ${status.connection.stateReason ?? ''}`));
}
