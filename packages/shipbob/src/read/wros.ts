import type { CallPriority } from '@mlc/engine';
import type { ShipBobBox, ShipBobWro } from '@mlc/mappings';
import { z } from 'zod';
import { boxSchema, needsBoxes, seenWro, seenWroWithBoxes, type WroAnswer, wroSchema } from '../decode/receiving.js';
import { decode } from '../decode/shape.js';
import type { ShipBobClient } from '../http/client.js';
import { readPages } from '../http/paging.js';
import { chunkValues } from '../http/query.js';
import { endpoints, pathOf } from '../versions.js';
import { OPEN_STATUSES } from './statuses.js';
import { searchVariants } from './variants.js';

export interface ReadOptions {
  priority: CallPriority;
  deadlineMs?: number;
}

/** WROs by `IDs` or `PurchaseOrderNumbers` (comma lists in every dated version), whole pages at a time. */
export async function readWros(
  client: ShipBobClient,
  filter: 'IDs' | 'PurchaseOrderNumbers',
  values: readonly (string | number)[],
  options: ReadOptions,
): Promise<ShipBobWro[]> {
  const answers = new Map<number, WroAnswer>();
  const { path, limit } = endpoints.wros;
  const distinct = [...new Set(values)].filter((value) => value !== '');
  for (const chunk of chunkValues(distinct, { countMax: limit })) {
    const found = await readPages(client, { path, query: { [filter]: chunk }, ...options }, wroSchema);
    for (const answer of found) answers.set(answer.wro.id, answer);
  }
  return completeWros(client, [...answers.values()], options);
}

/** WROs that may still move, and those completed since then: two lists. */
export async function readLivingWros(client: ShipBobClient, completedSince: string): Promise<ShipBobWro[]> {
  const { path } = endpoints.wros;
  const answers = new Map<number, WroAnswer>();
  for (const query of [{ Statuses: OPEN_STATUSES }, { Statuses: 'Completed', CompletedStartDate: completedSince }]) {
    const found = await readPages(client, { path, query, priority: 'receipts' }, wroSchema);
    for (const answer of found) answers.set(answer.wro.id, answer);
  }
  return completeWros(client, [...answers.values()], { priority: 'receipts' });
}

/** Reads the boxes of the WROs whose own numbers are not enough, and the SKUs that boxes do not carry, in one search. */
export async function completeWros(
  client: ShipBobClient,
  answers: WroAnswer[],
  options: ReadOptions,
): Promise<ShipBobWro[]> {
  const boxes = new Map<number, ShipBobBox[]>();
  for (const answer of answers.filter(needsBoxes)) {
    boxes.set(answer.wro.id, await readBoxes(client, answer.wro.id, options));
  }
  const skus = await skusOfBoxes(client, answers, boxes, options);
  return answers.map((answer) => {
    const found = boxes.get(answer.wro.id);
    return found === undefined ? seenWro(answer) : seenWroWithBoxes(answer, found, skus);
  });
}

/** Boxes of one WRO; none when it is gone. */
export async function readBoxes(client: ShipBobClient, wroId: number, options: ReadOptions): Promise<ShipBobBox[]> {
  const path = pathOf('wroBoxes', wroId);
  const answer = await client.readOne({ path, ...options });
  return answer === null ? [] : decode(z.array(boxSchema), answer.json, `list ${path}`);
}

async function skusOfBoxes(
  client: ShipBobClient,
  answers: WroAnswer[],
  boxes: ReadonlyMap<number, ShipBobBox[]>,
  options: ReadOptions,
): Promise<Map<number, string>> {
  const skus = new Map<number, string>();
  for (const line of answers.flatMap((answer) => answer.quantities)) {
    if (line.sku !== null) skus.set(line.inventory_id, line.sku);
  }
  const items = [...boxes.values()].flat().flatMap((box) => box.box_items);
  const missing = new Set(
    items.filter((item) => item.sku === null && !skus.has(item.inventory_id)).map((item) => item.inventory_id),
  );
  const variants = await searchVariants(client, {
    filter: 'InventoryId',
    single: null,
    values: [...missing],
    matches: (variant) => variant.inventory_id !== null && missing.has(variant.inventory_id),
    ...options,
  });
  for (const variant of variants) if (variant.inventory_id !== null) skus.set(variant.inventory_id, variant.sku);
  return skus;
}
