/** One ended WRO on one receipt, for the unit tests of receiving. */
import type { OdooPicking, PurchaseOrderSeen, SeenLink, ShipBobWro } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import {
  context,
  type line,
  type move,
  orderSeen,
  picking,
  purchaseOrder,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { planReceiving } from './receiving.plan.js';

/** WRO 5 on receipt 100 has ended with these lines, and ShipBob knows that it is booked. */
export const plan = (
  pickings: OdooPicking[],
  lines: ReturnType<typeof line>[],
  more: {
    wro?: Partial<ShipBobWro>;
    receipt?: SettingsInput['receipt'];
    seen?: Partial<PurchaseOrderSeen>;
    link?: Partial<SeenLink>;
  } = {},
) =>
  planReceiving(
    orderSeen({
      order: purchaseOrder({ pickings }),
      links: [{ ...wroLink(100, 5), ...more.link }],
      wros: [wro(5, { status: 'Completed', external_sync: true, inventory_quantities: lines, ...more.wro })],
      ...more.seen,
    }),
    context({ receipt: more.receipt ?? {} }),
  );
/** A backorder of receipt 100. */
export const rest = (...moves: ReturnType<typeof move>[]) => picking(101, moves, { backorder_id: 100 });
