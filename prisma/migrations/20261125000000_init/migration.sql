-- The first tables. Run as one script: function bodies hold semicolons, and one script is one transaction.

-- CreateTable
CREATE TABLE "shipbob_account" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "user_key" TEXT NOT NULL,
    "application" TEXT NOT NULL,
    "rate_log" TIMESTAMPTZ(6)[] DEFAULT ARRAY[]::TIMESTAMPTZ(6)[],
    "closed_until" TIMESTAMPTZ(3),

    CONSTRAINT "shipbob_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "webhook_key" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "state_reason" TEXT,
    "odoo_url" TEXT NOT NULL,
    "odoo_database" TEXT NOT NULL,
    "odoo_login" TEXT,
    "odoo_company_id" INTEGER NOT NULL,
    "odoo_transport" TEXT NOT NULL,
    "shipbob_url" TEXT NOT NULL,
    "shipbob_version" TEXT NOT NULL,
    "shipbob_channel_id" INTEGER NOT NULL,
    "shipbob_account_id" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "settings_version" INTEGER NOT NULL DEFAULT 1,
    "live_from" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_flow" (
    "shipbob_account_id" TEXT NOT NULL,
    "flow" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,

    CONSTRAINT "account_flow_pkey" PRIMARY KEY ("shipbob_account_id","flow")
);

-- CreateTable
CREATE TABLE "secret" (
    "connection_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "key_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "valid_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "secret_pkey" PRIMARY KEY ("connection_id","name","version")
);

-- CreateTable
CREATE TABLE "webhook_subscription" (
    "connection_id" TEXT NOT NULL,
    "shipbob_id" TEXT NOT NULL,
    "topics" TEXT[],
    "url" TEXT NOT NULL,
    "secret_version" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_subscription_pkey" PRIMARY KEY ("connection_id","shipbob_id")
);

-- CreateTable
CREATE TABLE "lane" (
    "connection_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "dirty_seq" BIGINT NOT NULL DEFAULT 0,
    "clean_seq" BIGINT NOT NULL DEFAULT 0,
    "dirtied_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "not_before" TIMESTAMPTZ(3),
    "waits_for" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "lease_until" TIMESTAMPTZ(3),
    "fence" BIGINT NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "labels" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "last_ended_at" TIMESTAMPTZ(3),
    "last_outcome" TEXT,
    "last_reason" TEXT,
    "moved_at" TIMESTAMPTZ(6),

    CONSTRAINT "lane_pkey" PRIMARY KEY ("connection_id","key")
);

-- CreateTable
CREATE TABLE "notice" (
    "connection_id" TEXT NOT NULL,
    "lane_key" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "source" TEXT NOT NULL,
    "fingerprint" TEXT,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("connection_id","lane_key","seq")
);

-- CreateTable
CREATE TABLE "inbox_event" (
    "id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "channel_id" INTEGER,
    "headers" JSONB NOT NULL,
    "body" BYTEA NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'stored',
    "reason" TEXT,
    "lane_keys" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ingress_counter" (
    "connection_key" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "count" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ingress_counter_pkey" PRIMARY KEY ("connection_key","reason","day")
);

-- CreateTable
CREATE TABLE "pass" (
    "connection_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "lane_key" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "fence" BIGINT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "looked_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "reason" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "waits_for" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "cleans" BOOLEAN,
    "rules_version" INTEGER NOT NULL,
    "settings_version" INTEGER NOT NULL,
    "evidence" JSONB NOT NULL,
    "planned" JSONB NOT NULL,

    CONSTRAINT "pass_pkey" PRIMARY KEY ("connection_id","id")
);

-- CreateTable
CREATE TABLE "effect" (
    "connection_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "effect_key" TEXT NOT NULL,
    "lane_key" TEXT NOT NULL,
    "pass_id" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "planned" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "sent_request" JSONB,
    "fence" BIGINT NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "intended_at" TIMESTAMPTZ(3) NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "written_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "settles_at" TIMESTAMPTZ(3),
    "absent_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" TEXT,
    "result" JSONB,
    "error" TEXT,

    CONSTRAINT "effect_pkey" PRIMARY KEY ("connection_id","id")
);

