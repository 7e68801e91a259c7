import { previewLanes } from '@mlc/engine';
import type { Command } from 'commander';
import { findLanes, pickConnection, withDoorbell, withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { showPlan } from './plan.js';

export function replayCommand(program: Command): void {
  program
    .command('replay')
    .description("look at a record again under today's rules; only what differs is written")
    .argument('<key>', 'a number as Odoo or ShipBob shows it, or a lane such as product:12')
    .option('--dry', 'show what it would write, and stop', false)
    .action(async (key: string, own: { dry: boolean }, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime({ ...global, fence: 'read_only' }, async ({ runtime, out }) => {
        const connection = await pickConnection(runtime, global.connection);
        const lanes = await findLanes(runtime, connection, key);
        if (own.dry) {
          const previewed = await previewLanes(await runtime.work(connection), lanes);
          const report = {
            lanes: previewed.length,
            effects: previewed.flatMap((lane) => lane.effects.map((effect) => ({ lane: lane.lane, ...effect }))),
            links: previewed.flatMap((lane) => lane.adoptions.map((a) => ({ lane: lane.lane, evidence: a.evidence }))),
            cases: previewed.flatMap((lane) => lane.cases.map((found) => ({ lane: lane.lane, ...found }))),
            nothing: [],
          };
          out.result(report, () => showPlan(out, report));
          return;
        }
        await runtime.store.queries.requeue(connection.id, lanes, 'replay', 'replayed by a person');
        await withDoorbell((doorbell) => doorbell.ring('lanes.work', { connectionId: connection.id }));
        out.result({ lanes }, () => out.say(`Replaying ${lanes.join(', ')}.`));
      });
    });
}
