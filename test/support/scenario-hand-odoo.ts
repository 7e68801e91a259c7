import type { OdooCall, SandboxAdmin, SeededOdooIds } from '@mlc/sandbox';
import { z } from 'zod';

const idsSchema = z.array(z.number());

/** Odoo as its people use it, and the names by which a test knows records whose numbers nobody can foresee. */
export class OdooHand {
  /** `purchase.order,7`, `order:12`, `invoice:1003` ... -> the scenario's own name for it. */
  readonly names = new Map<string, string>();

  constructor(
    readonly sandbox: SandboxAdmin,
    readonly ids: SeededOdooIds,
  ) {
    for (const [name, id] of Object.entries(ids.purchaseOrders)) this.call(`purchase.order,${id}`, name);
    for (const [name, id] of Object.entries(ids.saleOrders)) this.call(`sale.order,${id}`, name);
  }

  /** Remembers how a scenario calls a record. */
  call(record: string, name: string): void {
    this.names.set(record, name);
  }

  do = (call: OdooCall) => this.sandbox.odoo.execute(call);

  find = async (model: string, domain: unknown[]): Promise<number[]> => {
    const found = idsSchema.parse((await this.do({ model, method: 'search', args: [domain] })).result);
    if (found.length === 0) throw new Error(`No ${model} of ${JSON.stringify(domain)}`);
    return found;
  };

  /** Rows of the fields that the schema names. */
  async read<T extends z.ZodRawShape>(
    model: string,
    domain: unknown[],
    row: z.ZodObject<T>,
  ): Promise<z.output<z.ZodObject<T>>[]> {
    const { result } = await this.do({ model, method: 'search_read', args: [domain, Object.keys(row.shape)] });
    return z.array(row).parse(result);
  }

  id(kind: 'products' | 'purchaseOrders' | 'warehouses', name: string): number {
    const id = this.ids[kind][name];
    if (id === undefined) throw new Error(`The scenario names ${kind} ${name}, which it does not seed`);
    return id;
  }

  async inventoryId(sku: string): Promise<number> {
    const id = (await this.inventoryIds()).get(sku);
    if (id == null) throw new Error(`ShipBob keeps no stock of ${sku}`);
    return id;
  }

  async inventoryIds(): Promise<Map<string, number | null>> {
    const products = await this.sandbox.shipbob.products();
    return new Map(products.flatMap(({ variants }) => variants.map((one) => [one.sku, one.inventory.inventory_id])));
  }
}
