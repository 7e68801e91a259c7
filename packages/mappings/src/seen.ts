/**
 * What was seen on each side, in the remotes' own words (`default_code`, `inventory_id`). Clients decode into these
 * shapes; plans read nothing else. `false` of Odoo is null here; datetimes are ISO 8601 UTC.
 */
export * from './seen-billing.js';
export * from './seen-evidence.js';
export * from './seen-goods.js';
export * from './seen-link.js';
export * from './seen-odoo.js';
export * from './seen-returns.js';
export * from './seen-shipbob.js';
export * from './seen-stock.js';
export * from './seen-wros.js';
