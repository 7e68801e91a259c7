import { describe, expect, it } from 'vitest';
import * as f from '../shared/fixtures.test.js';
import { leftAt, stateOf } from './shipment-state.js';

const state = (more: Parameters<typeof f.shipment>[1], label_hours = 24) =>
  stateOf(f.shipment(1, more), f.context({ shipments: { label_hours } }));
const LABEL = '2026-11-24T10:00:00Z';

describe('the state of a shipment', () => {
  it('is gone when it is completed, whatever the label says', () => {
    expect(state({ status: 'Completed', actual_fulfillment_date: null })).toEqual({ kind: 'gone', why: 'completed' });
  });

  it.each(['Cancelled', 'CleanSweeped'])('is cancelled when it is %s', (status) => {
    expect(state({ status, actual_fulfillment_date: LABEL })).toEqual({ kind: 'cancelled' });
  });

  it.each(['Exception', 'OnHold'])('is stopped when it is %s, labelled or not', (status) => {
    expect(state({ status, actual_fulfillment_date: LABEL })).toEqual({ kind: 'stopped', status });
  });

  it('is gone the given hours after its label, to the second, and waits without one', () => {
    const labelled = (at: string | null, hours?: number) =>
      state({ status: 'Processing', actual_fulfillment_date: at }, hours);
    expect(labelled(LABEL)).toEqual({ kind: 'gone', why: 'labelled 24 h ago' });
    expect(labelled('2026-11-24T10:00:01Z')).toEqual({ kind: 'labelled', at: new Date('2026-11-25T10:00:01Z') });
    expect(labelled(LABEL, 25)).toEqual({ kind: 'labelled', at: new Date('2026-11-25T11:00:00Z') });
    expect(labelled(null)).toEqual({ kind: 'waiting', status: 'Processing' });
  });

  it('on a label alone is never gone where only what is completed counts', () => {
    const of = (status: string) =>
      stateOf(
        f.shipment(1, { status, actual_fulfillment_date: '2026-01-01T00:00:00Z' }),
        f.context({ shipments: { when: 'completed' } }),
      );
    expect(of('Processing')).toEqual({ kind: 'waiting', status: 'Processing' });
    expect(of('Completed')).toEqual({ kind: 'gone', why: 'completed' });
  });

  it('left at its label, else at the carrier’s date, else when it was made', () => {
    const left = (more: Parameters<typeof f.shipment>[1]) => leftAt(f.shipment(1, more))?.toISOString() ?? null;
    const shipped = f.tracking('1Z1', { shipping_date: '2026-11-23T00:00:00Z' });
    expect(left({ tracking: shipped })).toBe('2026-11-25T08:00:00.000Z');
    expect(left({ tracking: shipped, actual_fulfillment_date: null })).toBe('2026-11-23T00:00:00.000Z');
    expect(left({ tracking: null, actual_fulfillment_date: null })).toBe('2026-11-24T08:00:00.000Z');
    expect(left({ tracking: null, actual_fulfillment_date: null, created_date: null })).toBeNull();
  });
});
