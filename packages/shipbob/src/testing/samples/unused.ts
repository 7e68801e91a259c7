const orders = 'orders come from the sales channels; this product sends ShipBob none';
const shipmentEdits = 'shipments are read, never changed: ShipBob owns them';
const returnWrites = 'returns are announced to ShipBob by people; this product reads what became of them';
const simulation = "ShipBob's own sandbox only: a rehearsal runs on the sandbox of this project";
const older = 'versions 1.0 and 2.0 ended on 31 July 2026 and are not spoken';

/** Samples of calls that no operation of ours makes, each with its reason. Everything else must be placed. */
export const unusedSamples: Record<string, string> = {
  'SOURCES.md': 'tells where the samples come from',
  'api-2026-01-order-post-request': orders,
  'docs-order-post-request': orders,
  'api-2026-01-order-cancel-200': orders,
  'api-2026-01-shipping-method-200': orders,
  'api-2026-01-shipment-batchcancel-200': shipmentEdits,
  'api-2026-01-shipment-batchupdatetrackingupload-request': shipmentEdits,
  'api-2026-01-shipment-batchupdatetrackingupload-200': shipmentEdits,
  'api-2026-01-shipment-updateaddress-request': shipmentEdits,
  'api-2026-01-shipment-updateaddress-200': shipmentEdits,
  'api-2026-01-shipment-getlineitems-200': 'the order itself lists what left, with lots and serial numbers',
  'api-2026-01-return-post-request': returnWrites,
  'api-2026-01-return-post-201': returnWrites,
  'docs-return-post-request_partial': returnWrites,
  'api-2026-01-inventory-list-200': 'the product list tells the same of each item, and links it to its variant',
  'api-2026-01-inventory-level-list-200': 'stock is compared centre by centre; the totals follow from that',
  'docs-simulate-shipment-request': simulation,
  'docs-simulate-status-200': simulation,
  'docs-webhook-1.0-post-response-201': older,
};
