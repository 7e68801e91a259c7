import { describe, expect, it } from 'vitest';
import { amountsHoldTax, itemise, thingKey } from './bill-parts.js';
import * as b from './fixtures.test.js';

const tax = (tax_type: string, tax_amount: string) => ({ tax_type, tax_rate: '10', tax_amount });
const taxed = (amount: string, ...taxes: ReturnType<typeof tax>[]) => b.charge('Shipment/1', amount, { taxes });

describe('the parts of an invoice', () => {
  it('are its transactions in their order, each with what it was charged for', () => {
    const rows = [
      b.charge('Shipment/2', '2', { transaction_id: 'B', fulfillment_center: null }),
      b.charge('FC/8', '1', { transaction_id: 'A', transaction_fee: 'Storage' }),
    ];
    const { parts, unitemised, untaxed } = itemise(b.seen(rows, { things: {} }), {});
    expect(parts).toEqual([
      {
        fee: 'Storage',
        centre: 'Cicero (IL)',
        reference: 'FC 8',
        sku: null,
        channel: null,
        net: 1_000_000,
        taxTypes: [],
        unmappedTax: null,
      },
      expect.objectContaining({ fee: 'Shipping', centre: null, reference: 'Shipment 2', net: 2_000_000 }),
    ]);
    expect([unitemised, untaxed]).toEqual([0, 3_000_000]);
  });

  it('share a charge out over its goods, by their numbers; goods of which none left have no share', () => {
    const goods = ['A', 'B', 'C'].map((name, index) => ({ name, quantity: index }));
    const things = Object.fromEntries([b.thing('Shipment/1', { goods, channel: 'Shop' })]);
    const { parts } = itemise(b.seen([b.charge('Shipment/1', '3')], { things }), {});
    expect(parts.map(({ sku, channel, net }) => [sku, channel, net])).toEqual([
      ['B', 'Shop', 1_000_000],
      ['C', 'Shop', 2_000_000],
    ]);
    const none = Object.fromEntries([b.thing('Shipment/1', { goods: [{ name: 'A', quantity: 0 }] })]);
    expect(itemise(b.seen([b.charge('Shipment/1', '3')], { things: none }), {}).parts).toMatchObject([
      { sku: null, net: 3_000_000 },
    ]);
  });

  it('carry the mapped kinds of tax, each once and in order; others are parts of their own unless they are nothing', () => {
    const row = taxed(
      '10',
      tax('PST', '1'),
      tax('GST', '2'),
      tax('GST', '1'),
      tax('VAT', '0.5'),
      tax('', '0.25'),
      tax('ECO', '0'),
    );
    const { parts, untaxed } = itemise(b.seen([row], { things: {} }), { GST: 'a', PST: 'b' });
    expect(parts.map(({ net, taxTypes, unmappedTax }) => [net, taxTypes, unmappedTax])).toEqual([
      [10_000_000, ['GST', 'PST'], null],
      [500_000, [], 'VAT'],
      [250_000, [], 'tax'],
    ]);
    expect(untaxed).toBe(10_750_000);
  });

  it('do not hold the taxes twice: the total tells whether the amounts hold them', () => {
    const row = taxed('10', tax('GST', '1'));
    expect(amountsHoldTax(10_000_000, [row])).toBe(true);
    expect(amountsHoldTax(11_000_000, [row])).toBe(false);
    const held = itemise(b.seen([row], { things: {}, total: '10.00' }), { GST: 'a' });
    expect(held).toMatchObject({ parts: [{ net: 9_000_000 }], unitemised: 0, untaxed: 9_000_000 });
    const onTop = itemise(b.seen([row], { things: {}, total: '11.00' }), { GST: 'a' });
    expect(onTop).toMatchObject({ parts: [{ net: 10_000_000 }], unitemised: 0, untaxed: 10_000_000 });
    const neither = itemise(b.seen([row], { things: {}, total: '15.00' }), {});
    expect(neither).toMatchObject({ unitemised: 4_000_000, untaxed: 15_000_000 });
  });

  it('of no invoice are none', () => {
    const { parts, unitemised } = itemise({ ...b.seen([]), invoice: null }, {});
    expect([parts, unitemised]).toEqual([[], 0]);
  });

  it('know a thing by its kind and id', () => {
    expect(thingKey({ reference_type: 'Shipment', reference_id: '12' })).toBe('Shipment/12');
  });
});
