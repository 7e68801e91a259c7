import { rotateVaultKeys } from '@mlc/platform';
import type { Command } from 'commander';
import { withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { bad, faint, good } from '../output.js';

export function keysCommands(program: Command): void {
  program
    .command('keys')
    .description('the keys that stored credentials are encrypted with (MLC_KEYS)')
    .command('rotate')
    .description('seal every stored credential under the first key of MLC_KEYS; may be broken off and run again')
    .action(async (_own: unknown, command: Command) => {
      await withRuntime(command.optsWithGlobals<GlobalOptions>(), async ({ runtime, out }) => {
        const done = await rotateVaultKeys(runtime);
        const now = runtime.clock.now();
        // What has ended is of no use to anybody, readable or not.
        const lost = done.unreadable.filter(({ validUntil }) => validUntil === null || validUntil > now);
        out.result({ ...done, lost }, () => {
          out.say(
            `${good('Sealed')}  ${done.resealed} credentials anew; all that can be read are under the key ${done.currentId}.`,
          );
          for (const { connectionId, name, version, keyId } of lost)
            out.say(
              bad(`  unreadable  ${name} (version ${version}) of connection ${connectionId}: its key is ${keyId}`),
            );
          if (lost.length > 0)
            out.say(
              '  Put that key back into MLC_KEYS behind the first one and run this again, or apply the connection with the credential.',
            );
          else if (done.freeIds.length > 0) out.say(faint(`  MLC_KEYS may be without: ${done.freeIds.join(', ')}`));
        });
        if (lost.length > 0) process.exitCode = 1;
      });
    });
}
