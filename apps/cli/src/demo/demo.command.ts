import { BadInput } from '@mlc/kernel';
import type { Command } from 'commander';
import type { GlobalOptions } from '../options.js';
import { createOutput, good } from '../output.js';
import { tellStory } from './story.js';
import { judge, showVerdict } from './verdict.js';

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('the whole main job against sandboxes of both sides, with a worker killed on the way')
    .option('--once', 'end after the story; exit 0 only if it ended as it must', false)
    .action(async (own: { once: boolean }, command: Command) => {
      const { json } = command.optsWithGlobals<GlobalOptions>();
      const out = createOutput(json);
      // Loaded only here: no other command needs the sandboxes, and they take as long to load as all the rest.
      const { openStage } = await import('./stage.js');
      const stage = await openStage(process.env);
      let ended = false;
      const close = async (): Promise<void> => {
        if (ended) return;
        ended = true;
        await stage.close();
      };
      try {
        await refuseRealData(stage.runtime.store.connections);
        const end = await tellStory({ stage, out });
        const verdict = await judge(stage, end);
        out.result({ ...verdict, plan: end.plan, status: end.status }, () => undefined);
        if (!json) await showVerdict(out, stage, end, verdict);
        process.exitCode = verdict.ok ? 0 : 1;
        if (own.once) return;
        out.say();
        out.say(good('Everything stays up. Ctrl-C ends it.'));
        out.say(`  admin API and docs   ${stage.urls.adminAppUrl}/docs   token ${stage.adminToken}`);
        out.say(`  queues (Bull Board)  ${stage.urls.adminAppUrl}/queues`);
        out.say(`  Odoo sandbox         ${stage.urls.odooUrl}`);
        out.say(`  ShipBob sandbox      ${stage.urls.shipbobUrl}   admin ${stage.urls.adminUrl}`);
        out.say(`  in another terminal  npm run mlc -- record P00002`);
        await untilInterrupted();
      } finally {
        await close();
      }
    });
}

/** The demo may share a server, never a database that holds somebody's connections. Its own earlier ones are put to rest. */
async function refuseRealData(connections: {
  list(): Promise<{ id: string; name: string }[]>;
  setState(id: string, state: 'paused', reason: string): Promise<void>;
}): Promise<void> {
  for (const connection of await connections.list()) {
    if (!connection.name.startsWith('demo-'))
      throw new BadInput(`This database holds the connection ${connection.name}; the demo wants one of its own.`, {
        code: 'demo.database',
        field: 'DATABASE_URL',
        fix: 'Give DATABASE_URL of an empty database, or leave it away for an embedded one.',
      });
    await connections.setState(connection.id, 'paused', 'an earlier demo');
  }
}

/** Until Ctrl-C, SIGTERM, or the launcher is gone; holds on to nothing afterwards. */
function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      process.off('SIGINT', end).off('SIGTERM', end).off('disconnect', end);
      process.channel?.unref();
      resolve();
    };
    process.on('SIGINT', end).on('SIGTERM', end);
    if (process.channel) process.on('disconnect', end);
  });
}
