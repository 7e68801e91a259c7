import { BadInput } from '@mlc/kernel';
import type { Account } from '../account.js';
import { transferPieces } from '../inventory/stock.js';
import type { Box, Uro, Wro } from '../records.js';
import type { Shop } from '../shop.js';
import { setWroStatus, tellBox, tellWro } from './commands.js';

/** What goes wrong, or just otherwise, in a warehouse. */

const bad = (message: string, field: string): BadInput => new BadInput(message, { code: 'sandbox.wro', field });

function boxesOf(wro: Wro, numbers: number[] | undefined): Box[] {
  if (numbers === undefined) return wro.boxes;
  return numbers.map((number) => {
    const box = wro.boxes.find((candidate) => candidate.box_number === number);
    if (box === undefined) throw bad(`WRO ${wro.id} has no box ${number}.`, 'boxes');
    return box;
  });
}

/** Boxes arrive (at the hub, when told so); the WRO is PartiallyArrived until all have. */
export function arriveBoxes(shop: Shop, account: Account, wro: Wro, numbers: number[] | undefined, hub: boolean): void {
  for (const box of boxesOf(wro, numbers)) {
    if (box.box_status !== 'Awaiting') continue;
    box.box_status = 'Arrived';
    box.arrived_date = shop.stamp();
    tellBox(shop, account, 'wro.box.arrived', wro, box);
    tellBox(shop, account, 'wro.box.scanned', wro, box);
  }
  const all = wro.boxes.every((box) => box.box_status !== 'Awaiting');
  if (hub) setWroStatus(shop, account, wro, all ? 'ArrivedAtHub' : 'PartiallyArrivedAtHub');
  else setWroStatus(shop, account, wro, all ? 'Arrived' : 'PartiallyArrived');
}

/**
 * Staff take boxes out of a WRO and make another of them. The new one carries no link to the old (observed), and neither
 * says what happened.
 */
export function splitWro(shop: Shop, account: Account, wro: Wro, numbers: number[], newNumber: string | null): Wro {
  const moved = boxesOf(wro, numbers);
  if (moved.length === wro.boxes.length) throw bad(`WRO ${wro.id} must keep at least one box.`, 'boxes');
  if (newNumber !== null && account.wros.some((other) => other.purchaseOrderNumber === newNumber)) {
    throw bad(`There is a WRO ${newNumber} already.`, 'new_purchase_order_number');
  }
  const at = shop.stamp();
  const id = shop.id('wro');
  const made: Wro = {
    ...wro,
    id,
    statusHistory: [{ id: shop.id('status'), status: wro.status, timestamp: at }],
    insertDate: at,
    lastUpdated: at,
    completedDate: null,
    purchaseOrderNumber: newNumber ?? `WRO${id}`,
    externalSync: null,
    boxes: moved.map((box, index) => ({ ...box, box_number: index + 1 })),
    spread: [],
    visibleAtMs: shop.visibleFrom(shop.options.readLagMs),
  };
  wro.boxes = wro.boxes.filter((box) => !moved.includes(box));
  wro.lastUpdated = at;
  account.wros.push(made);
  tellWro(shop, account, 'wro.created', made);
  tellWro(shop, account, 'wro.updated', wro);
  return made;
}

/** The lot on a box was read wrongly and is put right: the WRO's line and the pieces on the shelf change their lot. */
export function relabelLot(
  shop: Shop,
  account: Account,
  wro: Wro,
  wish: { sku: string; box?: number | undefined; lot_number: string | null; lot_date: string | null },
): void {
  const inventoryId = account.variantBySku(wish.sku)?.inventory.inventory_id;
  const lines = boxesOf(wro, wish.box === undefined ? undefined : [wish.box])
    .flatMap((box) => box.box_items)
    .filter((item) => item.inventory_id === inventoryId);
  if (!inventoryId || lines.length === 0) throw bad(`WRO ${wro.id} has no line of SKU ${wish.sku}.`, 'sku');
  for (const item of lines) {
    const place = { inventoryId, centreId: wro.centreId, lotNumber: item.lot_number, lotDate: item.lot_date };
    const right = { ...place, lotNumber: wish.lot_number, lotDate: wish.lot_date };
    transferPieces(shop, account, place, right, item.stowed_quantity, {
      category: 'AttributeUpdated',
      references: [{ key: 'WroId', value: String(wro.id) }],
    });
    item.lot_number = wish.lot_number;
    item.lot_date = wish.lot_date;
  }
  wro.lastUpdated = shop.stamp();
  tellWro(shop, account, 'wro.updated', wro);
}

/** Goods turn up that belong to no WRO anybody knows. */
export function addUro(
  shop: Shop,
  account: Account,
  wish: { reason: string; barcode: string | null; comment: string | null; tracking_barcode: string | null },
): Uro {
  const uro: Uro = {
    id: shop.id('uro'),
    barcode: wish.barcode,
    comment: wish.comment,
    reason: wish.reason,
    trackingBarcode: wish.tracking_barcode,
    createdDate: shop.stamp(),
    linkedWroId: null,
    linkedWroDate: null,
    attachments: [],
    completed: false,
  };
  account.uros.push(uro);
  return uro;
}
