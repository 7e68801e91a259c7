import { describe, expect, it } from 'vitest';
import * as f from '../shared/fixtures.test.js';
import {
  carrierOf,
  linesOf,
  noteMarker,
  parcelNotes,
  shipmentAdoption,
  trackingNumber,
  trackingRefs,
  withTracking,
} from './shipments.map.js';

describe('the tracking of a parcel', () => {
  const freight = (more: Parameters<typeof f.tracking>[1]) => f.shipment(1, { tracking: f.tracking(null, more) });

  it('is its number, else the carrier’s own one, else the bill of lading', () => {
    expect(trackingNumber(f.shipment(1, { tracking: f.tracking(' 1Z1 ', { pro_number: 'P', bol: 'B' }) }))).toBe('1Z1');
    expect(trackingNumber(freight({ pro_number: 'P', bol: 'B' }))).toBe('P');
    expect(trackingNumber(freight({ pro_number: ' ', bol: 'B' }))).toBe('B');
    expect(trackingNumber(freight({}))).toBeNull();
    expect(trackingNumber(f.shipment(1, { tracking: null }))).toBeNull();
  });

  it('joins the numbers that stand in the field, each once', () => {
    expect(trackingRefs('A, B;C  D,,')).toEqual(['A', 'B', 'C', 'D']);
    expect(trackingRefs(null)).toEqual([]);
    expect(withTracking(null, 'A')).toBe('A');
    expect(withTracking(' ', 'A')).toBe('A');
    expect(withTracking('A, B', 'C')).toBe('A, B,C');
    expect(withTracking('A, B', 'B')).toBe('A, B');
    expect(withTracking('A', null)).toBe('A');
  });

  it('is told in one line where it has a link or is freight', () => {
    const url = 'https://track.example/1Z1';
    const more = { carrier: ' UPS ', carrier_service: 'Ground', tracking_url: url };
    expect(parcelNotes(f.shipment(1, { tracking: f.tracking('1Z1', more) }))).toEqual([`UPS Ground 1Z1 ${url}`]);
    expect(parcelNotes(freight({ carrier: null, bol: 'B' }))).toEqual(['bill of lading B']);
    expect(parcelNotes(freight({ carrier: 'UPS', pro_number: 'P' }))).toEqual(['UPS PRO P']);
    expect(parcelNotes(f.shipment(1, { tracking: f.tracking('1Z1') }))).toEqual([]);
    expect(parcelNotes(f.shipment(1, { tracking: null }))).toEqual([]);
  });
});

describe('the carrier of a parcel', () => {
  const carrier = (
    name: string | null,
    carrier_map: Record<string, string>,
    carriers = [{ id: 31, name: ' ups ground ' }],
  ) =>
    carrierOf(
      f.shipment(1, { tracking: f.tracking('1Z1', { carrier: name }) }),
      f.shipmentsSeen({ carriers }),
      f.context({ shipments: { carrier_map } }),
    );

  it('is the one that the settings name, however it is spelt', () => {
    expect(carrier(' Ups ', { ups: 'UPS Ground' })).toEqual({ id: 31, name: ' ups ground ', note: '' });
  });

  it('is none, with the reason, where it is not mapped or Odoo lacks it', () => {
    expect(carrier(null, { UPS: 'UPS Ground' })).toEqual({ id: null, name: null, note: '' });
    expect(carrier('DHL', { UPS: 'UPS Ground' })).toEqual({
      id: null,
      name: null,
      note: '; carrier DHL is not mapped',
    });
    expect(carrier('UPS', { UPS: 'UPS Air' })).toEqual({
      id: null,
      name: null,
      note: '; Odoo has no carrier "UPS Air" for UPS',
    });
  });
});

describe('what is written', () => {
  it('are lines with a quantity, in order of the products, with the lots of those that have them', () => {
    const lot = { name: 'L1', expiration_date: null, quantity: 2 };
    const quantities = new Map([
      [2, 2],
      [1, 5],
      [3, 0],
    ]);
    expect(linesOf(f.shipmentsSeen(), quantities, new Map([[2, [lot]]]))).toEqual([
      { product_id: 1, sku: 'A-1', quantity: 5 },
      { product_id: 2, sku: 'B-2', quantity: 2, lots: [lot] },
    ]);
  });

  it('carries a mark that is the beginning of no other', () => {
    const order = f.shipbobOrder([]);
    expect(noteMarker(order, f.shipment(1))).toBe('[SB-60/1]');
    expect(noteMarker(order, f.shipment(11)).startsWith(noteMarker(order, f.shipment(1)))).toBe(false);
  });

  it('is a part of its own for each further shipment on one delivery', () => {
    const booking = {
      order: f.shipbobOrder([]),
      shipment: f.shipment(1),
      sale: f.saleOrder(),
      seen: f.shipmentsSeen(),
    };
    const adopt = (part: number) => shipmentAdoption(booking, f.delivery(200, []), part);
    expect(adopt(1)).toMatchObject({ odooModel: 'stock.picking', odooId: 200, shipbobId: '1', data: { order_id: 60 } });
    expect(adopt(1).evidence).not.toContain('others');
    expect(adopt(2)).toMatchObject({ odooModel: 'stock.picking#2' });
    expect(adopt(2).evidence).toContain('and others');
  });
});
