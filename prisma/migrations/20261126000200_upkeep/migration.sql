-- CreateTable
CREATE TABLE "upkeep" (
    "connection_id" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "memory" JSONB NOT NULL DEFAULT '{}',
    "due_at" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "last_error_at" TIMESTAMPTZ(3),

    CONSTRAINT "upkeep_pkey" PRIMARY KEY ("connection_id","task")
);

-- AddForeignKey
ALTER TABLE "upkeep" ADD CONSTRAINT "upkeep_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------------
-- What Prisma's language cannot say.

ALTER TABLE "upkeep"
  ADD CONSTRAINT "upkeep_lease_check" CHECK (("lease_owner" IS NULL) = ("lease_until" IS NULL));

GRANT SELECT, INSERT, UPDATE, DELETE ON "upkeep" TO mlc_app;
