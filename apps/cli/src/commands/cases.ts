import type { Command } from 'commander';
import { z } from 'zod';
import { pickConnection, withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { faint, shortTime } from '../output.js';

/** Titles of the writes a case proposes. */
const proposals = z.looseObject({ proposes: z.array(z.looseObject({ title: z.string() })) });
const proposed = (detail: unknown): string[] => {
  const parsed = proposals.safeParse(detail);
  return parsed.success ? parsed.data.proposes.map((effect) => effect.title) : [];
};

export function caseCommands(program: Command): void {
  program
    .command('cases')
    .description('what a person must decide: plain cause, suggestions, age')
    .option('--all', 'also resolved ones', false)
    .action(async (own: { all: boolean }, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime(global, async ({ runtime, out }) => {
        const connection = await pickConnection(runtime, global.connection);
        const cases = await runtime.store.cases.list(connection.id, { state: own.all ? null : 'open' });
        out.result(cases, () => {
          for (const found of cases) {
            out.say(`${found.code}  ${found.laneKey}  ${found.state} since ${shortTime(found.openedAt)}`);
            out.say(`    ${found.cause}`);
            for (const suggestion of found.suggestions) out.say(faint(`    - ${suggestion}`));
            for (const title of proposed(found.detail)) out.say(`    proposes  ${title}`);
            if (proposed(found.detail).length > 0) out.say(faint(`      mlc approvals --record ${found.laneKey}`));
          }
          if (cases.length === 0) out.say('No cases.');
        });
      });
    });
}