-- CreateTable
CREATE TABLE "link" (
    "connection_id" TEXT NOT NULL,
    "odoo_model" TEXT NOT NULL,
    "odoo_id" INTEGER NOT NULL,
    "shipbob_type" TEXT NOT NULL,
    "shipbob_id" TEXT NOT NULL,
    "lane_key" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "evidence" TEXT NOT NULL,
    "pass_id" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "link_pkey" PRIMARY KEY ("connection_id","odoo_model","odoo_id","shipbob_type")
);

-- CreateTable
CREATE TABLE "review_case" (
    "connection_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "lane_key" TEXT NOT NULL,
    "flow" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "cause" TEXT NOT NULL,
    "suggestions" TEXT[],
    "detail" JSONB NOT NULL,
    "money_at_stake" DECIMAL(18,4),
    "pass_id" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "resolution" TEXT,

    CONSTRAINT "review_case_pkey" PRIMARY KEY ("connection_id","id")
);

-- CreateTable
CREATE TABLE "poll_mark" (
    "connection_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "mark" TEXT,
    "running" JSONB,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "lease_seconds" INTEGER NOT NULL DEFAULT 60,
    "last_started_at" TIMESTAMPTZ(3),
    "last_finished_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "last_error_at" TIMESTAMPTZ(3),
    "pages" BIGINT NOT NULL DEFAULT 0,
    "rows" BIGINT NOT NULL DEFAULT 0,
    "changed" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "poll_mark_pkey" PRIMARY KEY ("connection_id","source")
);

-- CreateTable
CREATE TABLE "seen_hash" (
    "connection_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "record_id" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "seen_hash_pkey" PRIMARY KEY ("connection_id","source","record_id")
);

