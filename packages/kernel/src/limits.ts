/** Every limit has a name and a unit. Settings may lower or raise some of them per connection. */
export const limits = {
  /** Largest webhook body the ingress reads. */
  webhookBodyBytesMax: 1024 * 1024,
  /** Accepted distance between a webhook's timestamp and our clock, either way. */
  webhookWindowSeconds: 300,
  /** Signatures tried per delivery. */
  webhookSignaturesMax: 8,
  /** Rows asked for per poll page. */
  pollPageRows: 1000,
  /** How far back a poll re-reads behind its mark (ARCHITECTURE.md section 6). */
  pollOverlapSeconds: 15 * 60,
  /** A pass over a source older than this starts anew. */
  pollPassSecondsMax: 3600,
  /** Lanes picked for one batched look. */
  lanesPerBatch: 500,
  /** How often a worker on lanes that nobody waits for looks whether somebody waits for another by now. */
  makesWaySeconds: 5,
  /** A look older than this is not acted on. */
  lookFreshSeconds: 120,
  /** How long one lane may be held without renewal; a call under way prolongs it by its own time-out. */
  laneLeaseSeconds: 10,
  /** A request's deadline ends this long before its lane's lease. */
  leaseMarginSeconds: 2,
  /** Time-out of one call to a remote. */
  remoteCallTimeoutMs: 30_000,
  /** Largest answer read from a remote. */
  remoteBodyBytesMax: 32 * 1024 * 1024,
  /** Bytes of a remote's raw error body kept for diagnosis. */
  remoteErrorBodyBytesKept: 4096,
  /** Odoo kills a request of its own after this long (self-hosted default, limit_time_real). */
  odooSettleSeconds: 120,
  /** ShipBob's longest observed lag between a create and its visibility is 5 s; we wait longer. */
  shipbobSettleSeconds: 15,
  /** Distance between the two looks that resolve an uncertain effect. */
  secondLookSeconds: 6,
  /** Passes a lane may start without ending before it is parked as poison. */
  laneAttemptsMax: 8,
  /** First and largest wait of the back-off after a failed pass. */
  retryFirstSeconds: 2,
  retryMostSeconds: 900,
  /** ShipBob: requests in any window, per user and application. */
  shipbobCallsPerWindow: 150,
  shipbobWindowSeconds: 60,
} as const;
