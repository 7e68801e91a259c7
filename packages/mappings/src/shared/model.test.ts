/**
 * Both sides as small pure models: what the evidence looks like after a plan's writes were made. For the property tests
 * of the plans; requests are parsed like the engine does, and a LinkRef whose link is missing holds its effect back.
 */
export { afterPurchaseOrder } from './model-orders.test.js';
export { afterProducts } from './model-products.test.js';
export { afterShipments } from './model-shipments.test.js';
export { doneOf } from './model-transfers.test.js';
