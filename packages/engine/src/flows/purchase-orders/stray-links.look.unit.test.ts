import { describe, expect, it } from 'vitest';
import { lookContext, move, picking, wro, wroLink } from '../look-context.test.js';
import { strayLinks } from './stray-links.look.js';

const five = wro(5, 'Awaiting', [[1001, 10, 0]]);

describe('WROs that carry an order’s number and are linked to none of its receipts', () => {
  const look = (there: number[]) =>
    lookContext({
      ledger: {
        links: async (_connection, by) =>
          'shipbobIds' in by ? by.shipbobIds.map((id) => wroLink(90 + Number(id), Number(id))) : [],
      },
      odoo: {
        pickings: async (ids) =>
          new Map(
            ids
              .filter((id) => there.includes(id))
              .map((id) => [id, picking(id, [move(1, 10, 'assigned')], 'assigned')]),
          ),
      },
    });

  it('are told with their links, and which of those name a receipt that Odoo no longer has', async () => {
    const six = wro(6, 'Awaiting', []);
    expect(await strayLinks([five, six], new Map(), look([96]))).toEqual({
      links: [wroLink(95, 5), wroLink(96, 6)],
      vanished: new Set([95]),
    });
  });

  it('cost no call where every WRO is linked, under its own id or that of one in whose place it was made', async () => {
    const nothing = { links: [], vanished: new Set() };
    expect(await strayLinks([five], new Map([[100, [wroLink(100, 5)]]]), lookContext({}))).toEqual(nothing);
    const follows = { ...wroLink(100, 4), data: { wro_id: 5 } };
    expect(await strayLinks([five], new Map([[100, [follows]]]), lookContext({}))).toEqual(nothing);
    const unknown = lookContext({ ledger: { links: async () => [] } });
    expect(await strayLinks([five], new Map(), unknown)).toEqual(nothing);
  });
});
