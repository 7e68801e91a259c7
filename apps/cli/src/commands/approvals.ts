import { BadInput, groupBy } from '@mlc/kernel';
import type { Runtime } from '@mlc/platform';
import type { ApprovalRow, ConnectionRow } from '@mlc/store';
import type { Command } from 'commander';
import { findLanes, pickConnection, withDoorbell, withRuntime } from '../context.js';
import { actor, type GlobalOptions } from '../options.js';
import { faint, good, type Output, shortTime } from '../output.js';
import { showEffect } from './plan.js';

interface Which {
  all: boolean;
  flow?: string;
  record?: string;
}
interface Decision extends Which {
  note: string;
}

export function approvalCommands(program: Command): void {
  choosing(program.command('approvals'))
    .description('writes that wait for a person, with before, after and reason')
    .action(async (own: Which, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime({ ...global, fence: 'read_only' }, async ({ runtime, out }) => {
        const connection = await pickConnection(runtime, global.connection);
        const rows = await waiting(runtime, connection, own);
        out.result(rows, () => showApprovals(out, rows));
      });
    });
  for (const [verb, to, what] of [
    ['approve', 'approved', 'let waiting writes be made, if the next look still wants the very same'],
    ['decline', 'declined', 'refuse waiting writes; they are not made unless they read differently'],
  ] as const) {
    choosing(program.command(verb))
      .description(what)
      .argument('[ids...]', 'ids as `mlc approvals` shows them')
      .option('--note <text>', 'why, for the audit', '')
      .action(async (ids: string[], own: Decision, command: Command) => {
        const global = command.optsWithGlobals<GlobalOptions>();
        await withRuntime({ ...global, fence: 'read_only' }, async ({ runtime, out }) => {
          const connection = await pickConnection(runtime, global.connection);
          const chosen = ids.length > 0 ? ids : await idsOf(runtime, connection, own);
          const decided = await runtime.store.approvals.decide(connection.id, chosen, {
            to,
            actor: actor(),
            note: own.note,
          });
          await withDoorbell((doorbell) => doorbell.ring('lanes.work', { connectionId: connection.id }));
          out.result(decided, () => {
            for (const row of decided) out.say(`${good(to)}  ${row.planned.title} ${faint(row.laneKey)}`);
          });
        });
      });
  }
}

const choosing = (command: Command): Command =>
  command
    .option('--flow <flow>', 'only those of one flow')
    .option('--record <key>', 'only those of one record, by a number as Odoo or ShipBob shows it')
    .option('--all', 'all that wait', false);

async function waiting(runtime: Runtime, connection: ConnectionRow, which: Which): Promise<ApprovalRow[]> {
  return runtime.store.approvals.list(connection.id, {
    ...(which.flow === undefined ? {} : { flow: which.flow }),
    ...(which.record === undefined ? {} : { laneKeys: await findLanes(runtime, connection, which.record) }),
  });
}

/** A decision names what it decides: ids, a flow, a record, or all in so many words. */
async function idsOf(runtime: Runtime, connection: ConnectionRow, which: Which): Promise<string[]> {
  if (!which.all && which.flow === undefined && which.record === undefined)
    throw new BadInput('Which writes? None is named.', {
      code: 'cli.approval',
      field: '<ids>',
      fix: 'Give ids as `mlc approvals` shows them, or --record, --flow or --all.',
    });
  const rows = await waiting(runtime, connection, which);
  const ids = rows.filter((row) => row.mode === 'approve').map((row) => row.id);
  if (ids.length > 0) return ids;
  throw new BadInput(
    rows.length === 0 ? 'No such write waits.' : 'These writes belong to flows in preview: they are only shown.',
    {
      code: rows.length === 0 ? 'approval.not_waiting' : 'approval.preview',
      field: 'approval',
      fix:
        rows.length === 0 ? 'See `mlc approvals`.' : 'Set the flow to approve or live first: mlc mode <flow> approve.',
    },
  );
}

export function showApprovals(out: Output, rows: ApprovalRow[]): void {
  for (const [laneKey, ofLane] of groupBy(rows, (row) => row.laneKey)) {
    out.say(`${laneKey}  since ${shortTime(ofLane[0]?.heldAt ?? null)}`);
    for (const row of ofLane) {
      showEffect(out, row.planned);
      out.say(
        faint(row.mode === 'preview' ? '      only shown: the flow is in preview' : `      mlc approve ${row.id}`),
      );
    }
  }
  const decidable = rows.filter((row) => row.mode === 'approve').length;
  out.say(rows.length === 0 ? 'No write waits.' : `${rows.length} waiting, ${decidable} of them for a decision.`);
}
