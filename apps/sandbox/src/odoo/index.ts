export { type OdooOptions, type OdooOptionsInput, odooOptionsSchema } from './options.js';
export { createOdooSandbox, type OdooSandbox } from './sandbox.js';
export type { RemoteCall } from './server.js';
export { type OdooWorld, odooWorldSchema, type SeededIds } from './world/schema.js';
