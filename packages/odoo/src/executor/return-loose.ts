import { groupBy, type JsonObject, Rejected } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { int, many2one, requiredChar } from '../client/values.js';
import { readGoods } from './adjust-goods.js';
import { withMarker } from './note-marker.js';
import type { ReturnRequest } from './return-book.js';
import { rounded } from './transfers.js';

const typeRow = z.object({ id: int, name: requiredChar, code: requiredChar, default_location_src_id: many2one });
const placeRow = z.object({ id: int, usage: requiredChar });

/** What comes back without a delivery: a draft transfer of its own, marked from the first moment, from the customers. */
export async function makeLooseReturn(
  client: OdooClient,
  request: Pick<ReturnRequest, 'lines' | 'origin_marker'> & { picking_type_id: number; partner_id: number | null },
  deadlineMs: number,
): Promise<number> {
  const [type] = await client.read('stock.picking.type', typeRow, [request.picking_type_id], { deadlineMs });
  if (type?.code !== 'incoming')
    throw new Rejected(`Operation type ${type?.name ?? request.picking_type_id} is not one for incoming goods.`, {
      code: 'odoo.return.type',
      field: 'picking_type_id',
      fix: 'Choose an operation type of the kind Receipt for returns.',
    });
  const from = await customers(client, type.default_location_src_id?.id ?? null, deadlineMs);
  const [first] = request.lines;
  const byProduct = groupBy(request.lines, (line) => line.product_id);
  const named = (await client.fieldsGet('stock.move')).has('name');
  const moves: JsonObject[] = [];
  for (const [productId, lines] of byProduct) {
    const goods = await readGoods(client, productId, deadlineMs);
    moves.push({
      // Required to 18, gone from 19.
      ...(named ? { name: lines[0]?.sku ?? '' } : {}),
      product_id: productId,
      product_uom: goods.uomId,
      product_uom_qty: rounded(lines.reduce((sum, line) => sum + line.quantity, 0)),
      location_id: from,
      location_dest_id: lines[0]?.location_dest_id ?? 0,
    });
  }
  const values = {
    picking_type_id: request.picking_type_id,
    partner_id: request.partner_id ?? false,
    location_id: from,
    location_dest_id: first?.location_dest_id ?? 0,
    origin: withMarker(null, request.origin_marker),
    move_ids: moves.map((move) => [0, 0, move]),
  };
  const [pickingId] = await client.create('stock.picking', [values], { deadlineMs });
  if (pickingId !== undefined) return pickingId;
  throw new Rejected('Odoo answered stock.picking.create without an id.', { code: 'odoo.contract' });
}

/** The operation type's own source when it is a customers' place, else the oldest such place of the company. */
async function customers(client: OdooClient, defaultId: number | null, deadlineMs: number): Promise<number> {
  if (defaultId !== null) {
    const [place] = await client.read('stock.location', placeRow, [defaultId], { deadlineMs });
    if (place?.usage === 'customer') return place.id;
  }
  const domain = [
    ['usage', '=', 'customer'],
    ['company_id', 'in', [false, client.companyId]],
  ];
  const [id] = await client.search('stock.location', { domain, order: 'id asc', limit: 1, deadlineMs });
  if (id !== undefined) return id;
  throw new Rejected('Odoo has no location for customers.', {
    code: 'odoo.return.no_customers',
    fix: 'Make a location of the type Customer in Odoo (Inventory, Configuration, Locations).',
  });
}
