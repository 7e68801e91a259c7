-- CreateTable
CREATE TABLE "oauth_grant" (
    "connection_id" TEXT NOT NULL,
    "auth_url" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "redirect_uri" TEXT NOT NULL,
    "scopes" TEXT[],
    "state" TEXT NOT NULL DEFAULT 'pending',
    "state_reason" TEXT,
    "generation" INTEGER NOT NULL DEFAULT 0,
    "obtained_at" TIMESTAMPTZ(3),
    "access_expires_at" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "unsettled" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),

    CONSTRAINT "oauth_grant_pkey" PRIMARY KEY ("connection_id")
);

-- CreateTable
CREATE TABLE "oauth_request" (
    "state_hash" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "nonce_hash" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "sealed_verifier" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "reason" TEXT,

    CONSTRAINT "oauth_request_pkey" PRIMARY KEY ("state_hash")
);

-- CreateIndex
CREATE INDEX "oauth_request_connection_id_idx" ON "oauth_request"("connection_id");

-- AddForeignKey
ALTER TABLE "oauth_grant" ADD CONSTRAINT "oauth_grant_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "oauth_request" ADD CONSTRAINT "oauth_request_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------------
-- What Prisma's language cannot say.

-- A connection whose OAuth consent is missing or lost waits for a person at ShipBob's sign-in page.
ALTER TABLE "connection"
  DROP CONSTRAINT "connection_state_check",
  ADD CONSTRAINT "connection_state_check" CHECK ("state" IN ('active', 'paused', 'needs_attention', 'needs_reconnect'));

ALTER TABLE "oauth_grant"
  ADD CONSTRAINT "oauth_grant_state_check" CHECK ("state" IN ('pending', 'ready', 'needs_reconnect')),
  ADD CONSTRAINT "oauth_grant_generation_check" CHECK ("generation" >= 0 AND "unsettled" >= 0),
  ADD CONSTRAINT "oauth_grant_ready_check"
    CHECK ("state" <> 'ready' OR ("generation" >= 1 AND "obtained_at" IS NOT NULL AND "access_expires_at" IS NOT NULL));
ALTER TABLE "oauth_request"
  ADD CONSTRAINT "oauth_request_outcome_check" CHECK ("outcome" IN ('done', 'failed')),
  ADD CONSTRAINT "oauth_request_used_check" CHECK ("outcome" IS NULL OR "used_at" IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON "oauth_grant", "oauth_request" TO mlc_app;
