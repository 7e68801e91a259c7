/** Evidence for the unit tests of all flows, and what they read of plans. */
export * from './fixtures-goods.test.js';
export * from './fixtures-shipments.test.js';
export * from './reading-plans.test.js';
