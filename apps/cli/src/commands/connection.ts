import { applyConnection, readConnectionFile } from '@mlc/platform';
import type { Command } from 'commander';
import { pickConnection, withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { faint, good } from '../output.js';
import { authorizeCommand } from './authorize.js';
import { showFindings } from './ping.js';
import { rotateCommands } from './rotate.js';

export function connectionCommands(program: Command): void {
  const group = program
    .command('connection')
    .description('connections between one Odoo company and one ShipBob channel');
  group
    .command('apply')
    .description('make the connection be as the file says; running it twice changes nothing')
    .requiredOption('-f, --file <path>', 'the connection file (YAML)')
    .option('--paused', 'poll and write nothing until `mlc connection resume`: for a first look with `mlc plan`', false)
    .action(async (own: { file: string; paused: boolean }, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime(global, async ({ runtime, out }) => {
        const report = await applyConnection(runtime, readConnectionFile(own.file), { paused: own.paused });
        out.result(report, () => {
          out.say(`Connection ${report.connection.name} is as the file says.`);
          for (const change of report.changes) out.say(`  ${good('changed')}  ${change}`);
          if (report.changes.length === 0) out.say(faint('  nothing to change'));
          if (report.shows.length > 0)
            out.say(
              `  preview   ${report.shows.join(', ')}: \`mlc plan\` shows what they would write, \`mlc mode\` lets them`,
            );
          if (report.connection.webhookUrl) out.say(`  webhooks  ${report.connection.webhookUrl}`);
          for (const { topic, reason } of report.webhooks?.polled ?? []) out.say(`  polled    ${topic} (${reason})`);
          showFindings(
            out,
            report.findings.filter((finding) => finding.level !== 'ok'),
          );
        });
      });
    });
  authorizeCommand(group);
  rotateCommands(group);
  group
    .command('list')
    .description('all connections')
    .action(async (_own: unknown, command: Command) => {
      await withRuntime(command.optsWithGlobals<GlobalOptions>(), async ({ runtime, out }) => {
        const all = await runtime.store.connections.list();
        const shown = all.map((c) => ({
          name: c.name,
          state: c.state,
          reason: c.stateReason,
          odoo: `${c.odooUrl} ${c.odooDatabase}`,
          shipbob: `${c.shipbobUrl} channel ${c.shipbobChannelId}`,
        }));
        out.result(shown, () =>
          out.table(
            ['name', 'state', 'odoo', 'shipbob', 'reason'],
            shown.map((c) => [c.name, c.state, c.odoo, c.shipbob, c.reason]),
          ),
        );
      });
    });
  for (const [verb, state] of [
    ['pause', 'paused'],
    ['resume', 'active'],
  ] as const) {
    group
      .command(verb)
      .description(
        verb === 'pause'
          ? 'stop polling and writing; webhooks are still stored'
          : 'go on after a pause or a mended fault',
      )
      .action(async (_own: unknown, command: Command) => {
        const global = command.optsWithGlobals<GlobalOptions>();
        await withRuntime(global, async ({ runtime, out }) => {
          const connection = await pickConnection(runtime, global.connection);
          await runtime.store.connections.setState(
            connection.id,
            state,
            verb === 'pause' ? 'paused by a person' : null,
          );
          out.result({ name: connection.name, state }, () => out.say(`Connection ${connection.name} is ${state}.`));
        });
      });
  }
}
