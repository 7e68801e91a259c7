/** What may happen to pieces (OpenAPI 2026-01 "inventory history"). */
export const EVENT_CATEGORIES = [
  'OrderPicked',
  'InventoryAdjusted',
  'InventoryFacilityUpdated',
  'AttributeUpdated',
  'InventoryReceived',
  'InventoryRestocked',
  'ReceivingStow',
  'KittingStow',
] as const;
export type EventCategory = (typeof EVENT_CATEGORIES)[number];

/** Why pieces moved. */
export interface StockCause {
  category: EventCategory;
  orderId?: number;
  references?: { key: string; value: string }[];
}

/** One movement on one shelf. The sum of all changes of an item at a centre is what lies there. */
export interface InventoryEvent {
  id: number;
  inventoryId: number;
  category: EventCategory;
  at: string;
  orderId: number | null;
  centreId: number;
  lotNumber: string | null;
  lotDate: string | null;
  /** Pieces that came (positive) or went. */
  change: number;
  references: { key: string; value: string }[];
}
