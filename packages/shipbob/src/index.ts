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
export * from './oauth/index.js';
export { SHIPBOB_FINDINGS } from './ping/catalogue.js';
export { pingShipBob, type ShipBobPingOptions } from './ping/ping-shipbob.js';
export { readChannels } from './read/channels.js';
export { newestServedVersion } from './read/newest-version.js';
export { createShipBobReader } from './read/reader.js';
export {
  endpoints,
  hasEndpoint,
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
  removeSubscriptions,
  type SubscriptionAction,
  type SubscriptionReport,
  type SubscriptionWish,
} from './webhooks/subscriptions.js';
export { WEBHOOK_TOPICS } from './webhooks/topics.js';
export { createShipBobExecutor } from './write/executor.js';