-- CreateTable
CREATE TABLE "schedule" (
    "connection_id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "every_seconds" INTEGER,
    "cron" TEXT,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "schedule_pkey" PRIMARY KEY ("connection_id","source")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "connection_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "correlation_id" TEXT,
    "reason" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "salt" TEXT,
    "before_digest" TEXT,
    "after_digest" TEXT,
    "chain_seq" BIGINT,
    "prev_hash" TEXT,
    "hash" TEXT,
    "erased_at" TIMESTAMPTZ(3),

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_instance" (
    "id" TEXT NOT NULL,
    "app" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "app_instance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_clock" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "offset_ms" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "product_clock_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "shipbob_account_host_user_key_application_key" ON "shipbob_account"("host", "user_key", "application");

-- CreateIndex
CREATE UNIQUE INDEX "connection_name_key" ON "connection"("name");

-- CreateIndex
CREATE UNIQUE INDEX "connection_webhook_key_key" ON "connection"("webhook_key");

-- CreateIndex
CREATE INDEX "connection_shipbob_account_id_idx" ON "connection"("shipbob_account_id");

-- CreateIndex
CREATE INDEX "account_flow_connection_id_idx" ON "account_flow"("connection_id");

-- CreateIndex
CREATE INDEX "secret_key_id_idx" ON "secret"("key_id");

-- CreateIndex
CREATE INDEX "lane_labels_idx" ON "lane" USING GIN ("labels");

-- CreateIndex
CREATE INDEX "inbox_event_connection_id_received_at_idx" ON "inbox_event"("connection_id", "received_at");

-- CreateIndex
CREATE INDEX "inbox_event_lane_keys_idx" ON "inbox_event" USING GIN ("lane_keys");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_event_connection_id_webhook_id_key" ON "inbox_event"("connection_id", "webhook_id");

-- CreateIndex
CREATE INDEX "pass_connection_id_lane_key_started_at_idx" ON "pass"("connection_id", "lane_key", "started_at");

-- CreateIndex
CREATE INDEX "effect_connection_id_lane_key_idx" ON "effect"("connection_id", "lane_key");

-- CreateIndex
CREATE INDEX "effect_connection_id_pass_id_idx" ON "effect"("connection_id", "pass_id");

-- CreateIndex
CREATE UNIQUE INDEX "effect_connection_id_effect_key_key" ON "effect"("connection_id", "effect_key");

-- CreateIndex
CREATE INDEX "link_connection_id_lane_key_idx" ON "link"("connection_id", "lane_key");

-- CreateIndex
CREATE UNIQUE INDEX "link_connection_id_shipbob_type_shipbob_id_key" ON "link"("connection_id", "shipbob_type", "shipbob_id");

-- CreateIndex
CREATE INDEX "review_case_connection_id_lane_key_idx" ON "review_case"("connection_id", "lane_key");

-- CreateIndex
CREATE INDEX "review_case_connection_id_state_opened_at_idx" ON "review_case"("connection_id", "state", "opened_at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_entry_chain_seq_key" ON "audit_entry"("chain_seq");

-- CreateIndex
CREATE INDEX "audit_entry_connection_id_subject_id_idx" ON "audit_entry"("connection_id", "subject", "id");

-- CreateIndex
CREATE INDEX "audit_entry_correlation_id_idx" ON "audit_entry"("correlation_id");

-- CreateIndex
CREATE INDEX "app_instance_app_beat_at_idx" ON "app_instance"("app", "beat_at");

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_shipbob_account_id_fkey" FOREIGN KEY ("shipbob_account_id") REFERENCES "shipbob_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_flow" ADD CONSTRAINT "account_flow_shipbob_account_id_fkey" FOREIGN KEY ("shipbob_account_id") REFERENCES "shipbob_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_flow" ADD CONSTRAINT "account_flow_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "secret" ADD CONSTRAINT "secret_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_subscription" ADD CONSTRAINT "webhook_subscription_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lane" ADD CONSTRAINT "lane_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_connection_id_lane_key_fkey" FOREIGN KEY ("connection_id", "lane_key") REFERENCES "lane"("connection_id", "key") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbox_event" ADD CONSTRAINT "inbox_event_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pass" ADD CONSTRAINT "pass_connection_id_lane_key_fkey" FOREIGN KEY ("connection_id", "lane_key") REFERENCES "lane"("connection_id", "key") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "effect" ADD CONSTRAINT "effect_connection_id_lane_key_fkey" FOREIGN KEY ("connection_id", "lane_key") REFERENCES "lane"("connection_id", "key") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "effect" ADD CONSTRAINT "effect_connection_id_pass_id_fkey" FOREIGN KEY ("connection_id", "pass_id") REFERENCES "pass"("connection_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "link" ADD CONSTRAINT "link_connection_id_lane_key_fkey" FOREIGN KEY ("connection_id", "lane_key") REFERENCES "lane"("connection_id", "key") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_case" ADD CONSTRAINT "review_case_connection_id_lane_key_fkey" FOREIGN KEY ("connection_id", "lane_key") REFERENCES "lane"("connection_id", "key") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "poll_mark" ADD CONSTRAINT "poll_mark_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule" ADD CONSTRAINT "schedule_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- ---------------------------------------------------------------------------------------------------------------
-- What the schema language cannot say.

-- A list is never null: empty means none.
ALTER TABLE "shipbob_account" ALTER COLUMN "rate_log" SET NOT NULL;
ALTER TABLE "webhook_subscription" ALTER COLUMN "topics" SET NOT NULL;
ALTER TABLE "lane" ALTER COLUMN "waits_for" SET NOT NULL, ALTER COLUMN "labels" SET NOT NULL;
ALTER TABLE "inbox_event" ALTER COLUMN "lane_keys" SET NOT NULL;
ALTER TABLE "pass" ALTER COLUMN "waits_for" SET NOT NULL;
ALTER TABLE "review_case" ALTER COLUMN "suggestions" SET NOT NULL;

-- Words that may stand in a column, and facts that belong together.
ALTER TABLE "connection"
  ADD CONSTRAINT "connection_state_check" CHECK ("state" IN ('active', 'paused', 'needs_attention')),
  ADD CONSTRAINT "connection_transport_check" CHECK ("odoo_transport" IN ('auto', 'json2', 'jsonrpc', 'xmlrpc')),
  ADD CONSTRAINT "connection_webhook_key_check" CHECK (length("webhook_key") >= 32),
  ADD CONSTRAINT "connection_settings_version_check" CHECK ("settings_version" >= 1);
ALTER TABLE "lane"
  ADD CONSTRAINT "lane_seq_check" CHECK ("clean_seq" >= 0 AND "dirty_seq" >= "clean_seq"),
  ADD CONSTRAINT "lane_counts_check" CHECK ("fence" >= 0 AND "attempts" >= 0 AND "failures" >= 0),
  ADD CONSTRAINT "lane_outcome_check" CHECK ("last_outcome" IN ('applied', 'ignored', 'parked', 'later'));
ALTER TABLE "notice"
  ADD CONSTRAINT "notice_source_check"
    CHECK ("source" IN ('poll', 'webhook', 'person', 'replay', 'sweep', 'handover', 'prerequisite'));
ALTER TABLE "inbox_event"
  ADD CONSTRAINT "inbox_event_state_check" CHECK ("state" IN ('stored', 'routed', 'ignored')),
  ADD CONSTRAINT "inbox_event_ended_check" CHECK (("state" = 'stored') = ("ended_at" IS NULL)),
  ADD CONSTRAINT "inbox_event_reason_check" CHECK ("state" <> 'ignored' OR "reason" IS NOT NULL);
ALTER TABLE "pass"
  ADD CONSTRAINT "pass_outcome_check" CHECK ("outcome" IN ('applied', 'ignored', 'parked', 'later')),
  ADD CONSTRAINT "pass_ended_check" CHECK (("outcome" IS NULL) = ("ended_at" IS NULL)),
  ADD CONSTRAINT "pass_reason_check" CHECK ("outcome" IS NULL OR "reason" IS NOT NULL);
ALTER TABLE "effect"
  ADD CONSTRAINT "effect_state_check"
    CHECK ("state" IN ('intended', 'sent', 'confirmed', 'rejected', 'uncertain', 'withdrawn')),
  ADD CONSTRAINT "effect_sent_check"
    CHECK ("state" NOT IN ('sent', 'uncertain') OR ("sent_at" IS NOT NULL AND "settles_at" IS NOT NULL)),
  ADD CONSTRAINT "effect_resolved_by_check" CHECK ("resolved_by" IN ('answer', 'lookup', 'read_back')),
  ADD CONSTRAINT "effect_generation_check" CHECK ("generation" >= 1);
ALTER TABLE "review_case"
  ADD CONSTRAINT "review_case_state_check" CHECK ("state" IN ('open', 'resolved', 'dismissed')),
  ADD CONSTRAINT "review_case_resolved_check" CHECK (("state" = 'open') = ("resolved_at" IS NULL));
ALTER TABLE "schedule"
  ADD CONSTRAINT "schedule_when_check" CHECK (("every_seconds" IS NULL) <> ("cron" IS NULL)),
  ADD CONSTRAINT "schedule_every_check" CHECK ("every_seconds" >= 1);
ALTER TABLE "audit_entry"
  ADD CONSTRAINT "audit_entry_sealed_check"
    CHECK (("chain_seq" IS NULL) = ("hash" IS NULL) AND ("chain_seq" IS NULL) = ("prev_hash" IS NULL)
       AND ("chain_seq" IS NULL) = ("before_digest" IS NULL) AND ("chain_seq" IS NULL) = ("after_digest" IS NULL)),
  ADD CONSTRAINT "audit_entry_erased_check"
    CHECK (("salt" IS NULL) = ("erased_at" IS NOT NULL)
       AND ("erased_at" IS NULL OR ("chain_seq" IS NOT NULL AND "before" IS NULL AND "after" IS NULL)));
ALTER TABLE "product_clock" ADD CONSTRAINT "product_clock_one_row_check" CHECK ("id" = 1);
INSERT INTO "product_clock" ("id") VALUES (1);

-- Hot paths: each index holds only the rows that are still to be worked on.
CREATE INDEX "lane_open_idx" ON "lane" ("connection_id", (COALESCE("dirtied_at", "due_at")))
  WHERE "dirty_seq" > "clean_seq" OR "due_at" IS NOT NULL;
CREATE INDEX "lane_waits_for_idx" ON "lane" USING gin ("waits_for") WHERE "waits_for" <> '{}';
CREATE INDEX "link_inventory_idx" ON "link" ("connection_id", ("data" ->> 'inventory_id'))
  WHERE "data" ->> 'inventory_id' IS NOT NULL;
CREATE INDEX "inbox_event_stored_idx" ON "inbox_event" ("connection_id", "received_at", "id") WHERE "state" = 'stored';
CREATE INDEX "effect_open_idx" ON "effect" ("connection_id", "lane_key") WHERE "state" IN ('intended', 'sent', 'uncertain');
CREATE INDEX "audit_entry_unsealed_idx" ON "audit_entry" ("id") WHERE "chain_seq" IS NULL;
-- At most one case per lane and code is open.
CREATE UNIQUE INDEX "review_case_open_key" ON "review_case" ("connection_id", "lane_key", "code") WHERE "state" = 'open';

-- ---------------------------------------------------------------------------------------------------------------
-- Two roles: the login that migrates owns the tables; mlc_app works on them and can change neither the tables nor
-- what the audit says. The apps log in as the owner and step down to mlc_app when they connect.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlc_app') THEN
    BEGIN
      CREATE ROLE mlc_app NOLOGIN;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server migrates at the same time
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'The role mlc_app does not exist and % may not create it', current_user
          USING HINT = format('As a superuser run: CREATE ROLE mlc_app NOLOGIN; GRANT mlc_app TO %I; then migrate again.', current_user);
    END;
  END IF;
  -- From 16 on a role's maker is its member without the right to step down to it; SET asks for just that.
  IF NOT pg_has_role(current_user, 'mlc_app', CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) THEN
    BEGIN
      EXECUTE format('GRANT mlc_app TO %I', current_user);
    EXCEPTION
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'The role mlc_app exists and % is not a member of it', current_user
          USING HINT = format('As a superuser run: GRANT mlc_app TO %I; then migrate again.', current_user);
    END;
  END IF;
END
$$;

DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO mlc_app', current_schema()); END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON
  "shipbob_account", "connection", "account_flow", "secret", "webhook_subscription", "inbox_event", "ingress_counter",
  "poll_mark", "seen_hash", "schedule", "app_instance"
  TO mlc_app;
-- Work done is not undone by deleting its rows.
GRANT SELECT, INSERT, UPDATE ON "lane", "pass", "effect", "link", "review_case" TO mlc_app;
GRANT SELECT, UPDATE ON "product_clock" TO mlc_app;
GRANT SELECT, INSERT ON "notice", "audit_entry" TO mlc_app;
GRANT USAGE ON SEQUENCE "audit_entry_id_seq" TO mlc_app;
-- Sealing fills the chain's columns, erasing empties the payload; the trigger below allows nothing else.
GRANT UPDATE ("chain_seq", "prev_hash", "hash", "before_digest", "after_digest", "before", "after", "salt", "erased_at")
  ON "audit_entry" TO mlc_app;

CREATE FUNCTION "audit_entry_guard"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW."before" IS DISTINCT FROM OLD."before" OR NEW."after" IS DISTINCT FROM OLD."after"
      OR NEW."salt" IS DISTINCT FROM OLD."salt" OR NEW."erased_at" IS DISTINCT FROM OLD."erased_at")
     AND NOT (OLD."erased_at" IS NULL AND NEW."erased_at" IS NOT NULL
      AND NEW."before" IS NULL AND NEW."after" IS NULL AND NEW."salt" IS NULL) THEN
    RAISE EXCEPTION 'The payload of audit entry % cannot be changed, only erased', OLD."id"
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF OLD."chain_seq" IS NOT NULL
     AND (NEW."chain_seq", NEW."prev_hash", NEW."hash", NEW."before_digest", NEW."after_digest")
      IS DISTINCT FROM (OLD."chain_seq", OLD."prev_hash", OLD."hash", OLD."before_digest", OLD."after_digest") THEN
    RAISE EXCEPTION 'Audit entry % is sealed', OLD."id" USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
-- Only for mlc_app: against the owner no trigger helps, the hash chain does.
CREATE TRIGGER "audit_entry_guard" BEFORE UPDATE ON "audit_entry" FOR EACH ROW WHEN (current_user = 'mlc_app')
  EXECUTE FUNCTION "audit_entry_guard"();
