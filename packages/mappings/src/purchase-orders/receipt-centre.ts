import type { OdooPicking, OdooPurchaseOrder, PurchaseOrderSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { type Centre, type CentreFound, centreOfReceipt } from '../shared/centres.js';
import { centreNamed, valueNamed } from './named-fields.js';
import { supplierRules } from './suppliers.js';

export type ReceiptCentre = CentreFound | { kind: 'misnamed'; field: string; text: string };

/**
 * The centre a receipt goes to: the one that a field of the receipt or its order names, else where its supplier always sends
 * to, else that of its warehouse. A receipt into a warehouse that stands for no centre is none of ours whatever it names.
 */
export function centreFor(
  picking: OdooPicking,
  order: OdooPurchaseOrder,
  seen: PurchaseOrderSeen,
  context: PlanContext,
): ReceiptCentre {
  const found = centreOfReceipt(picking, picking.warehouse_id ?? order.warehouse_id, seen.locations ?? {}, context);
  if (found.kind === 'unmapped') return found;
  const { centre_field: field } = context.settings.wro;
  const text = field === null ? null : valueNamed(field, [picking], order);
  if (field !== null && text !== null) {
    const id = centreNamed(text, context);
    return id === null ? { kind: 'misnamed', field, text } : { kind: 'centre', centre: named(id, found, context) };
  }
  const { centreId } = supplierRules(order, context);
  if (centreId === null) return found;
  return { kind: 'centre', centre: named(centreId, found, context) };
}

function named(centreId: number, found: CentreFound, context: PlanContext): Centre {
  const known = context.settings.centres.find((centre) => centre.fulfillment_center_id === centreId);
  const warehouse = found.kind === 'centre' ? found.centre.warehouse : (found.warehouse ?? '');
  return known ?? { fulfillment_center_id: centreId, warehouse };
}
