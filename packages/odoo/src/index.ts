export * from './client/odoo-client.js';
export { createOdooExecutor } from './executor/odoo-executor.js';
export { generateApiKey, type NewKey, revokeApiKey } from './keys/api-keys.js';
export { ODOO_FINDINGS } from './ping/catalogue.js';
export { type OdooPingOptions, pingOdoo } from './ping/ping-odoo.js';
export { createOdooReader } from './reader/odoo-reader.js';
export type { TransportName } from './transport/transport.js';
export type { OdooVersion } from './transport/version.js';
