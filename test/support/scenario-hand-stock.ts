import type { SandboxAdmin } from '@mlc/sandbox';
import { z } from 'zod';
import type { OdooHand } from './scenario-hand-odoo.js';

const quantRow = z.object({ id: z.number(), quantity: z.number() });

/** What happens to goods on the shelf, on either side, with or without a trace. */
export class StockHand {
  /** Pieces that were taken without a trace, by SKU. */
  readonly stolen: Record<string, number> = {};

  constructor(
    readonly sandbox: SandboxAdmin,
    readonly odoo: OdooHand,
  ) {}

  /** ShipBob's people correct their stock. */
  adjust = (sku: string, change: number, reason = 'damaged') =>
    this.sandbox.shipbob.adjustStock({ sku, fulfillment_center_id: 8, change, reason });

  /** Odoo's people count. */
  async count(sku: string, inventory_quantity: number): Promise<void> {
    const { id } = await this.#quant(sku);
    const context = { inventory_mode: true };
    const args = [{ inventory_quantity }];
    await this.odoo.do({ model: 'stock.quant', method: 'write', ids: [id], args, context });
    await this.odoo.do({ model: 'stock.quant', method: 'action_apply_inventory', ids: [id], context });
  }

  /** So many pieces of these lots are counted in Odoo, whose stock knew none of them. */
  async countLots(sku: string, lots: Record<string, number>): Promise<void> {
    const product_id = this.odoo.id('products', sku);
    const [location_id] = await this.odoo.find('stock.location', [['complete_name', '=', 'SB/Stock']]);
    const context = { inventory_mode: true };
    for (const [name, inventory_quantity] of Object.entries(lots)) {
      const lot = { name, product_id, company_id: 1 };
      const made = await this.odoo.do({ model: 'stock.lot', method: 'create', args: [[lot]] });
      const [lot_id] = z.array(z.number()).parse(made.result);
      const quant = { product_id, location_id, lot_id, inventory_quantity };
      const { result } = await this.odoo.do({ model: 'stock.quant', method: 'create', args: [[quant]], context });
      const ids = z.array(z.number()).parse(result);
      await this.odoo.do({ model: 'stock.quant', method: 'action_apply_inventory', ids, context });
    }
  }

  /** Pieces disappear from the shelf, and no move of either side tells of it: Odoo's books say more than lies there. */
  async steal(sku: string, pieces: number): Promise<void> {
    const { id, quantity } = await this.#quant(sku);
    const args = [{ quantity: quantity + pieces }];
    await this.odoo.do({ model: 'stock.quant', method: 'write', ids: [id], args });
    this.stolen[sku] = (this.stolen[sku] ?? 0) + pieces;
  }

  async #quant(sku: string): Promise<z.output<typeof quantRow>> {
    const domain = [
      ['product_id', '=', this.odoo.id('products', sku)],
      ['location_id.complete_name', '=', 'SB/Stock'],
    ];
    const [quant] = await this.odoo.read('stock.quant', domain, quantRow);
    if (quant === undefined) throw new Error(`${sku} lies nowhere in SB/Stock`);
    return quant;
  }
}
