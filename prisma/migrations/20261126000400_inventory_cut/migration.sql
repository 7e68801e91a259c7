-- CreateTable
CREATE TABLE "inventory_cut" (
    "connection_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "cut" JSONB NOT NULL,

    CONSTRAINT "inventory_cut_pkey" PRIMARY KEY ("connection_id","at")
);

-- AddForeignKey
ALTER TABLE "inventory_cut" ADD CONSTRAINT "inventory_cut_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------------
-- What Prisma's language cannot say.

GRANT SELECT, INSERT, UPDATE, DELETE ON "inventory_cut" TO mlc_app;
