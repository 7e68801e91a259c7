import type { OdooPicking, OdooPurchaseOrder, PurchaseOrderSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { type Centre, type CentreFound, centreOfReceipt } from '../shared/centres.js';
import { supplierRules } from './suppliers.js';

/** The centre a receipt goes to: that of its warehouse, unless its supplier always sends to another. */
export function centreFor(
  picking: OdooPicking,
  order: OdooPurchaseOrder,
  seen: PurchaseOrderSeen,
  context: PlanContext,
): CentreFound {
  const found = centreOfReceipt(picking, picking.warehouse_id ?? order.warehouse_id, seen.locations ?? {}, context);
  const { centreId } = supplierRules(order, context);
  if (centreId === null || found.kind === 'unmapped') return found;
  return { kind: 'centre', centre: named(centreId, found, context) };
}

function named(centreId: number, found: CentreFound, context: PlanContext): Centre {
  const known = context.settings.centres.find((centre) => centre.fulfillment_center_id === centreId);
  const warehouse = found.kind === 'centre' ? found.centre.warehouse : (found.warehouse ?? '');
  return known ?? { fulfillment_center_id: centreId, warehouse };
}
