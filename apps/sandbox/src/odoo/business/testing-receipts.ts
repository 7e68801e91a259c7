import { testSandbox } from '../testing.js';
import { number, numbers, record, records } from '../testing-read.js';

type Line = [sku: string, quantity: number, more?: Record<string, unknown>];

/** A purchase order of a supplier, and the hands to confirm, count and receive it. */
export function order(version: '17' | '19', lines: Line[], options: Parameters<typeof testSandbox>[1] = undefined) {
  const box = options === undefined ? testSandbox({ version }) : testSandbox({ version }, options);
  const { call, ids } = box;
  const created = call('purchase.order', 'create', undefined, {
    vals_list: [
      {
        partner_id: ids.partners['Acme Supply'],
        partner_ref: 'SUP-1',
        order_line: lines.map(([sku, product_qty, more]) => [
          0,
          0,
          { product_id: ids.products[sku], product_qty, price_unit: 2, ...more },
        ]),
      },
    ],
  });
  const po = numbers(created)[0] ?? 0;
  const confirm = () => call('purchase.order', 'button_confirm', [po]);
  const read = () =>
    record(
      call('purchase.order', 'read', [po], {
        fields: ['name', 'state', 'picking_ids', 'receipt_status', 'order_line'],
      }),
    );
  const moves = (picking: number) =>
    records(
      call('stock.move', 'search_read', undefined, {
        domain: [['picking_id', '=', picking]],
        fields: [
          'product_id',
          'product_uom_qty',
          'quantity',
          'picked',
          'state',
          'purchase_line_id',
          'move_line_ids',
          'product_uom',
        ],
        order: 'id',
      }),
    );
  const validate = (picking: number, context: Record<string, unknown> = { skip_backorder: true }) =>
    call('stock.picking', 'button_validate', [picking], {}, context);
  const receipt = () => numbers(read()['picking_ids']).at(-1) ?? 0;
  const received = () =>
    records(
      call('purchase.order.line', 'search_read', undefined, {
        domain: [['order_id', '=', po]],
        fields: ['qty_received'],
        order: 'id',
      }),
    ).map((row) => row['qty_received']);
  return { ...box, po, confirm, read, moves, validate, receipt, received };
}

/** Writes on a move of the order's last receipt. */
export const receive = (box: ReturnType<typeof order>, index: number, vals: Record<string, unknown>) =>
  box.call('stock.move', 'write', [number(box.moves(box.receipt())[index]?.['id'])], { vals });
