import { type PreviewedLane, preview } from '@mlc/engine';
import { limits, stableStringify } from '@mlc/kernel';
import type { PlannedEffect } from '@mlc/mappings';
import type { Command } from 'commander';
import { type Cli, pickConnection, withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { faint, good, type Output } from '../output.js';

export interface PlanReport {
  lanes: number;
  effects: (PlannedEffect & { lane: string })[];
  links: { lane: string; evidence: string }[];
  cases: { lane: string; code: string; cause: string; suggestions: string[] }[];
  nothing: { lane: string; reason: string }[];
}

export function planCommand(program: Command): void {
  program
    .command('plan')
    .description('show every write a sync would make, with before, after and reason; writes nothing anywhere')
    .option('--all', 'look at every record, not only at what changed since the last poll', false)
    .action(async (own: { all: boolean }, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      // The fence makes a mutating call impossible, not merely unasked.
      await withRuntime({ ...global, fence: 'read_only' }, async (cli) => {
        const report = await plan(cli, global.connection, own.all);
        cli.out.result(report, () => showPlan(cli.out, report));
      });
    });
}

export async function plan(
  { runtime, out }: Cli,
  connectionName: string | undefined,
  all: boolean,
): Promise<PlanReport> {
  const connection = await pickConnection(runtime, connectionName);
  const work = await runtime.work(connection);
  const marks = new Map(
    all ? [] : (await runtime.store.polls.marks(connection.id)).map((mark) => [mark.source, mark.mark]),
  );
  const lanes = await preview(work, {
    marks,
    pageRows: limits.pollPageRows,
    overlapSeconds: runtime.settingsOf(connection).limits.poll_overlap_seconds,
    progress: out.progress,
  });
  return reportOf(lanes);
}

/** What previewed lanes would do, flow by flow. */
export function reportOf(lanes: PreviewedLane[]): PlanReport {
  const idle = lanes.filter((lane) => lane.effects.length + lane.adoptions.length + lane.cases.length === 0);
  return {
    lanes: lanes.length,
    effects: lanes.flatMap((lane) => lane.effects.map((effect) => ({ lane: lane.lane, ...effect }))),
    links: lanes.flatMap((lane) =>
      lane.adoptions.map((adoption) => ({ lane: lane.lane, evidence: adoption.evidence })),
    ),
    cases: lanes.flatMap((lane) =>
      lane.cases.map(({ code, cause, suggestions }) => ({ lane: lane.lane, code, cause, suggestions })),
    ),
    nothing: idle.map((lane) => ({ lane: lane.lane, reason: lane.reasons.join('; ') })),
  };
}

/** One write with before, after and reason. */
export function showEffect(out: Output, effect: PlannedEffect): void {
  out.say(`${good(effect.kind === 'create' ? '+' : '~')} ${effect.operation}  ${effect.title}`);
  out.say(`    because  ${effect.reason}`);
  out.say(`    before   ${effect.before === null ? faint('nothing') : stableStringify(effect.before)}`);
  out.say(`    after    ${stableStringify(effect.after)}`);
}

export function showPlan(out: Output, report: PlanReport): void {
  for (const effect of report.effects) showEffect(out, effect);
  for (const link of report.links) out.say(`= link  ${link.lane}  ${link.evidence}`);
  for (const found of report.cases) {
    out.say(`? ${found.code}  ${found.lane}  ${found.cause}`);
    for (const suggestion of found.suggestions) out.say(faint(`    - ${suggestion}`));
  }
  out.say();
  out.say(
    `${report.effects.length} writes, ${report.links.length} links, ${report.cases.length} cases for a person, ${report.nothing.length} records with nothing to do. Nothing was written.`,
  );
}
