import { POLL_SOURCES, type PollSource } from '@mlc/engine';

/** Default period of each poll, seconds (the domain's table of schedules). */
export const DEFAULT_EVERY_SECONDS: Record<PollSource, number> = {
  'product.product': 15 * 60,
  'mrp.bom': 15 * 60,
  'mrp.bom.line': 15 * 60,
  'product.packaging': 15 * 60,
  'purchase.order': 5 * 60,
  'purchase.order.line': 5 * 60,
  'stock.picking': 5 * 60,
  'stock.move': 5 * 60,
  'sale.order': 5 * 60,
  'shipbob.receiving': 15 * 60,
  'shipbob.uro': 60 * 60,
  'shipbob.order': 5 * 60,
  'shipbob.return': 15 * 60,
  'shipbob.invoice': 24 * 60 * 60,
};

export const isPollSource = (name: string): name is PollSource => POLL_SOURCES.some((source) => source === name);
