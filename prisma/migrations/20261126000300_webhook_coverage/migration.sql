-- Which facts webhooks told of, and which only a poll found.

ALTER TABLE "inbox_event" ADD COLUMN "about" TEXT;
CREATE INDEX "inbox_event_connection_id_about_received_at_idx" ON "inbox_event"("connection_id", "about", "received_at");

CREATE TABLE "polled_fact" (
    "connection_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "record_id" BIGINT NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "told" TEXT NOT NULL,
    "previous_at" TIMESTAMPTZ(3),
    "happened_at" TIMESTAMPTZ(3),
    "baseline" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "polled_fact_pkey" PRIMARY KEY ("connection_id", "source", "record_id", "found_at")
);
CREATE INDEX "polled_fact_connection_id_found_at_idx" ON "polled_fact"("connection_id", "found_at");

GRANT SELECT, INSERT, UPDATE, DELETE ON "polled_fact" TO mlc_app;
