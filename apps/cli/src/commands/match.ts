import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { matchPurchases } from '@mlc/engine';
import type { MatchedLine } from '@mlc/mappings';
import type { Command } from 'commander';
import { pickConnection, withRuntime } from '../context.js';
import { csvOf } from '../csv.js';
import type { GlobalOptions } from '../options.js';
import { bad, good, type Output } from '../output.js';
import { periodOf } from '../period.js';

interface MatchOptions {
  from?: string;
  to?: string;
  all: boolean;
  csv?: string;
}

export function matchCommand(program: Command): void {
  program
    .command('match')
    .description('each purchase order line: ordered, declared to ShipBob, counted, booked, billed; money at stake')
    .option('--from <day>', 'orders that either side touched from this day on (default: 30 days ago)')
    .option('--to <day>', 'first day that is no longer in it (default: tomorrow)')
    .option('--all', 'also lines in which all five agree', false)
    .option('--csv <dir>', 'also write match.csv into this folder')
    .action(async (own: MatchOptions, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime({ ...global, fence: 'read_only' }, async ({ runtime, out }) => {
        const connection = await pickConnection(runtime, global.connection);
        const lines = await matchPurchases(await runtime.work(connection), periodOf(own, runtime.clock.now()));
        if (own.csv !== undefined) writeMatch(own.csv, lines);
        out.result(lines, () => showMatch(out, lines, own.all));
      });
    });
}

const HEAD = ['order', 'SKU', 'ordered', 'declared', 'counted', 'booked', 'billed', 'at stake', 'findings'];

const rowOf = (line: MatchedLine): (string | number)[] => [
  line.order,
  line.sku,
  line.ordered,
  line.declared,
  line.counted,
  line.booked,
  line.billed,
  line.money_at_stake === 0 ? '' : `${line.money_at_stake.toFixed(2)} ${line.currency}`,
  line.findings.join(', '),
];

function writeMatch(folder: string, lines: MatchedLine[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'match.csv'), csvOf(HEAD, lines.map(rowOf)));
}

function showMatch(out: Output, lines: MatchedLine[], all: boolean): void {
  const shown = all ? lines : lines.filter((line) => line.findings.length > 0);
  if (shown.length > 0) out.table(HEAD, shown.map(rowOf));
  const stakes = new Map<string, number>();
  for (const line of lines) stakes.set(line.currency, (stakes.get(line.currency) ?? 0) + line.money_at_stake);
  const money = [...stakes].filter(([, sum]) => sum > 0).map(([currency, sum]) => `${sum.toFixed(2)} ${currency}`);
  const agree = lines.length - lines.filter((line) => line.findings.length > 0).length;
  out.say(`${lines.length} lines, ${agree} of them agree. Nothing was written.`);
  out.say(money.length === 0 ? good('No money is at stake.') : bad(`At stake: ${money.join(', ')}.`));
}
