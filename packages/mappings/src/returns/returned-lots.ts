import type { ReturnSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { instant } from '../shared/dates.js';
import { filled } from '../shared/text.js';
import type { Done } from './actions.js';

/** The lot of goods that came back, and whether they may be sold again. */
export type LotFound = { lot: string | null; bad: string | null } | 'needed';

/**
 * The original lot is kept: the one ShipBob names, else the only one that left with the delivery. A lot that is expired, or
 * that Odoo knows from returns only, is bad for stock. Several units of one serial number cannot be.
 */
export function lotOf(done: Done, seen: ReturnSeen, context: PlanContext): LotFound {
  const product = seen.productByInventoryId[String(done.item.id)];
  if (!product || product.tracking === 'none') return { lot: null, bad: null };
  const left =
    (seen.delivery ?? seen.apart)?.goods.find((goods) => goods.product_id === product.product_id)?.lots ?? [];
  const lot = filled(done.item.lot_information?.number) ?? (left.length === 1 ? (left[0] ?? null) : null);
  if (lot === null || (product.tracking === 'serial' && done.quantity !== 1)) return 'needed';
  const known = seen.lots.find((one) => one.product_id === product.product_id && one.name === lot);
  if (!known) return { lot, bad: `Odoo knows no lot ${lot}` };
  if (known.only_returned) return { lot, bad: `Odoo knows lot ${lot} from returns only` };
  const expires = instant(done.item.lot_information?.expiration ?? known.expiration_date);
  const expired = expires !== null && expires <= new Date(context.now);
  return { lot, bad: expired ? `lot ${lot} expired on ${expires.toISOString().slice(0, 10)}` : null };
}
