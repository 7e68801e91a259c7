export const RETURN_STATUSES = ['AwaitingArrival', 'Arrived', 'Processing', 'Completed', 'Cancelled'] as const;
export type ReturnStatus = (typeof RETURN_STATUSES)[number];

export const TAKEN_ACTIONS = ['Restock', 'Quarantine', 'Dispose'] as const;
export type TakenAction = (typeof TAKEN_ACTIONS)[number];

/** What the warehouse did with some pieces of an item; it may differ from what was asked for. */
export interface ActionTaken {
  action: TakenAction;
  reason: string | null;
  quantity: number;
  imageUrl: string | null;
}

export interface ReturnItem {
  inventoryId: number;
  quantity: number;
  requested: TakenAction;
  /** The merchant asked for it; otherwise it is the item's own preference. */
  overridden: boolean;
  instructions: string | null;
  lotNumber: string | null;
  lotDate: string | null;
  taken: ActionTaken[];
}

export interface ReturnOrder {
  id: number;
  channelId: number;
  /** Null for what ShipBob made itself. */
  referenceId: string | null;
  type: 'Regular' | 'ReturnToSender';
  status: ReturnStatus;
  statusHistory: { status: ReturnStatus; timestamp: string }[];
  centreId: number;
  originalShipmentId: number | null;
  trackingNumber: string | null;
  storeOrderId: string | null;
  customerName: string | null;
  insertDate: string;
  items: ReturnItem[];
  /** Money charged for it so far; null until ShipBob charged something. */
  invoiceAmount: number | null;
}
