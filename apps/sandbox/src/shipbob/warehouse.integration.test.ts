import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pick } from '../testing/pick.js';
import { Receiver } from '../testing/receiver.js';
import { Started } from '../testing/started.js';
import { defaultShipBobWorld } from './seed.js';

let shipbob: Started;
let mug: number;
let tea: number;
const hook = new Receiver();
beforeAll(async () => {
  await hook.start();
  shipbob = await Started.start({ shipbob: { rateLimitMax: 10_000 } });
});
afterAll(async () => {
  await shipbob.stop();
  await hook.stop();
});
beforeEach(async () => {
  await shipbob.admin.reset();
  hook.clear();
  mug = (await shipbob.product('MUG')).inventoryId;
  tea = (await shipbob.product('TEA', { lot_information: { is_lot: true } })).inventoryId;
});

const box = (tracking: string, items: Record<string, unknown>[]) => ({ tracking_number: tracking, box_items: items });
const wro = (number: string, boxes: unknown[]) =>
  shipbob.call('POST', '2026-07/receiving', { ...shipbob.wroBody(number, []), boxes });
const get = async (path: string): Promise<unknown> => (await shipbob.call('GET', `2026-07/${path}`)).json;

describe('boxes', () => {
  test('arrive one by one: the WRO is partly there until the last, at the hub or at the centre, and each is told', async () => {
    await shipbob.call('POST', '2026-07/webhook', { topics: ['wro.box.arrived', 'wro.box.scanned'], url: hook.url });
    const id = pick(
      await wro('P1', [
        box('T1', [{ inventory_id: mug, quantity: 1 }]),
        box('T2', [{ inventory_id: mug, quantity: 2 }]),
      ]),
      'id',
    );
    await shipbob.admin.warehouse.arrive({ purchase_order_number: 'P1', boxes: [1], at_hub: true });
    expect(await get(`receiving/${id}`)).toMatchObject({ status: 'PartiallyArrivedAtHub' });
    await shipbob.admin.warehouse.arrive({ purchase_order_number: 'P1' });
    expect(await get(`receiving/${id}`)).toMatchObject({ status: 'Arrived' });
    expect(await get(`receiving/${id}/boxes`)).toMatchObject([
      { box_status: 'Arrived', arrived_date: expect.any(String) },
      { box_status: 'Arrived' },
    ]);
    await shipbob.admin.webhooks.wait();
    expect(hook.topics().toSorted()).toEqual([
      'wro.box.arrived',
      'wro.box.arrived',
      'wro.box.scanned',
      'wro.box.scanned',
    ]);
    await expect(shipbob.admin.warehouse.arrive({ purchase_order_number: 'P1', boxes: [9] })).rejects.toThrow(
      'no box 9',
    );
  });

  test('are taken out into a WRO that has no link to the old one, whose quantities shrink', async () => {
    const id = pick(
      await wro('P1', [
        box('T1', [{ inventory_id: mug, quantity: 1 }]),
        box('T2', [{ inventory_id: mug, quantity: 2 }]),
      ]),
      'id',
    );
    const made = await shipbob.admin.warehouse.split({ purchase_order_number: 'P1', boxes: [2] });
    expect(made.purchase_order_number).toBe(`WRO${made.id}`);
    expect(JSON.stringify(await get(`receiving/${made.id}`))).not.toContain(id);
    expect(await get(`receiving/${id}`)).toMatchObject({ inventory_quantities: [{ expected_quantity: 1 }] });
    expect(await get(`receiving/${made.id}`)).toMatchObject({ inventory_quantities: [{ expected_quantity: 2 }] });
    await expect(shipbob.admin.warehouse.split({ purchase_order_number: 'P1', boxes: [1] })).rejects.toThrow(
      'at least one',
    );
  });
});

describe('lots', () => {
  test('a lot that nobody announced is a line of its own; put right, pieces and history follow', async () => {
    const lot = { lot_number: 'L1', lot_date: '2027-01-01T00:00:00Z' };
    const id = pick(await wro('P1', [box('T1', [{ inventory_id: tea, quantity: 5, ...lot }])]), 'id');
    await shipbob.admin.shipbob.stow({
      purchase_order_number: 'P1',
      items: [{ sku: 'TEA', stowed: 5, lot_number: 'L7', lot_date: '2027-06-01T00:00:00Z' }],
    });
    expect(await get(`receiving/${id}/boxes`)).toMatchObject([
      {
        box_items: [
          { lot_number: 'L1', quantity: 5, stowed_quantity: 0 },
          { lot_number: 'L7', lot_date: '2027-06-01T00:00:00Z', quantity: 0, stowed_quantity: 5 },
        ],
      },
    ]);
    await shipbob.admin.warehouse.relabelLot({ purchase_order_number: 'P1', sku: 'TEA', ...lot });
    expect(await get(`inventory-level/${tea}/lots`)).toMatchObject({
      lots: [
        { lot_number: 'L7', on_hand_quantity: 0 },
        { lot_number: 'L1', on_hand_quantity: 5 },
      ],
    });
    expect(await shipbob.admin.warehouse.history()).toMatchObject([
      { category: 'ReceivingStow', lot_number: 'L7', change: 5 },
      { category: 'AttributeUpdated', lot_number: 'L7', change: -5 },
      { category: 'AttributeUpdated', lot_number: 'L1', change: 5 },
    ]);
  });
});

describe('placement', () => {
  test('distributions follow the WRO for an enrolled account, and are refused to others', async () => {
    expect((await shipbob.call('GET', '2026-07/receiving/1/distributions')).status).toBe(400);
    const [account] = defaultShipBobWorld.accounts;
    if (account === undefined) throw new Error('The default world has no account');
    await shipbob.admin.seed({ shipbob: { accounts: [{ ...account, placement_program: true }] } });
    mug = (await shipbob.product('MUG')).inventoryId;
    const body = {
      ...shipbob.wroBody('P1', [{ inventory_id: mug, quantity: 4 }]),
      final_destination_fulfillment_center_id: 8,
    };
    const id = pick(await shipbob.call('POST', '2026-07/receiving', body), 'id');
    const row = { inventory_id: mug, product_sku: 'MUG', fulfillment_center_id: 8, expected_quantity: 4 };
    expect(await get(`receiving/${id}/distributions`)).toMatchObject({
      distributions: [{ ...row, status: 'NotStarted' }],
    });
    await shipbob.admin.shipbob.stow({ purchase_order_number: 'P1', items: [{ sku: 'MUG', stowed: 1 }] });
    expect(await get(`receiving/${id}/distributions`)).toMatchObject({
      distributions: [{ ...row, status: 'Stowing', stowed_quantity: 1 }],
    });
  });

  test('a hub stands in for its centre only while the option says so', async () => {
    await shipbob.admin.seed({
      shipbob: {
        accounts: [
          {
            user_id: 1,
            channels: [{ id: 1, name: 'Own' }],
            tokens: [{ token: 'sandbox-pat', channel_id: 1 }],
            centres: [
              { id: 3, name: 'Hub' },
              { id: 10, name: 'Spoke', hub_id: 3 },
            ],
          },
        ],
      },
    });
    mug = (await shipbob.product('MUG')).inventoryId;
    const id = pick(await wro('P1', [box('T', [{ inventory_id: mug, quantity: 1 }])]), 'id');
    expect(await get(`receiving/${id}`)).toMatchObject({ fulfillment_center: { id: 3 } });
    await shipbob.admin.shipbob.setOptions({ hubSubstitution: false });
    expect(await get(`receiving/${id}`)).toMatchObject({ fulfillment_center: { id: 10 } });
  });
});
