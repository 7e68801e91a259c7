/** All statuses that may still move (ShipBob docs "receiving"; hub statuses from the OpenAPI enum). */
export const OPEN_STATUSES = [
  'Awaiting',
  'PartiallyArrived',
  'Arrived',
  'Processing',
  'PartiallyArrivedAtHub',
  'ArrivedAtHub',
  'ProcessingAtHub',
  'InternalTransfer',
  'Incomplete',
] as const;
