import { BadInput } from '@mlc/kernel';
import type { Account } from '../account.js';
import { movePieces } from '../inventory/stock.js';
import type { Box, BoxItem, Wro, WroStatus } from '../records.js';
import type { Shop } from '../shop.js';
import { setWroStatus, tellBox } from './commands.js';

/** What the people in the warehouse do to a WRO. There is no API for it on the live side either. */

export interface StowItem {
  sku: string;
  /** Box number; without it the boxes that expect the SKU are filled in order and the rest lands in the last of them. */
  box?: number | undefined;
  /** Pieces on the shelf in total so far, not the pieces of this visit: saying it twice changes nothing. */
  stowed?: number | undefined;
  /** Pieces counted in total so far; the stowed ones by default. */
  received?: number | undefined;
  lot_number?: string | null | undefined;
  /** For a lot that nobody announced. */
  lot_date?: string | null | undefined;
}

/** A hub counts and sends on; its WROs are no other centre's yet. */
const AT_HUB = new Set<WroStatus>(['ArrivedAtHub', 'PartiallyArrivedAtHub', 'ProcessingAtHub']);

const bad = (message: string, field: string): BadInput => new BadInput(message, { code: 'sandbox.wro', field });

/** Sets counted and stowed totals, moves the difference onto the shelf and tells subscribers of `wro.box.stowed`. */
export function stow(shop: Shop, account: Account, wro: Wro, items: StowItem[]): void {
  if (wro.status === 'Cancelled' || wro.status === 'Completed') {
    throw bad(`WRO ${wro.id} is ${wro.status}; nothing can be stowed.`, 'wro');
  }
  const touched = new Set<Box>();
  for (const wish of items) {
    const variant = account.variantBySku(wish.sku);
    const inventoryId = variant?.inventory.inventory_id;
    if (!inventoryId) throw bad(`SKU ${wish.sku} is no stocked product.`, 'sku');
    for (const share of sharesOf(wro, inventoryId, wish)) {
      touched.add(share.box);
      apply(shop, account, wro, share);
    }
  }
  if (wro.status !== 'Processing' && !AT_HUB.has(wro.status)) setWroStatus(shop, account, wro, 'Processing');
  wro.lastUpdated = shop.stamp();
  for (const box of touched) {
    const open = box.box_items.some((item) => item.stowed_quantity < item.quantity);
    box.box_status = open ? 'Stowing' : 'Completed';
    tellBox(shop, account, 'wro.box.stowed', wro, box);
  }
}

interface Share {
  box: Box;
  item: BoxItem;
  stowed: number;
  received: number;
}

function sharesOf(wro: Wro, inventoryId: number, wish: StowItem): Share[] {
  const boxes = wro.boxes.filter((box) => wish.box === undefined || box.box_number === wish.box);
  const lotFits = (item: BoxItem): boolean => !wish.lot_number || item.lot_number === wish.lot_number;
  const expected = boxes.flatMap((box) =>
    box.box_items.filter((item) => item.inventory_id === inventoryId && lotFits(item)).map((item) => ({ box, item })),
  );
  if (expected.length === 0) expected.push(unexpected(wro, boxes[0], inventoryId, wish));
  let stowedLeft = wish.stowed ?? expected.reduce((sum, { item }) => sum + item.stowed_quantity, 0);
  let receivedLeft = wish.received ?? stowedLeft;
  return expected.map(({ box, item }, index) => {
    const last = index === expected.length - 1;
    const stowed = last ? stowedLeft : Math.min(stowedLeft, item.quantity);
    const received = last ? receivedLeft : Math.min(receivedLeft, item.quantity);
    stowedLeft -= stowed;
    receivedLeft -= received;
    return { box, item, stowed, received };
  });
}

/** Goods that nobody announced: a line with expected quantity 0. */
function unexpected(wro: Wro, box: Box | undefined, inventoryId: number, wish: StowItem): { box: Box; item: BoxItem } {
  if (box === undefined) throw bad(`WRO ${wro.id} has no box ${wish.box ?? ''}.`, 'box');
  const item: BoxItem = {
    inventory_id: inventoryId,
    quantity: 0,
    received_quantity: 0,
    stowed_quantity: 0,
    lot_number: wish.lot_number ?? null,
    lot_date: wish.lot_date ?? null,
  };
  box.box_items.push(item);
  return { box, item };
}

function apply(shop: Shop, account: Account, wro: Wro, { box, item, stowed, received }: Share): void {
  const at = shop.stamp();
  box.arrived_date ??= at;
  box.counting_started_date ??= at;
  box.received_date ??= at;
  const place = {
    inventoryId: item.inventory_id,
    centreId: wro.centreId,
    lotNumber: item.lot_number,
    lotDate: item.lot_date,
  };
  movePieces(shop, account, place, stowed - item.stowed_quantity, {
    category: 'ReceivingStow',
    references: [{ key: 'WroId', value: String(wro.id) }],
  });
  item.stowed_quantity = stowed;
  item.received_quantity = received;
}

const BOX_FOLLOWS: Partial<Record<WroStatus, Box['box_status']>> = {
  Arrived: 'Arrived',
  ArrivedAtHub: 'Arrived',
  Completed: 'Completed',
  Cancelled: 'Cancelled',
  InternalTransfer: 'InternalTransfer',
};

/** Moves the WRO to any status, its boxes with it where that is plain, and tells subscribers. */
export function moveWro(shop: Shop, account: Account, wro: Wro, status: WroStatus): void {
  const follows = BOX_FOLLOWS[status];
  if (follows !== undefined) {
    for (const box of wro.boxes) {
      const changed = box.box_status !== follows;
      box.box_status = follows;
      if (follows !== 'Arrived' || !changed) continue;
      box.arrived_date ??= shop.stamp();
      tellBox(shop, account, 'wro.box.arrived', wro, box);
    }
  }
  setWroStatus(shop, account, wro, status);
}
