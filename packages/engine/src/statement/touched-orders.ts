import { parseLane, type ShipBobWro } from '@mlc/mappings';
import { lookWros } from '../flows/receiving/wro.look.js';
import { mappedWarehouseIds } from '../flows/warehouses.js';
import type { LookContext } from '../subject.js';
import { idsChanged, isWithin, type Period } from './period.js';

/** Purchase orders that either side touched in the period, and WROs that belong to none. */
export async function touchedOrders(
  context: LookContext,
  period: Period,
): Promise<{ orderIds: number[]; loose: ShipBobWro[] }> {
  const { odoo, shipbob, ledger, connectionId } = context;
  const orderIds = new Set(await idsChanged('purchase.order', context, period));
  const transfers = await odoo.transfersDone({ warehouseIds: mappedWarehouseIds(context.plan), ...period });
  for (const { purchase_id } of transfers) if (purchase_id !== null) orderIds.add(purchase_id);
  const changed = await shipbob.wros(await idsChanged('shipbob.receiving', context, period));
  const ofPeriod = changed.filter(
    (wro) => wro.status !== 'Cancelled' && wro.status !== 'InternalTransfer' && isTouched(wro, period),
  );
  const lanes = await ledger.lanesOfLinks(
    connectionId,
    'wro',
    ofPeriod.map((wro) => String(wro.id)),
  );
  const unlinked: ShipBobWro[] = [];
  for (const wro of ofPeriod) {
    const lane = lanes.get(String(wro.id));
    if (lane?.startsWith('purchase-order:')) orderIds.add(parseLane(lane).id);
    else unlinked.push(wro);
  }
  const candidates = await lookWros(
    unlinked.map((wro) => wro.id),
    context,
  );
  const loose = unlinked.filter((wro) => {
    const [only, ...more] = (candidates.get(wro.id)?.candidates ?? []).filter((order) => order.state !== 'cancel');
    if (!only || more.length > 0) return true;
    orderIds.add(only.id);
    return false;
  });
  return { orderIds: [...orderIds].sort((a, b) => a - b), loose };
}

const isTouched = (wro: ShipBobWro, period: Period): boolean =>
  isWithin(wro.last_updated_date, period) || isWithin(wro.insert_date, period);
