import type { Command } from 'commander';
import { withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { bad, good } from '../output.js';

export function auditCommands(program: Command): void {
  program
    .command('audit')
    .description('the audit trail')
    .command('verify')
    .description('seal what is unsealed and check the whole chain of hashes')
    .action(async (_own: unknown, command: Command) => {
      await withRuntime(command.optsWithGlobals<GlobalOptions>(), async ({ runtime, out }) => {
        await runtime.store.sealer.seal();
        const verdict = await runtime.store.sealer.verifyChain();
        out.result(verdict, () =>
          out.say(
            verdict.ok
              ? good(`The chain holds: ${verdict.count} entries.`)
              : bad(`The chain breaks at entry ${verdict.at}: ${verdict.why}`),
          ),
        );
        if (!verdict.ok) process.exitCode = 1;
      });
    });
}
