export * from './connections/apply-connection.js';
export * from './connections/authorize-connection.js';
export * from './connections/connection-file.js';
export { DOCTOR } from './connections/ping-catalogue.js';
export * from './connections/ping-connection.js';
export * from './env.js';
export * from './lifecycle.js';
export * from './log.js';
export { OAUTH_SECRET } from './oauth.js';
export * from './product-clock.js';
export { Repeating } from './repeating.js';
export * from './runtime.js';
export * from './schedules.js';
export { stateAfter } from './stopped-state.js';
export { Caretaker } from './upkeep/caretaker.js';
export { CENTRES, readCentresMemory } from './upkeep/centres.js';
export { cutInventory } from './upkeep/inventory-cut.js';
export {
  type NewOdooKey,
  ODOO_KEY,
  type OdooKeyRotation,
  readOdooKeyMemory,
  rotateOdooKey,
} from './upkeep/odoo-key.js';
export { type KeyRingRotation, rotateVaultKeys } from './upkeep/vault-keys.js';
export { readWebhookMemory, WEBHOOKS } from './upkeep/webhook-memory.js';
export { careForWebhooks, type WebhookCare } from './upkeep/webhooks.js';
