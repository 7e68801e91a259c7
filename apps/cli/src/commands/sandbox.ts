import type { Command } from 'commander';
import { startApp } from '../demo/processes.js';
import type { GlobalOptions } from '../options.js';
import { createOutput } from '../output.js';

export function sandboxCommand(program: Command): void {
  program
    .command('sandbox')
    .description('an Odoo-like and a ShipBob-like server on this machine, to rehearse with no account')
    .option('--odoo-port <port>', 'port of the Odoo side', '0')
    .option('--shipbob-port <port>', 'port of the ShipBob side', '0')
    .action(async (own: { odooPort: string; shipbobPort: string }, command: Command) => {
      const out = createOutput(command.optsWithGlobals<GlobalOptions>().json);
      const app = await startApp('sandbox', {
        ...process.env,
        SANDBOX_ODOO_PORT: own.odooPort,
        SANDBOX_SHIPBOB_PORT: own.shipbobPort,
      });
      const addresses: unknown = JSON.parse(app.firstLine ?? '{}');
      out.result(addresses, () => out.say(`The sandbox is up: ${app.firstLine}`));
      await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
      await app.stop();
    });
}
