export type { OdooOptionsInput } from './options.js';
export { createOdooSandbox, type OdooSandbox } from './sandbox.js';
export { type OdooWorld, odooWorldSchema } from './world/schema.js';
