import { type PreviewedLane, previewLanes, subjects } from '@mlc/engine';
import { BadInput, groupBy } from '@mlc/kernel';
import { FLOWS, type PlannedEffect } from '@mlc/mappings';
import type { Runtime } from '@mlc/platform';
import type { ConnectionRow, WrittenEffect } from '@mlc/store';
import type { Command } from 'commander';
import { type Cli, findLanes, pickConnection, withDoorbell, withRuntime } from '../context.js';
import { actor, type GlobalOptions } from '../options.js';
import { faint, good, type Output, shortTime } from '../output.js';
import { showEffect } from './plan.js';

interface ReplayOptions {
  diff: boolean;
  all: boolean;
  flow?: string;
  since?: string;
  until?: string;
}

/** What a record's rules wrote, and what they would write now. */
export interface ReplayedLane {
  lane: string;
  labels: string[];
  written: { operation: string; title: string; after: unknown; at: Date | null }[];
  wouldWrite: PlannedEffect[];
  wouldLink: string[];
  cases: { code: string; cause: string }[];
  reasons: string[];
}

export interface ReplayReport {
  lanes: ReplayedLane[];
  /** Records that would write or link something now. */
  different: number;
}

export function replayCommand(program: Command): void {
  program
    .command('replay')
    .description("look at records again under today's rules; only what differs is written")
    .argument('[key]', 'a number as Odoo or ShipBob shows it, or a lane such as product:12')
    .option('--all', 'every record that was looked at before', false)
    .option('--flow <flow>', `every record of one flow: ${FLOWS.join(', ')}`)
    .option('--since <time>', 'only records last looked at from this time on, ISO 8601')
    .option('--until <time>', 'only records last looked at before this time, ISO 8601')
    .option('--diff', 'show what was written and what would be written now, and stop', false)
    .action(async (key: string | undefined, own: ReplayOptions, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime({ ...global, fence: 'read_only' }, async (cli) => {
        const { runtime, out } = cli;
        const connection = await pickConnection(runtime, global.connection);
        const lanes = await chosenLanes(runtime, connection, key, own);
        if (own.diff) {
          const report = await replayDiff(cli, connection, lanes);
          out.result(report, () => showDiff(out, report));
          return;
        }
        await runtime.store.queries.requeue(connection.id, lanes, 'replay', 'replayed by a person', actor());
        await withDoorbell((doorbell) => doorbell.ring('lanes.work', { connectionId: connection.id }));
        out.result({ lanes }, () =>
          out.say(lanes.length > 10 ? `Replaying ${lanes.length} records.` : `Replaying ${lanes.join(', ')}.`),
        );
      });
    });
}

/** Reads both sides and plans anew; writes nothing anywhere. */
export async function replayDiff(
  { runtime, out }: Pick<Cli, 'runtime' | 'out'>,
  connection: ConnectionRow,
  lanes: string[],
): Promise<ReplayReport> {
  const previewed = await previewLanes(await runtime.work(connection), lanes, out.progress);
  const wanted = new Set(lanes);
  const writes = groupBy(await runtime.store.queries.writesOf(connection.id, lanes), (effect) => effect.laneKey);
  const replayed = previewed
    .filter((lane) => wanted.has(lane.lane))
    .map((lane) => replayedLane(lane, writes.get(lane.lane) ?? []));
  const different = replayed.filter((lane) => lane.wouldWrite.length + lane.wouldLink.length > 0).length;
  return { lanes: replayed, different };
}

const replayedLane = (lane: PreviewedLane, written: WrittenEffect[]): ReplayedLane => ({
  lane: lane.lane,
  labels: lane.labels,
  written: written.map(({ planned, result, writtenAt }) => ({
    operation: planned.operation,
    title: planned.title,
    after: result ?? planned.after,
    at: writtenAt,
  })),
  wouldWrite: lane.effects,
  wouldLink: lane.adoptions.map((adoption) => adoption.evidence),
  cases: lane.cases.map(({ code, cause }) => ({ code, cause })),
  reasons: lane.reasons,
});

async function chosenLanes(
  runtime: Runtime,
  connection: ConnectionRow,
  key: string | undefined,
  own: ReplayOptions,
): Promise<string[]> {
  if (key !== undefined) return findLanes(runtime, connection, key);
  if (!own.all && own.flow === undefined && own.since === undefined && own.until === undefined)
    throw new BadInput('Which records? None is named.', {
      code: 'cli.record',
      field: '<key>',
      fix: 'Give a number as Odoo or ShipBob shows it, or --flow, --since, --until or --all.',
    });
  return runtime.store.queries.lanesEnded(connection.id, {
    since: timeOf(own.since, '--since'),
    until: timeOf(own.until, '--until'),
    subjects: own.flow === undefined ? [] : subjectsOf(own.flow),
  });
}

function subjectsOf(flow: string): string[] {
  const found = subjects.filter((subject) => subject.flows.includes(flow)).map((subject) => subject.subject);
  if (found.length > 0) return found;
  throw new BadInput(`There is no flow ${JSON.stringify(flow)}.`, {
    code: 'cli.flow',
    field: '--flow',
    fix: `Use one of ${FLOWS.join(', ')}.`,
  });
}

function timeOf(text: string | undefined, field: string): Date | null {
  if (text === undefined) return null;
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at;
  throw new BadInput(`${field} ${JSON.stringify(text)} is no time.`, {
    code: 'cli.time',
    field,
    fix: 'Give ISO 8601, e.g. 2026-11-25 or 2026-11-25T08:00:00Z.',
  });
}

function showDiff(out: Output, report: ReplayReport): void {
  for (const lane of report.lanes) {
    if (report.lanes.length > 10 && lane.wouldWrite.length + lane.wouldLink.length === 0) continue;
    out.say(`${lane.lane}  ${lane.labels.join(', ')}`);
    for (const write of lane.written)
      out.say(faint(`    was written ${shortTime(write.at)}  ${write.operation}  ${write.title}`));
    for (const effect of lane.wouldWrite) showEffect(out, effect);
    for (const link of lane.wouldLink) out.say(`= link  ${link}`);
    for (const found of lane.cases) out.say(`? ${found.code}  ${found.cause}`);
    if (lane.wouldWrite.length + lane.wouldLink.length === 0) out.say(good('    nothing to write now'));
  }
  out.say(`${report.lanes.length} records looked at, ${report.different} would be written. Nothing was written.`);
}
