import { isKnownError } from '@mlc/kernel';
import type { Settings } from '@mlc/mappings';
import type { OdooSource, ShipBobSource } from './ports/remotes.js';

export type PollSource = OdooSource | ShipBobSource;
export const ODOO_SOURCES: readonly OdooSource[] = [
  'product.product',
  'mrp.bom',
  'mrp.bom.line',
  'product.packaging',
  'purchase.order',
  'purchase.order.line',
  'stock.picking',
  'stock.move',
  'sale.order',
];
export const SHIPBOB_SOURCES: readonly ShipBobSource[] = [
  'shipbob.receiving',
  'shipbob.uro',
  'shipbob.order',
  'shipbob.return',
  'shipbob.invoice',
];
export const POLL_SOURCES: readonly PollSource[] = [...ODOO_SOURCES, ...SHIPBOB_SOURCES];

export const isShipBobSource = (source: PollSource): source is ShipBobSource => source.startsWith('shipbob.');

/** What a product's own stamp does not tell, and only a setting asks for. */
const WANTED_IF: Partial<Record<PollSource, (settings: Settings) => boolean>> = {
  'mrp.bom': ({ products }) => products.kits === 'bundle',
  'mrp.bom.line': ({ products }) => products.kits === 'bundle',
  'product.packaging': ({ products }) => products.packaging_barcodes,
};

/** The sources that a connection's settings ask for. */
export const pollsWanted = (settings: Settings): PollSource[] =>
  POLL_SOURCES.filter((source) => WANTED_IF[source]?.(settings) ?? true);

/**
 * Some sources may be closed to a connection, which is no reason to stop everything else of it: billing has a scope of its
 * own that many tokens lack, and bills of materials are an application that Odoo may lack, or rights that its user may.
 * Such a poll shows the refusal, and nothing more.
 */
export function maySkip(source: PollSource, error: unknown): boolean {
  const code = isKnownError(error) ? error.code : null;
  if (source === 'shipbob.invoice') return code === 'shipbob.forbidden' || code === 'shipbob.missing_scope';
  return source in WANTED_IF && (code === 'odoo.module_missing' || code === 'odoo.access_denied_to_model');
}
