-- Modes of the flows, and the writes that wait for a person.

CREATE TABLE "flow_mode" (
    "connection_id" TEXT NOT NULL,
    "flow" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_by" TEXT NOT NULL,

    CONSTRAINT "flow_mode_pkey" PRIMARY KEY ("connection_id", "flow")
);
ALTER TABLE "flow_mode" ADD CONSTRAINT "flow_mode_connection_id_fkey"
  FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "flow_mode" ADD CONSTRAINT "flow_mode_mode_check" CHECK ("mode" IN ('preview', 'approve', 'live'));

CREATE TABLE "approval" (
    "connection_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "lane_key" TEXT NOT NULL,
    "pass_id" TEXT NOT NULL,
    "flow" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "planned" JSONB NOT NULL,
    "mode" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "position" INTEGER NOT NULL DEFAULT 0,
    "held_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "note" TEXT,

    CONSTRAINT "approval_pkey" PRIMARY KEY ("connection_id", "id")
);
ALTER TABLE "approval" ADD CONSTRAINT "approval_connection_id_lane_key_fkey"
  FOREIGN KEY ("connection_id", "lane_key") REFERENCES "lane"("connection_id", "key") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "approval"
  ADD CONSTRAINT "approval_mode_check" CHECK ("mode" IN ('preview', 'approve')),
  ADD CONSTRAINT "approval_state_check" CHECK ("state" IN ('waiting', 'approved', 'declined', 'used', 'superseded')),
  ADD CONSTRAINT "approval_decided_check"
    CHECK ("state" NOT IN ('approved', 'declined', 'used') OR ("decided_at" IS NOT NULL AND "decided_by" IS NOT NULL));
CREATE INDEX "approval_connection_id_lane_key_idx" ON "approval"("connection_id", "lane_key");
CREATE INDEX "approval_connection_id_state_held_at_idx" ON "approval"("connection_id", "state", "held_at");

ALTER TABLE "effect" ADD COLUMN "approval_id" TEXT;

GRANT SELECT, INSERT, UPDATE, DELETE ON "flow_mode" TO mlc_app;
-- What was decided stays.
GRANT SELECT, INSERT, UPDATE ON "approval" TO mlc_app;
