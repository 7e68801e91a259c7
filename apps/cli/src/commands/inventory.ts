import { writeFile } from 'node:fs/promises';
import { BadInput } from '@mlc/kernel';
import type { CutRow, StockCut } from '@mlc/mappings';
import { cutInventory } from '@mlc/platform';
import type { Command } from 'commander';
import { type Cli, pickConnection, withRuntime } from '../context.js';
import type { GlobalOptions } from '../options.js';
import { faint } from '../output.js';

interface InventoryOptions {
  cut: boolean;
  csv?: string;
}

/** A cut reads the whole stock of both sides; somebody else may be at one. */
const WAIT_MS = 120_000;

export function inventoryCommand(program: Command): void {
  program
    .command('inventory')
    .description('the latest cut of stock: where ShipBob and Odoo differ, and why, unit by unit')
    .option('--cut', 'take a new cut first; only reads on both sides', false)
    .option('--csv <file>', 'also write the differences to this file')
    .action(async (own: InventoryOptions, command: Command) => {
      const global = command.optsWithGlobals<GlobalOptions>();
      await withRuntime(global, async (cli) => {
        const cut = await inventory(cli, global.connection, own);
        if (own.csv !== undefined) await writeFile(own.csv, csvOf(cut));
        cli.out.result(cut, () => show(cli, cut));
      });
    });
}

/** The latest cut of a connection, or a new one. */
export async function inventory(
  { runtime }: Pick<Cli, 'runtime'>,
  connectionName: string | undefined,
  options: Pick<InventoryOptions, 'cut'>,
): Promise<StockCut> {
  const connection = await pickConnection(runtime, connectionName);
  const cut = options.cut
    ? await cutInventory(runtime, connection, { waitMs: WAIT_MS })
    : await runtime.store.cuts.latest(connection.id);
  if (cut !== null) return cut;
  throw new BadInput(`No cut of ${connection.name} has been taken yet.`, {
    code: 'cli.no_cut',
    field: '--cut',
    fix: 'Take one with `mlc inventory --cut`.',
  });
}

const signed = (units: number): string => (units > 0 ? `+${units}` : String(units));

function show({ out }: Pick<Cli, 'out'>, cut: StockCut): void {
  const told =
    cut.history_from === null ? 'no history of movements' : `movements since ${cut.history_from.slice(0, 10)}`;
  out.say(`Cut of ${cut.at.slice(0, 16)}: ${cut.compared} compared, ${cut.equal} equal (${told}).`);
  for (const row of cut.rows) {
    const flight = row.in_flight === 0 ? '' : `, on the way ${signed(row.in_flight)}`;
    const goods = `${row.sku}${row.lot === null ? '' : ` lot ${row.lot}`}  ${row.location}`;
    out.say(
      `${row.state.padEnd(9)}  ${goods}: ShipBob ${row.shipbob}, Odoo ${row.odoo}${flight}: ${signed(row.difference)}`,
    );
    for (const cause of row.causes) out.say(faint(`    ${causeInWords(cause)}`));
    if (row.unknown !== 0) out.say(`    ${signed(row.unknown)} unknown`);
    if (row.merged_with !== null) out.say(faint(`    merged with ${row.merged_with} at ShipBob`));
  }
  for (const one of cut.unmapped) out.say(`unlinked   ${one.sku}: ${one.on_hand} at centre ${one.centre_id}`);
  for (const one of cut.unmapped_centres)
    out.say(`no place   centre ${one.name} (${one.centre_id}) holds ${one.on_hand}, and no warehouse stands for it`);
  const { shipbob, odoo } = cut.quarantine;
  if (shipbob !== 0 || odoo !== 0) out.say(`quarantine ShipBob ${shipbob}, Odoo ${odoo}`);
  for (const one of cut.quarantine.places ?? [])
    out.say(`  ${one.location ?? `centres ${one.centre_ids.join(', ')}`}: ShipBob ${one.shipbob}, Odoo ${one.odoo}`);
}

const causeInWords = ({ kind, subject, units, what }: CutRow['causes'][number]): string =>
  `${signed(units)} ${kind.replaceAll('_', ' ')}${subject === null ? '' : ` ${subject}`} (${what})`;

const COLUMNS = ['state', 'sku', 'lot', 'location', 'shipbob', 'odoo', 'in_flight', 'difference', 'unknown'] as const;

/** A line for each difference; a cell that a spreadsheet would take for a formula gets an apostrophe. */
export function csvOf(cut: StockCut): string {
  const cell = (value: unknown): string => {
    const text = String(value ?? '');
    const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = cut.rows.map((row) =>
    [...COLUMNS.map((column) => cell(row[column])), cell(row.causes.map(causeInWords).join('; '))].join(','),
  );
  return `${[[...COLUMNS, 'causes'].join(','), ...lines].join('\n')}\n`;
}
