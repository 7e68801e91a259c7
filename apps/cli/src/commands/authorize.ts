import { setTimeout as wait } from 'node:timers/promises';
import { BadInput } from '@mlc/kernel';
import { authorizationOutcome, beginAuthorization } from '@mlc/platform';
import type { Command } from 'commander';
import { type Cli, pickConnection, withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { faint, good } from '../output.js';

/** Distance between two looks at what became of it, milliseconds. */
const LOOK_MS = 500;

/** `mlc connection authorize`: a person says yes at ShipBob's page, and the admin app takes the answer. */
export function authorizeCommand(group: Command): void {
  group
    .command('authorize')
    .argument('[connection]', 'as --connection')
    .description('let a person allow the connection at ShipBob (OAuth), and wait until that is done')
    .option('--no-wait', 'print the address and end')
    .action(async (name: string | undefined, own: { wait: boolean }, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime({ ...global, fence: 'read_only' }, (cli) =>
        authorize(cli, name ?? global.connection, own.wait),
      );
    });
}

async function authorize({ runtime, out }: Cli, name: string | undefined, waits: boolean): Promise<void> {
  const connection = await pickConnection(runtime, name);
  const { url, stateHash, expiresAt } = await beginAuthorization(runtime, connection);
  // With --json there is one document, so a program that must show the address does not wait.
  out.say('Open this address in a browser, within ten minutes, and allow the connection:');
  out.say();
  out.say(`  ${url}`);
  out.say();
  if (!waits || out.json) {
    out.result({ name: connection.name, url, expiresAt }, () => undefined);
    return;
  }
  out.say(faint('Waiting for the answer at the admin app ... (Ctrl-C ends only the waiting)'));
  const ended = await outcomeOf(runtime, stateHash);
  if (ended.outcome !== 'done')
    throw new BadInput(`${connection.name} was not connected: ${ended.reason ?? 'no reason given'}`, {
      code: 'cli.not_authorized',
      field: 'shipbob.oauth',
      fix: 'Mend what it names, then run this again.',
    });
  const now = (await runtime.store.connections.byId(connection.id)) ?? connection;
  const result = { name: now.name, state: now.state, channel: now.shipbobChannelId };
  out.result(result, () => {
    out.say(`${good('Connected')}  ${now.name} to ShipBob channel ${now.shipbobChannelId}; it is ${now.state}.`);
    out.say(
      faint('Next: `mlc connection apply -f <file>` once more subscribes webhooks, `mlc ping` checks everything.'),
    );
  });
}

async function outcomeOf(runtime: Cli['runtime'], stateHash: string) {
  for (;;) {
    const ended = await authorizationOutcome(runtime, stateHash);
    if (ended) return ended;
    await wait(LOOK_MS);
  }
}
