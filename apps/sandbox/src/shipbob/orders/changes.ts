import { type Json, toJson } from '@mlc/kernel';
import { z } from 'zod';
import type { Answer } from '../../core/exchange.js';
import type { Account } from '../account.js';
import { codedError, ok } from '../http/errors.js';
import type { Order, Shipment, ShipmentLine } from '../order-records.js';
import type { Shop } from '../shop.js';
import { isOpen, tellShipment, touch } from './fulfil.js';

/*
 * What may still be changed on a shipment (from 2026-01): its lines, address and service, until the label is printed.
 * A malformed request is `{code, message}` with 400; a rule that forbids the change is 200 with `is_success: false`
 * (which of both ShipBob answers where is inferred from the document's answers).
 */

const invalid = (error: z.ZodError): Answer =>
  codedError(
    400,
    'INVALID_PARAMETER',
    error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  );

const notFound = (id: string, status: 400 | 404): Answer => codedError(status, 'NOT_FOUND', `Shipment ${id} not found`);

const refused = (shipment: Shipment) => ({
  code: 'VALIDATION_ERROR',
  message: `Shipment in status ${shipment.status} cannot be updated`,
});

type Found = { order: Order; shipment: Shipment } | undefined;

/** GET /shipment/{id}:getLineItems. */
export function lineItems(account: Account, id: string, found: Found): Answer {
  return found === undefined ? notFound(id, 404) : ok(found.shipment.lines.map((line) => lineView(account, line)));
}

function lineView(account: Account, line: ShipmentLine): Json {
  const variant = account.variantByInventory(line.inventoryId);
  const isLot = variant?.lot_information.is_lot ?? false;
  return toJson({
    inventory_id: line.inventoryId,
    quantity: line.quantity,
    committed_quantity: line.committed,
    is_lot: isLot,
    is_hazmat: variant?.fulfillment_settings['dangerous_goods'] === true,
    lot: isLot ? { lot_number: line.lot, lot_date: line.expiration, selection_method: 'ShipbobChooses' } : null,
    product_variant: { id: line.variantId, sku: variant?.sku ?? null, name: variant?.name ?? null },
    serial_numbers: line.serials,
  });
}

const linesSchema = z.object({
  items: z
    .array(
      z.object({
        inventory_id: z.number().int(),
        quantity: z.number().int().min(1),
        id: z.number().int().nullish(),
        fulfillment_center_id: z.number().int().nullish(),
        lot_number: z.string().nullish(),
        lot_date: z.string().nullish(),
        is_manually_assigned_lot: z.boolean().nullish(),
      }),
    )
    .min(1),
});

/** POST /shipment/{id}:updateLineItems: the list is complete; what it leaves out is removed. */
export function updateLineItems(shop: Shop, account: Account, id: string, found: Found, body: unknown): Answer {
  if (found === undefined) return notFound(id, 400);
  const parsed = linesSchema.safeParse(body);
  if (!parsed.success) return invalid(parsed.error);
  const { order, shipment } = found;
  if (!isOpen(shipment)) {
    return ok({ id: shipment.id, is_success: false, error: refused(shipment), shipment_line_items: [] });
  }
  const unknown = parsed.data.items.filter((item) => account.variantByInventory(item.inventory_id) === undefined);
  if (unknown.length > 0) {
    const ids = unknown.map((item) => item.inventory_id).join(', ');
    return codedError(400, 'INVALID_PARAMETER', `Inventory items ${ids} not found`);
  }
  const before = shipment.lines;
  shipment.lines = parsed.data.items.map((item) => {
    const known = before.find((line) => line.inventoryId === item.inventory_id);
    return {
      variantId: known?.variantId ?? account.variantByInventory(item.inventory_id)?.id ?? 0,
      inventoryId: item.inventory_id,
      quantity: item.quantity,
      committed: item.quantity,
      lot: item.lot_number ?? known?.lot ?? null,
      expiration: item.lot_date ?? known?.expiration ?? null,
      serials: known?.serials ?? [],
    };
  });
  touch(shop, shipment);
  const changes = changesBetween(before, shipment.lines);
  for (const change of changes) {
    tellShipment(shop, account, `order.shipment.line_item.${change.action.toLowerCase()}`, order, shipment);
  }
  const effect = { type: 'shipment.lines.updated', key: order.referenceId, detail: { shipment_id: shipment.id } };
  return ok({ id: shipment.id, is_success: true, error: null, shipment_line_items: changes }, [effect]);
}

