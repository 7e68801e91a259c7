/**
 * How far a flow may go by itself. `preview`: nothing is written or linked, what would be is shown. `approve`: each write
 * waits for a person's yes. `live`: writes are made as planned.
 */
export const MODES = ['preview', 'approve', 'live'] as const;
export type Mode = (typeof MODES)[number];

/** The flows that write, in the order in which people meet them. */
export const FLOWS = [
  'products',
  'purchase-orders',
  'receiving',
  'shipments',
  'returns',
  'billing',
  'inventory',
] as const;
export type Flow = (typeof FLOWS)[number];

/** A flow nobody has said anything about only shows what it would do. */
export const DEFAULT_MODE: Mode = 'preview';
