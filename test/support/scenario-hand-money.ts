import type { SandboxAdmin } from '@mlc/sandbox';
import { z } from 'zod';
import type { OdooHand } from './scenario-hand-odoo.js';

const soldRow = z.object({
  id: z.number(),
  product_id: z.tuple([z.number(), z.string()]),
  product_uom_qty: z.number(),
  price_unit: z.number(),
});

type Charge = Parameters<SandboxAdmin['billing']['charge']>[0];

/** What ShipBob's accountants do, and an accountant in Odoo. */
export class MoneyHand {
  constructor(
    readonly sandbox: SandboxAdmin,
    readonly odoo: OdooHand,
  ) {}

  /** A charge that no work of the sandbox makes by itself; for a ticket of the scenario unless told otherwise. */
  charge = (code: string, fee: string, amount: number, more: Partial<Charge> = {}) =>
    this.sandbox.billing.charge({
      fee,
      amount,
      reference_type: 'Ticket Number',
      reference_id: `${code}-T`,
      fulfillment_center: 'Cicero (IL)',
      ...more,
    });

  /** The youngest charge of a shipment once more. */
  double = (shipmentId: number) => this.sandbox.billing.double({ reference_id: String(shipmentId) });

  /** As if ShipBob had forgotten to charge the shipment. */
  forget = (shipmentId: number) => this.sandbox.billing.drop({ reference_id: String(shipmentId) });

  /** `yyyy-mm-dd`, so many days from now on the product's clock. */
  async day(days: number): Promise<string> {
    const { now } = await this.sandbox.clock();
    return new Date(Date.parse(now) + days * 86_400_000).toISOString().slice(0, 10);
  }

  /** Everything charged and not invoiced yet is invoiced; each invoice is known as `<code>-<its type>` from then on. */
  async invoice(code: string): Promise<void> {
    for (const { invoice_id, invoice_type } of await this.sandbox.billing.invoiceRun({}))
      this.odoo.call(`invoice:${invoice_id}`, `${code}-${invoice_type.replaceAll(' ', '')}`);
  }

  /** The number of an invoice in ShipBob, by the name it was given here. */
  invoiceId(name: string): number {
    const found = [...this.odoo.names].find(([, known]) => known === name)?.[0];
    if (found === undefined) throw new Error(`There is no invoice ${name}`);
    return Number(found.replace('invoice:', ''));
  }

  /** An accountant enters the bill of an invoice by hand. */
  async enterBill(name: string, total: number): Promise<void> {
    const [partner_id] = await this.odoo.find('res.partner', [['name', '=', 'ShipBob']]);
    const [account_id] = await this.odoo.find('account.account', [['code', '=', '600000']]);
    const line = { name: 'ShipBob', quantity: 1, price_unit: total, account_id, tax_ids: [[6, 0, []]] };
    const bill = {
      move_type: 'in_invoice',
      partner_id,
      ref: `SB-${this.invoiceId(name)}`,
      invoice_date: await this.day(1),
      invoice_line_ids: [[0, 0, line]],
    };
    await this.odoo.do({ model: 'account.move', method: 'create', args: [[bill]] });
  }

  /** An accountant changes the price of the draft's first line. */
  async editBill(name: string, price_unit: number): Promise<void> {
    const [line] = await this.odoo.find('account.move.line', [
      ['move_id', '=', await this.#bill(name)],
      ['display_type', '=', 'product'],
    ]);
    const vals = { invoice_line_ids: [[1, line, { price_unit }]] };
    await this.odoo.do({ model: 'account.move', method: 'write', ids: [await this.#bill(name)], args: [vals] });
  }

  /** An accountant invoices everything of a sale order to its customer, less a tenth, without tax, and posts it. */
  async invoiceSale(name: string): Promise<void> {
    const [order_id] = await this.odoo.find('sale.order', [['name', '=', name]]);
    const [account_id] = await this.odoo.find('account.account', [['code', '=', '400000']]);
    const [partner_id] = await this.odoo.find('res.partner', [['name', '=', 'Jane Golden']]);
    const lines = await this.odoo.read('sale.order.line', [['order_id', '=', order_id]], soldRow);
    const invoice_line_ids = lines.map(({ id, product_id, product_uom_qty, price_unit }) => {
      const goods = { product_id: product_id[0], name: product_id[1], quantity: product_uom_qty, price_unit };
      const values = { ...goods, discount: 10, account_id, tax_ids: [[6, 0, []]], sale_line_ids: [[6, 0, [id]]] };
      return [0, 0, values];
    });
    const invoice = { move_type: 'out_invoice', partner_id, invoice_date: await this.day(0), invoice_line_ids };
    const { result } = await this.odoo.do({ model: 'account.move', method: 'create', args: [[invoice]] });
    await this.odoo.do({ model: 'account.move', method: 'action_post', ids: z.array(z.number()).parse(result) });
  }

  deleteBill = async (name: string) =>
    this.odoo.do({ model: 'account.move', method: 'unlink', ids: [await this.#bill(name)] });

  postBill = async (name: string) =>
    this.odoo.do({ model: 'account.move', method: 'action_post', ids: [await this.#bill(name)] });

  async #bill(name: string): Promise<number> {
    const [id = 0] = await this.odoo.find('account.move', [['ref', '=', `SB-${this.invoiceId(name)}`]]);
    return id;
  }
}
