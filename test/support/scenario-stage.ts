import type { Effect } from '@mlc/engine';
import type { Flow, Mode, PlannedEffect, StockCut } from '@mlc/mappings';
import type { SandboxAdmin, SeededOdooIds } from '@mlc/sandbox';
import { z } from 'zod';
import type { PlanReport } from '../../apps/cli/src/commands/plan.js';
import { planVersusWrites } from '../../apps/cli/src/demo/plan-vs-writes.js';
import type { RealServer } from './real-odoo-servers.js';
import type { Scenario } from './scenario.js';

/** How scenarios are played: what applies to all of a run. */
export interface GoldenOptions {
  settings: Record<string, unknown>;
  /** ShipBob's API version. */
  version: string;
  /** The flows that the scenarios are about; all others stay in preview and only show. */
  flows: readonly Flow[];
  /** Product time that goes by before each step. */
  hours?: number;
  /** Product time between the goods' being on the shelf and the first step. */
  hoursBefore?: number;
  /** With Odoo's app Landed Costs, and a bot who may draft them. */
  landedCosts?: boolean;
  /** A real Odoo in place of the sandbox's. */
  server?: RealServer;
}

export interface GoldenCase {
  code: string;
  flow: string;
  laneKey: string;
  cause: string;
  detail: Record<string, unknown>;
}

/** What a run of scenarios needs of the connector, in whichever processes it is. */
export interface GoldenStage {
  sandbox: SandboxAdmin;
  ids: SeededOdooIds;
  /** The connector is told of both sides, once they stand; later on, of other centres. */
  connect(centres: Centre[]): Promise<void>;
  /** Reads both sides and works until nothing is due. */
  settle(): Promise<void>;
  setModes(to: Mode): Promise<void>;
  /** All that would be written now; writes nothing. */
  show(): Promise<PlanReport>;
  /** Goes live, works until nothing is due, and holds what was written against what was shown. */
  write(shown: PlanReport): Promise<Written>;
  cut(): Promise<StockCut>;
  /** A person says yes or no to the proposals that are meant; returns how many there were. */
  decide(
    isMeant: (row: { laneKey: string; planned: PlannedEffect }) => boolean,
    to: 'approved' | 'declined',
  ): Promise<number>;
  /** Open ones. */
  cases(): Promise<GoldenCase[]>;
  /** What a replay of every record would write or link, a line for each record. */
  replayed(): Promise<{ title: string; flow: string | null }[]>;
  violations(): Promise<unknown[]>;
  close(): Promise<void>;
}

export interface Written {
  planned: number;
  /** Where the writes differ from what was shown. */
  differences: string[];
}

export function compared(shown: PlanReport, written: Effect[], flows: readonly Flow[]): Written {
  const own = { ...shown, effects: shown.effects.filter(({ flow }) => flows.some((one) => one === flow)) };
  return { planned: own.effects.length, differences: planVersusWrites(own, written) };
}

/** As the settings name it. */
export interface Centre {
  fulfillment_center_id: number;
  warehouse: string;
}

/** Cicero and Moreno Valley, each a warehouse of its own. */
export const CENTRES: Centre[] = [
  { fulfillment_center_id: 8, warehouse: 'SB' },
  { fulfillment_center_id: 10, warehouse: 'SBW' },
];

/** One that the settings do not name. */
export const UNMAPPED_CENTRE = { id: 12, name: 'Bethlehem (PA)' };

/** Locations that people make: where goods lie between a hub and their centres, and where each centre's damaged ones go. */
export async function addPlaces({ odoo }: SandboxAdmin, { warehouses }: SeededOdooIds): Promise<void> {
  const row = z.tuple([z.object({ view_location_id: z.tuple([z.number(), z.string()]) })]);
  const viewOf = async (code: string): Promise<number> => {
    const ids = [warehouses[code] ?? 0];
    const asked = { model: 'stock.warehouse', method: 'read', ids, args: [['view_location_id']] };
    const [warehouse] = row.parse((await odoo.execute(asked)).result);
    return warehouse.view_location_id[0];
  };
  const places = [
    { name: 'In transit', usage: 'transit', location_id: await viewOf('SB'), company_id: 1 },
    { name: 'Quarantine', usage: 'internal', location_id: await viewOf('SB') },
    { name: 'Quarantine', usage: 'internal', location_id: await viewOf('SBW') },
  ];
  await odoo.execute({ model: 'stock.location', method: 'create', args: [places] });
}

/** What stands in Odoo when a run begins. */
export function odooPart(scenarios: Scenario[]) {
  const parts = scenarios.flatMap(({ odoo }) => (odoo === undefined ? [] : [odoo]));
  return {
    company: 'Golden',
    warehouses: [
      { name: 'Cicero', code: 'SB' },
      { name: 'Moreno Valley', code: 'SBW', receptionSteps: 'two_steps' as const },
      { name: 'Showroom', code: 'WH' },
    ],
    partners: [
      { name: 'Golden Supplies', supplier: true },
      { name: 'Jane Golden', isCompany: false },
      { name: 'ShipBob', supplier: true },
    ],
    products: parts.flatMap((part) => part.products ?? []),
    boms: parts.flatMap((part) => part.boms ?? []),
    purchaseOrders: parts.flatMap((part) => part.purchaseOrders ?? []),
    saleOrders: parts.flatMap((part) => part.saleOrders ?? []),
  };
}

/** Bodies of the products that ShipBob has before anything begins. */
export const shipbobProducts = (scenarios: Scenario[]): unknown[] =>
  scenarios
    .flatMap(({ shipbob = [] }) => shipbob)
    .map(({ name, sku, barcode }) => ({
      name,
      type_id: 1,
      variants: [{ name, sku, barcodes: barcode === undefined ? [] : [{ value: barcode }], status_id: 0 }],
    }));
