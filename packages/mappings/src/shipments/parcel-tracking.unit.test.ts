import { describe, expect, it } from 'vitest';
import * as f from '../shared/fixtures.test.js';
import { deliveredNotes, missingTracking, trackEffect, tracked } from './tracking.js';

type Shipment = Parameters<typeof f.shipment>[1];
type Picking = Parameters<typeof f.delivery>[2];
const leaving = (more: Shipment = {}) => ({
  order: f.shipbobOrder([]),
  shipment: f.shipment(1, more),
  seen: f.shipmentsSeen(),
});
const told = { shipments: { delivered_note: true } };
const track = (more: Shipment, picking: Picking, settings: Parameters<typeof f.context>[0] = {}) =>
  trackEffect(leaving(more), f.delivery(200, [], { state: 'done', ...picking }), f.context(settings));

describe('what a booked delivery lacks', () => {
  it('is nothing when its number and the day of delivery stand there', () => {
    const note = '<p>[SB-60/1] delivered 2026-11-27</p>';
    const delivery_date = '2026-11-27T12:00:00Z';
    expect(track({}, { carrier_tracking_ref: '1Z1' })).toBeNull();
    expect(track({ delivery_date }, { carrier_tracking_ref: '1Z1', note }, told)).toBeNull();
    expect(track({ delivery_date }, { carrier_tracking_ref: '1Z1', note: null })).toBeNull();
    expect(track({ tracking: null }, {})).toBeNull();
    expect(track({ delivery_date }, { carrier_tracking_ref: '1Z1' }, told)).toBeNull();
  });

  it('is the day of delivery alone, without touching number and carrier', () => {
    const settings = { shipments: { ...told.shipments, carrier_map: { UPS: 'UPS Ground' } } };
    const found = track(
      { delivery_date: '2026-11-27T12:00:00Z' },
      { carrier_tracking_ref: '1Z1', note: null },
      settings,
    );
    expect(found).toMatchObject({
      after: { carrier_tracking_ref: '1Z1', carrier: null, notes: ['delivered 2026-11-27'] },
      request: {
        carrier_id: null,
        carrier_tracking_ref: null,
        notes: ['delivered 2026-11-27'],
        origin_marker: '[SB-60/1]',
      },
    });
    expect(found?.reason).toContain('was delivered 2026-11-27');
  });

  it('is the number, with the way to follow it', () => {
    const url = 'https://track.example';
    const found = track({ tracking: f.tracking('1Z1', { tracking_url: url }) }, { carrier_tracking_ref: '1Z0' });
    expect(found).toMatchObject({
      businessKey: 'picking 200',
      before: { carrier_tracking_ref: '1Z0' },
      after: { carrier_tracking_ref: '1Z0,1Z1', notes: [`UPS 1Z1 ${url}`] },
      request: { picking_id: 200, shipment_id: 1, carrier_tracking_ref: '1Z1', notes: [`UPS 1Z1 ${url}`] },
    });
    expect(found?.reason).toContain('has tracking number 1Z1; carrier UPS is not mapped');
    expect(track({}, {})?.request).not.toHaveProperty('notes');
    expect(track({}, {})?.after).not.toHaveProperty('notes');
    expect(track({}, {})?.request).not.toHaveProperty('origin_marker');
  });
});

describe('the day of delivery', () => {
  const day = (note: string | null, settings = told, delivery_date: string | null = '2026-11-27T23:00:00Z') =>
    deliveredNotes(leaving({ delivery_date }), note, f.context(settings));

  it('is told by setting, once for each shipment', () => {
    expect(day(null)).toEqual(['delivered 2026-11-27']);
    expect(day('[SB-60/1] delivered 2026-11-26')).toEqual([]);
    expect(day('[SB-60/11] delivered 2026-11-26')).toEqual(['delivered 2026-11-27']);
    expect(day(null, { shipments: { delivered_note: false } })).toEqual([]);
    expect(day(null, told, null)).toEqual([]);
  });
});

describe('a parcel without a tracking number', () => {
  const missing = (more: Shipment, hours = [48, 24], now = f.NOW) =>
    missingTracking(
      f.shipment(1, { tracking: null, ...more }),
      f.context({ shipments: { tracking_checks_hours: hours } }, { now }),
    );
  const at = (found: ReturnType<typeof missing>) => found.laterAt.map((one) => one.toISOString());

  it('is looked at again at each of the hours after it left, and then is a case', () => {
    expect(at(missing({}))).toEqual(['2026-11-26T08:00:00.000Z']);
    expect(missing({}).notes).toEqual(['shipment 1 has no tracking number yet']);
    expect(at(missing({}, [48, 24], '2026-11-26T08:00:00Z'))).toEqual(['2026-11-27T08:00:00.000Z']);
    const over = missing({}, [48, 24], '2026-11-27T08:00:00Z');
    expect(over.laterAt).toEqual([]);
    expect(over.cases).toMatchObject([{ code: 'shipments.tracking_missing', detail: { hours: 48 } }]);
  });

  it('is no matter with a number, without hours, or when nobody knows since when', () => {
    const nothing = { cases: [], laterAt: [], notes: [] };
    expect(missing({ tracking: f.tracking('1Z1') })).toMatchObject(nothing);
    expect(missing({}, [])).toMatchObject(nothing);
    expect(missing({ actual_fulfillment_date: null, created_date: null })).toMatchObject(nothing);
  });

  it('is booked all the same, and the pass says where', () => {
    const found = (name: string) =>
      tracked(leaving({ tracking: null }), f.delivery(200, [], { name, state: 'done' }), f.context());
    expect(found('SB/OUT/9').notes[0]).toBe('shipment 1 is booked on SB/OUT/9');
    expect(found(' ').notes[0]).toBe('shipment 1 is booked on 200');
    const written = tracked(leaving(), f.delivery(200, [], { state: 'done' }), f.context());
    expect(written).toMatchObject({ effects: [{ operation: 'odoo.delivery.track' }], laterAt: [] });
    expect(written.notes).toEqual(['tracking of shipment 1 written']);
  });
});
