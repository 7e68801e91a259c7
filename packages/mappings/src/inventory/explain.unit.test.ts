import { SeededRandom } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { explainDifference, inFlight, type Movement } from './explain.js';

const from = '2026-10-26T00:00:00Z';
const AT = '2026-11-20T00:00:00Z';
const move = (subject: string | null, units: number, what: string, more: Partial<Movement> = {}): Movement => ({
  subject,
  units,
  at: AT,
  what,
  note: null,
  ...more,
});
const picked = (order: number, units: number, at = AT) => move(`order:${order}`, -units, 'OrderPicked', { at });
const shipped = (order: number, units: number, at = AT) => move(`order:${order}`, -units, `SB/OUT/${order}`, { at });
const stowed = (order: number, units: number) => move(`purchase-order:${order}`, units, 'ReceivingStow');
const received = (order: number, units: number) => move(`purchase-order:${order}`, units, `SB/IN/${order}`);
const sum = (movements: Movement[]): number => movements.reduce((total, one) => total + one.units, 0);

/** Both sides began equal; what lies there now is what the movements say, less what was stolen at ShipBob. */
function explained(shipbob: Movement[], odoo: Movement[], stolen: number) {
  const difference = sum(shipbob) - stolen - sum(odoo);
  const { causes, unknown } = explainDifference(difference, { shipbob, odoo, from, marginHours: 72 });
  const flight = inFlight(causes, 0);
  return { causes: causes.map(({ kind, subject, units }) => [kind, subject, units]), unknown, flight };
}

describe('a history explains a difference unit by unit', () => {
  it('what both sides did is no cause, and what is left is the theft', () => {
    const found = explained([picked(1, 3), stowed(7, 50)], [shipped(1, 3), received(7, 50)], 4);
    expect(found).toEqual({ causes: [], unknown: -4, flight: 0 });
  });

  it('goods that were picked or stowed and are not booked yet are on the way, and not the theft', () => {
    const found = explained([picked(1, 3), picked(2, 5), stowed(7, 50)], [shipped(1, 3), received(7, 30)], 2);
    expect(found).toEqual({
      causes: [
        ['stowed_not_booked', 'purchase-order:7', 20],
        ['shipped_not_booked', 'order:2', -5],
      ],
      unknown: -2,
      flight: 15,
    });
  });

  it('returns that are restocked and not booked are on the way; booked ones are no cause', () => {
    const back = (id: number, units: number) => move(`return:${id}`, units, 'InventoryRestocked');
    const booked = move('return:5', 2, 'SB/IN/9');
    expect(explained([back(5, 2), back(6, 1)], [booked], 1)).toEqual({
      causes: [['return_not_booked', 'return:6', 1]],
      unknown: -1,
      flight: 1,
    });
  });

  it('corrections of each side are causes of their own, by their reasons', () => {
    const damaged = move(null, -3, 'InventoryAdjusted', { note: 'damaged' });
    const foundAgain = move(null, 2, 'InventoryAdjusted', { note: 'found' });
    const byHand = move(null, 6, 'Product Quantity Updated');
    expect(explained([damaged, foundAgain, move(null, -1, 'Evaporated')], [byHand], 7)).toEqual({
      causes: [
        ['odoo_only', null, -6],
        ['shipbob_adjusted', null, -3],
        ['shipbob_adjusted', null, 2],
        ['shipbob_other', null, -1],
      ],
      unknown: -7,
      flight: 0,
    });
  });

  it('what Odoo booked and ShipBob did not do, or did otherwise, is told by its record', () => {
    const found = explained(
      [picked(3, 2), move('return:4', 1, 'InventoryRestocked')],
      [shipped(3, 5), shipped(8, 1), move('return:4', -1, 'x'), move('other:1', 2, 'y')],
      5,
    );
    expect(found).toEqual({
      causes: [
        ['booked_not_shipped', 'order:3', 3],
        ['booked_differently', 'return:4', 2],
        ['booked_differently', 'other:1', -2],
        ['booked_not_shipped', 'order:8', 1],
      ],
      unknown: -5,
      flight: 0,
    });
  });

  it('a record that straddles the beginning of the history is taken for settled', () => {
    const early = '2026-10-27T00:00:00Z';
    const found = explained([], [shipped(1, 3, early)], 0);
    // Picked before the history begins: the three are equal on both sides, and the caller sees no difference.
    expect(found.causes).toEqual([]);
    expect(explained([picked(2, 2, early)], [shipped(2, 1, early)], 0).causes).toEqual([
      ['shipped_not_booked', 'order:2', -1],
    ]);
    expect(explained([picked(2, 2)], [], 0).causes).toEqual([['shipped_not_booked', 'order:2', -2]]);
  });

  it('whatever happened in whichever order, the unknown rest is the theft', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = new SeededRandom(seed);
      const shipbob: Movement[] = [];
      const odoo: Movement[] = [];
      for (let index = 0; index < 12; index += 1) {
        const [id, units] = [random.below(6), 1 + random.below(9)];
        const kind = random.below(4);
        const moves =
          kind === 0
            ? [picked(id, units), shipped(id, units)]
            : kind === 1
              ? [stowed(id, units), received(id, units)]
              : [move(null, units - 5, 'InventoryAdjusted'), move(null, units - 5, 'by hand')];
        if (random.chance(0.8) && moves[0]) shipbob.splice(random.below(shipbob.length + 1), 0, moves[0]);
        if (random.chance(0.8) && moves[1]) odoo.splice(random.below(odoo.length + 1), 0, moves[1]);
      }
      const stolen = random.below(20);
      expect(explained(shipbob, odoo, stolen).unknown, `seed ${seed}`).toBe(stolen === 0 ? 0 : -stolen);
    }
  });

  it('stock that left for another centre is on the way as far as ShipBob says so', () => {
    const causes = explainDifference(-8, {
      shipbob: [move(null, -8, 'InventoryFacilityUpdated')],
      odoo: [],
      from,
      marginHours: 72,
    }).causes;
    expect(inFlight(causes, 5)).toBe(-5);
    expect(inFlight(causes, 10)).toBe(-8);
    expect(inFlight(causes, 0)).toBe(0);
  });
});
