export * from './client/odoo-client.js';
export { createOdooExecutor } from './executor/odoo-executor.js';
export type { OdooFinding } from './ping/finding.js';
export { pingOdoo } from './ping/ping-odoo.js';
export { createOdooReader } from './reader/odoo-reader.js';
export type { TransportName } from './transport/transport.js';
export type { OdooVersion } from './transport/version.js';
