export * from './client/odoo-client.js';
export * from './reader/odoo-reader.js';
