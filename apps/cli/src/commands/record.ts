import { stableStringify } from '@mlc/kernel';
import type { TimelineEntry } from '@mlc/store';
import type { Command } from 'commander';
import { findLanes, pickConnection, withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { faint, type Output, shortTime } from '../output.js';

export function recordCommand(program: Command): void {
  program
    .command('record')
    .description('the whole story of one record: noticed, seen, planned, written, confirmed, received')
    .argument('<key>', 'a purchase order, SKU, receipt, WRO or order number, or a lane such as purchase-order:7')
    .option('--evidence', 'with what was seen on both sides at each pass', false)
    .action(async (key: string, own: { evidence: boolean }, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime(global, async ({ runtime, out }) => {
        const connection = await pickConnection(runtime, global.connection);
        const lanes = await findLanes(runtime, connection, key);
        const entries = await runtime.store.queries.timeline(connection.id, lanes);
        out.result({ lanes, entries }, () => showTimeline(out, lanes, entries, own.evidence));
      });
    });
}

export function showTimeline(out: Output, lanes: string[], entries: TimelineEntry[], evidence: boolean): void {
  out.say(lanes.join(', '));
  for (const entry of entries) {
    out.say(`${shortTime(entry.at)}  ${entry.kind.padEnd(10)} ${entry.summary}`);
    for (const line of entry.lines ?? []) out.say(faint(`                                 ${line}`));
    if (evidence && entry.evidence !== undefined)
      out.say(faint(`                                 ${stableStringify(entry.evidence)}`));
  }
}
