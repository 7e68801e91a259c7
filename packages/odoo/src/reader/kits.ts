import { type KitComponent, wholeUnits } from '@mlc/mappings';
import { z } from 'zod';
import { bool, float, ids, int, many2one, requiredMany2one } from '../client/values.js';
import type { Reading } from './reading.js';
import { readUomSizes } from './uoms.js';

const bomRow = z.object({
  id: int,
  active: bool,
  sequence: int.optional(),
  product_tmpl_id: requiredMany2one,
  product_id: many2one,
  product_qty: float,
  product_uom_id: requiredMany2one,
});
const lineRow = z.object({
  id: int,
  bom_id: requiredMany2one,
  product_id: requiredMany2one,
  product_qty: float,
  product_uom_id: requiredMany2one,
  /** Only for variants with one of these values; empty: for all. */
  bom_product_template_attribute_value_ids: ids.optional(),
});
const partRow = z.object({
  id: int,
  product_tmpl_id: requiredMany2one,
  uom_id: requiredMany2one,
  product_template_attribute_value_ids: ids.optional(),
});
type Part = z.output<typeof partRow>;
type Bom = z.output<typeof bomRow>;
type Line = z.output<typeof lineRow>;

/** Kits in kits are opened this deep; what lies deeper is a loop. */
const DEPTH_MAX = 6;

interface OpenedKit {
  components: KitComponent[];
  /** Why it is no list of whole pieces; null when it is. */
  problem: string | null;
}

/**
 * What kits are made of, down to goods that are no kits themselves, in each one's own unit. Per level one read each of
 * bills, lines and parts. Kits whose bills this user may not read are absent.
 */
export async function readKitComponents(reading: Reading, kits: { id: number }[]): Promise<Map<number, OpenedKit>> {
  if (kits.length === 0) return new Map();
  const sizes = await readUomSizes(reading);
  const parts = new Map<number, Part>();
  const opened = new Map<number, { bom: Bom; lines: Line[] } | null>();
  let pending = kits.map((kit) => kit.id);
  for (let depth = 0; depth < DEPTH_MAX && pending.length > 0; depth += 1) {
    for (const part of await reading.among('product.product', partRow, 'id', pending)) parts.set(part.id, part);
    const level = await readLevel(
      reading,
      pending.flatMap((id) => parts.get(id) ?? []),
    );
    for (const id of pending) opened.set(id, level.get(id) ?? null);
    const next = [...level.values()].flatMap(({ lines }) => lines.map((line) => line.product_id.id));
    pending = [...new Set(next)].filter((id) => !opened.has(id));
  }
  const open = new Opening(parts, opened, sizes);
  return new Map(kits.flatMap(({ id }): [number, OpenedKit][] => (opened.get(id) ? [[id, open.kit(id)]] : [])));
}

async function readLevel(reading: Reading, parts: Part[]): Promise<Map<number, { bom: Bom; lines: Line[] }>> {
  const templateIds = [...new Set(parts.map((part) => part.product_tmpl_id.id))];
  const phantom = [['type', '=', 'phantom'], ['active', '=', true], ...reading.sharedCompany];
  const readBoms = (): Promise<Bom[]> => reading.among('mrp.bom', bomRow, 'product_tmpl_id', templateIds, phantom);
  const boms = await reading.ifInstalled('mrp.bom', [], readBoms, 'fallback');
  const chosen = new Map(
    parts.flatMap((part): [number, Bom][] => {
      const bom = bomOf(part, boms);
      return bom ? [[part.id, bom]] : [];
    }),
  );
  const bomIds = [...new Set([...chosen.values()].map((bom) => bom.id))];
  const lines = await reading.among('mrp.bom.line', lineRow, 'bom_id', bomIds);
  return new Map(
    [...chosen].map(([id, bom]) => {
      const own = new Set(parts.find((part) => part.id === id)?.product_template_attribute_value_ids ?? []);
      const applies = ({ bom_product_template_attribute_value_ids: only = [] }: Line): boolean =>
        only.length === 0 || only.some((value) => own.has(value));
      return [id, { bom, lines: lines.filter((line) => line.bom_id.id === bom.id && applies(line)) }];
    }),
  );
}

/** The variant's own bill goes before its template's; among equals the first by Odoo's order. */
function bomOf(part: Part, boms: Bom[]): Bom | undefined {
  const fitting = boms
    .filter((bom) => bom.product_tmpl_id.id === part.product_tmpl_id.id)
    .filter((bom) => bom.product_id === null || bom.product_id.id === part.id)
    .sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0) || a.id - b.id);
  return fitting.find((bom) => bom.product_id !== null) ?? fitting[0];
}

class Opening {
  constructor(
    private readonly parts: ReadonlyMap<number, Part>,
    private readonly opened: ReadonlyMap<number, { bom: Bom; lines: Line[] } | null>,
    private readonly sizes: ReadonlyMap<number, number>,
  ) {}

  kit(id: number): OpenedKit {
    const sums = new Map<number, number>();
    const problems: string[] = [];
    this.#add(id, 1, sums, problems, new Set());
    const components: KitComponent[] = [];
    for (const [product_id, quantity] of [...sums].sort(([a], [b]) => a - b)) {
      const whole = wholeUnits(quantity);
      if (whole === null || whole < 1) problems.push(`it holds ${quantity} of product ${product_id}`);
      else components.push({ product_id, quantity: whole });
    }
    return { components, problem: problems[0] ?? null };
  }

  #add(id: number, quantity: number, sums: Map<number, number>, problems: string[], above: Set<number>): void {
    const bill = this.opened.get(id);
    if (above.has(id) || above.size > DEPTH_MAX) {
      problems.push(`it contains itself (product ${id})`);
      return;
    }
    if (!bill) {
      sums.set(id, (sums.get(id) ?? 0) + quantity);
      return;
    }
    const makes = bill.bom.product_qty * this.#ratio(bill.bom.product_uom_id.id, id, problems);
    for (const line of bill.lines) {
      const part = line.product_id.id;
      const own = line.product_qty * this.#ratio(line.product_uom_id.id, part, problems);
      this.#add(part, (quantity * own) / (makes || 1), sums, problems, new Set([...above, id]));
    }
  }

  /** How many of the product's own units one of the given unit is. */
  #ratio(uomId: number, productId: number, problems: string[]): number {
    const own = this.parts.get(productId)?.uom_id.id;
    if (own === undefined || own === uomId) return 1;
    const [from, to] = [this.sizes.get(uomId), this.sizes.get(own)];
    if (from !== undefined && to !== undefined && to > 0) return from / to;
    problems.push(`unit ${uomId} of product ${productId} is not known`);
    return 1;
  }
}
