import { BadInput } from '@mlc/kernel';
import { DEFAULT_MODE, FLOWS, MODES, type Mode } from '@mlc/mappings';
import type { Command } from 'commander';
import { pickConnection, withDoorbell, withRuntime } from '../context.js';
import { actor, type GlobalOptions } from '../options.js';
import { good } from '../output.js';

export function modeCommand(program: Command): void {
  program
    .command('mode')
    .description(
      'how far each flow may go by itself: preview (only show), approve (write what a person approves), live',
    )
    .argument('[flow]', `${FLOWS.join(', ')} or all; without it the modes are shown`)
    .argument('[mode]', MODES.join(', '))
    .action(async (flow: string | undefined, mode: string | undefined, _own: unknown, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime({ ...global, fence: 'read_only' }, async ({ runtime, out }) => {
        const connection = await pickConnection(runtime, global.connection);
        const { modes: store } = runtime.store;
        if (flow === undefined) {
          const modes = await store.of(connection.id);
          const shown = Object.fromEntries(FLOWS.map((name) => [name, modes[name] ?? DEFAULT_MODE]));
          out.result(shown, () => out.table(['flow', 'mode'], Object.entries(shown)));
          return;
        }
        const changes = await store.set(connection.id, wanted(flow, mode), actor());
        if (changes.length > 0)
          await withDoorbell((doorbell) => doorbell.ring('lanes.work', { connectionId: connection.id }));
        out.result(changes, () => {
          for (const { flow: name, before, after } of changes)
            out.say(`${good('changed')}  ${name}: ${before ?? DEFAULT_MODE} -> ${after}`);
          out.say(changes.length === 0 ? 'It is so already.' : 'Every record is planned again.');
        });
      });
    });
}

function wanted(flow: string, mode: string | undefined): Record<string, Mode> {
  const flows = FLOWS.filter((name) => flow === 'all' || name === flow);
  if (flows.length === 0) throw unknown('flow', flow, [...FLOWS, 'all']);
  const named = MODES.find((name) => name === mode);
  if (!named) throw unknown('mode', mode ?? '', MODES);
  return Object.fromEntries(flows.map((name) => [name, named]));
}

const unknown = (what: string, given: string, known: readonly string[]): BadInput =>
  new BadInput(given === '' ? `No ${what} is given.` : `There is no ${what} ${JSON.stringify(given)}.`, {
    code: `cli.${what}`,
    field: `<${what}>`,
    fix: `Use one of ${known.join(', ')}.`,
  });
