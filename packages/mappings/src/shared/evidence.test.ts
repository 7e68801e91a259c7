/** Evidence of every kind, sensible or not, for the property tests of the plans. */
export { orderSeenArb, wroSeenArb } from './evidence-orders.test.js';
export { productSeenArb } from './evidence-products.test.js';
export { settingsArb, versionArb } from './evidence-settings.test.js';
export { shipmentsSeenArb } from './evidence-shipments.test.js';
