export type { ShipBobChannel } from './decode/channel.js';
export type { ShipBobFulfillmentCenter } from './decode/receiving.js';
export {
  type Answer,
  createShipBobClient,
  type ReadCall,
  type ShipBobClient,
  type ShipBobClientOptions,
  type WriteAnswer,
  type WriteCall,
} from './http/client.js';
export {
  FLOW_SCOPES,
  type PingOptions,
  pingShipBob,
  readFulfillmentCenters,
  type ScopedFlow,
  type ShipBobFinding,
  type ShipBobPing,
} from './ping.js';
export { newestServedVersion } from './read/newest-version.js';
export { createShipBobReader } from './read/reader.js';
export {
  NEWEST_VERSION,
  parseVersion,
  SHIPBOB_VERSIONS,
  type ShipBobVersion,
  type VersionTraits,
  versionTraits,
} from './versions.js';
export { channelOf, routeWebhook, type WebhookSubject, webhookBody } from './webhooks/route.js';
export {
  isWebhookSecret,
  newWebhookSecret,
  verifyWebhook,
  type WebhookCheck,
  type WebhookHeaders,
  type WebhookRefusal,
  type WebhookVerdict,
} from './webhooks/signature.js';
export {
  deleteSubscription,
  ensureSubscriptions,
  listSubscriptions,
  type SubscriptionAction,
  type SubscriptionReport,
  type SubscriptionWish,
} from './webhooks/subscriptions.js';
export { WEBHOOK_TOPICS } from './webhooks/topics.js';
export { createShipBobExecutor } from './write/executor.js';
