import { DEFAULT_MODE, FLOWS } from '@mlc/mappings';
import type { StatusReport } from '@mlc/store';
import type { Command } from 'commander';
import { pickConnection, withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { bad, faint, good, type Output, shortTime } from '../output.js';
import { upkeepLines } from './upkeep-lines.js';

export function statusCommand(program: Command): void {
  program
    .command('status')
    .description('is everything in? freshness of each poll, open work, cases, what is uncertain')
    .action(async (_own: unknown, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime(global, async ({ runtime, out }) => {
        const connection = await pickConnection(runtime, global.connection);
        const status = await runtime.store.queries.status(connection.id, {});
        out.result(status, () => showStatus(out, status));
      });
    });
}

export function showStatus(out: Output, status: StatusReport): void {
  const { connection, lanes, effects, cases, events } = status;
  const state =
    connection.state === 'active' ? good('active') : bad(`${connection.state}: ${connection.stateReason ?? ''}`);
  out.say(
    `${connection.name}  ${state}  ${status.quiet ? good('quiet') : `working: ${status.notQuietBecause.join('; ')}`}`,
  );
  out.say();
  out.table(
    ['poll', 'last finished', 'mark', 'rows', 'changed', 'last error'],
    status.marks.map((mark) => [
      mark.source,
      shortTime(mark.lastFinishedAt),
      mark.mark,
      mark.rows,
      mark.changed,
      mark.lastError,
    ]),
  );
  out.say();
  out.say(`records   ${lanes.total} known, ${lanes.open} open, ${lanes.waiting} waiting, ${lanes.failing} failing`);
  out.say(`writes    ${effects.confirmed} confirmed, ${effects.rejected} refused, ${effects.uncertain} uncertain`);
  out.say(
    `webhooks  ${events.total} stored, ${events.unrouted} not yet routed, ${events.ignored} ignored, ${events.refused} refused`,
  );
  for (const line of upkeepLines(status)) out.say(line);
  for (const { source, facts, told, missed, medianDelaySeconds } of status.coverage) {
    const percent = facts === 0 ? 0 : Math.round((1000 * told) / facts) / 10;
    const delay = medianDelaySeconds === null ? '' : `, after ${Math.round(medianDelaySeconds)} s by the median`;
    out.say(
      `          ${source}: webhooks told ${told} of ${facts} facts in 7 days (${percent} %)${delay}; ${missed} only the poll found`,
    );
  }
  const byFlow = FLOWS.map((flow) => `${flow} ${status.modes[flow] ?? DEFAULT_MODE}`);
  out.say(`modes     ${byFlow.join(', ')}`);
  out.say(`waiting   ${status.approvals.waiting} writes held back for a person`);
  for (const [flow, count] of Object.entries(status.approvals.byFlow)) out.say(`          ${flow}: ${count}`);
  if (status.approvals.waiting > 0) out.say(faint('          mlc approvals shows them'));
  out.say(`cases     ${cases.open} open`);
  for (const [code, count] of Object.entries(cases.byCode)) out.say(`          ${code}: ${count}`);
  if (cases.open > 0) out.say(faint('          mlc cases shows them'));
}
