import { z } from 'zod';
import type { SeenLink } from '../seen.js';

/** What left for one shipment, of one product and lot, in the product's UoM. */
export interface TakenLine {
  product_id: number;
  sku: string;
  lot: string | null;
  quantity: number;
}

/** What the link of a shipment with a day's delivery remembers; its first link also names all orders and shipments. */
export interface PartOfDay {
  day: string;
  order_id: number;
  lines: TakenLine[];
  shipment_ids?: number[] | undefined;
  order_ids?: number[] | undefined;
}

const ids = z.array(z.number()).optional();
const part: z.ZodType<PartOfDay> = z.object({
  day: z.string(),
  order_id: z.number(),
  lines: z.array(
    z.object({ product_id: z.number(), sku: z.string(), lot: z.string().nullable(), quantity: z.number() }),
  ),
  shipment_ids: ids,
  order_ids: ids,
});

/** A shipment's part of a day's delivery; null for a delivery of its own. */
export function partOfDay({ data }: Pick<SeenLink, 'data'>): PartOfDay | null {
  const parsed = part.safeParse(data);
  return parsed.success ? parsed.data : null;
}
