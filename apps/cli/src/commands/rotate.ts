import { BadInput } from '@mlc/kernel';
import { careForWebhooks, type NewOdooKey, resolveSecret, rotateOdooKey } from '@mlc/platform';
import type { Command } from 'commander';
import { type Cli, pickConnection, withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { faint, good, shortTime } from '../output.js';

interface OdooKeyOptions {
  newKey?: string;
  generate: boolean;
  expires?: string;
  overlap: string;
  keepOld: boolean;
}

/** A watch under way is waited for, milliseconds. */
const WATCH_MS = 120_000;

/** `mlc connection rotate-odoo-key` and `rotate-webhook-secret`: both go on while everything runs. */
export function rotateCommands(group: Command): void {
  group
    .command('rotate-odoo-key')
    .argument('[connection]', 'as --connection')
    .description('replace the Odoo API key while everything runs; the new one is proven first')
    .option('--new-key <reference>', 'the new key: `env:NAME` or `file:/path`, never the key itself')
    .option('--generate', 'let Odoo make it (19 and later, where the bot user may)', false)
    .option('--expires <date>', 'with --generate: its last day, YYYY-MM-DD; 90 days ahead when left out')
    .option('--overlap <duration>', 'how long both keys are good (30s, 5m, 2h)', '5m')
    .option('--keep-old', 'leave the replaced key alone at Odoo', false)
    .action(async (name: string | undefined, own: OdooKeyOptions, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime(global, (cli) => rotateKey(cli, name ?? global.connection, own));
    });
  group
    .command('rotate-webhook-secret')
    .argument('[connection]', 'as --connection')
    .description('replace the secret that ShipBob signs webhooks with; the old one is accepted for its overlap')
    .option('--now', 'end the old secret and what was subscribed with it at once', false)
    .action(async (name: string | undefined, own: { now: boolean }, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime(global, (cli) => rotateSecret(cli, name ?? global.connection, own.now));
    });
}

async function rotateKey({ runtime, out }: Cli, name: string | undefined, own: OdooKeyOptions): Promise<void> {
  const connection = await pickConnection(runtime, name);
  const done = await rotateOdooKey(runtime, connection, wantedKey(own), {
    overlapSeconds: secondsOf(own.overlap),
    keepOld: own.keepOld,
  });
  out.result({ name: connection.name, ...done }, () => {
    out.say(
      `${good('Replaced')}  the Odoo key of ${connection.name}: version ${done.version} is in use from the next call on.`,
    );
    out.say(
      done.compared
        ? `  proven    the same user (${done.uid}), company and rights as before`
        : `  proven    user ${done.uid}; the old key was refused already, so there was nothing to compare with`,
    );
    if (done.expires) out.say(`  expires   ${done.expires}; mlc ping warns two weeks ahead`);
    out.say(`  old key   good for calls under way until ${shortTime(done.oldUntil)}`);
    out.say(
      done.endedBy === 'connector'
        ? faint('            then a worker ends it at Odoo; mlc status shows when that is not allowed')
        : faint('            after that delete it in Odoo: the bot user, Preferences, Account Security'),
    );
    if (connection.state !== 'active')
      out.say(faint(`  ${connection.name} is ${connection.state}: mlc ping, then mlc connection resume`));
  });
}

function wantedKey({ newKey, generate, expires }: OdooKeyOptions): NewOdooKey {
  if (generate === (newKey !== undefined))
    throw new BadInput('Say where the new key comes from: either --new-key or --generate.', {
      code: 'cli.new_key',
      field: '--new-key',
      fix: 'Make a key in Odoo as the bot user and give it with --new-key env:NAME, or use --generate on Odoo 19.',
    });
  if (expires !== undefined && !/^\d{4}-\d\d-\d\d$/.test(expires))
    throw new BadInput(`--expires ${expires} is not a day.`, {
      code: 'cli.expires',
      field: '--expires',
      fix: 'Write it as YYYY-MM-DD.',
    });
  return newKey === undefined ? { generate: { expires } } : { key: resolveSecret(newKey, '--new-key') };
}

async function rotateSecret({ runtime, out }: Cli, name: string | undefined, atOnce: boolean): Promise<void> {
  const connection = await pickConnection(runtime, name);
  const wish = { newSecret: true, endOlder: atOnce, actor: 'person' as const };
  const care = await careForWebhooks(runtime, connection, wish, { waitMs: WATCH_MS });
  if (care === null || care.url === null || care.secret === null)
    throw new BadInput(`${connection.name} has no webhooks: ShipBob is only polled.`, {
      code: 'cli.no_webhooks',
      field: 'webhooks.public_url',
      fix: 'Give webhooks.public_url in the connection file and apply it; that makes a secret.',
    });
  const { secret, actions, polled } = care;
  out.result({ name: connection.name, secret, actions, polled }, () => {
    out.say(
      `${good('Replaced')}  the webhook secret of ${connection.name}: ShipBob signs with version ${secret.version}.`,
    );
    for (const one of actions) out.say(`  ${one.action.padEnd(8)}  subscription ${one.id ?? ''}: ${one.reason}`);
    for (const { topic, reason } of polled) out.say(`  polled    ${topic} (${reason})`);
    out.say(
      secret.olderUntil === null
        ? '  old       no older secret is accepted any more'
        : `  old       deliveries signed with it are accepted until ${shortTime(secret.olderUntil)}`,
    );
  });
}

function secondsOf(text: string): number {
  const found = /^(\d+)(s|m|h)$/.exec(text);
  const unit = { s: 1, m: 60, h: 3600 }[found?.[2] ?? ''];
  if (found?.[1] !== undefined && unit !== undefined) return Number(found[1]) * unit;
  throw new BadInput(`--overlap ${text} is not a duration.`, {
    code: 'cli.overlap',
    field: '--overlap',
    fix: 'Write it as 30s, 5m or 2h.',
  });
}