function changesBetween(before: ShipmentLine[], after: ShipmentLine[]) {
  const quantityOf = (lines: ShipmentLine[], id: number): number =>
    lines.filter((line) => line.inventoryId === id).reduce((sum, line) => sum + line.quantity, 0);
  const ids = [...new Set([...before, ...after].map((line) => line.inventoryId))];
  return ids.flatMap((id) => {
    const [old, now] = [quantityOf(before, id), quantityOf(after, id)];
    if (old === now) return [];
    const action = old === 0 ? 'Added' : now === 0 ? 'Removed' : 'Updated';
    return [{ inventory_id: id, action, previous_value: String(old), new_value: String(now) }];
  });
}

const addressSchema = z.object({
  street_address1: z.string().min(1),
  city: z.string().min(1),
  street_address2: z.string().nullish(),
  state: z.string().nullish(),
  zip_code: z.string().nullish(),
  country_code: z.string().nullish(),
  recipient_name: z.string().nullish(),
  company_name: z.string().nullish(),
  email: z.string().nullish(),
  phone_number: z.string().nullish(),
});

/** PUT /shipment/{id}:updateAddress. */
export function updateAddress(shop: Shop, account: Account, id: string, found: Found, body: unknown): Answer {
  if (found === undefined) return notFound(id, 400);
  const parsed = addressSchema.safeParse(body);
  if (!parsed.success) return invalid(parsed.error);
  const { order, shipment } = found;
  if (!isOpen(shipment)) return ok({ id: shipment.id, is_success: false, error: refused(shipment) });
  const given = parsed.data;
  const old = shipment.recipient ?? order.recipient;
  shipment.recipient = {
    name: given.recipient_name ?? old.name,
    email: given.email ?? old.email,
    phone_number: given.phone_number ?? old.phone_number,
    address: {
      address1: given.street_address1,
      address2: given.street_address2 ?? null,
      company_name: given.company_name ?? old.address.company_name,
      city: given.city,
      state: given.state ?? null,
      country: given.country_code ?? old.address.country,
      zip_code: given.zip_code ?? null,
    },
  };
  // A wrong address was what kept it on hold.
  if (shipment.status === 'OnHold' && shipment.details.some((why) => why.id === 401)) {
    shipment.status = 'Processing';
    shipment.details = [];
  }
  touch(shop, shipment);
  tellShipment(shop, account, 'order.shipment.address.updated', order, shipment);
  const effect = { type: 'shipment.address.updated', key: order.referenceId, detail: { shipment_id: shipment.id } };
  return ok({ id: shipment.id, is_success: true, error: null }, [effect]);
}

const serviceSchema = z.object({
  shipment_ids: z.array(z.number().int()).min(1),
  requested_shipping_service_id: z.number().int(),
  reason: z.string(),
});

/** PUT /shipment:bulkUpdateShippingService. Services are the account's shipping methods (inferred). */
export function updateShippingService(shop: Shop, account: Account, body: unknown): Answer {
  const parsed = serviceSchema.safeParse(body);
  if (!parsed.success) return invalid(parsed.error);
  const { shipment_ids: ids, requested_shipping_service_id: serviceId } = parsed.data;
  const service = account.shippingMethods.find((method) => method.id === serviceId);
  if (service === undefined) return codedError(400, 'INVALID_PARAMETER', `Shipping service ${serviceId} not found`);
  const effects: { type: string; key: string; detail: { shipment_id: number } }[] = [];
  const results = ids.map((id) => {
    const found = account.shipment(id);
    if (found === undefined) {
      return { id, is_success: false, error: { code: 'NOT_FOUND', message: `Shipment ${id} not found` } };
    }
    if (!isOpen(found.shipment)) return { id, is_success: false, error: refused(found.shipment) };
    found.shipment.shipOption = service.name;
    touch(shop, found.shipment);
    tellShipment(shop, account, 'order.shipment.shipping_service.updated', found.order, found.shipment);
    effects.push({ type: 'shipment.service.updated', key: found.order.referenceId, detail: { shipment_id: id } });
    return { id, is_success: true, error: null };
  });
  const successful = results.filter((result) => result.is_success).length;
  return ok({ results, summary: { total: ids.length, successful, failed: ids.length - successful } }, effects);
}
