-- AlterTable
ALTER TABLE "poll_mark" ADD COLUMN     "gone_looked_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "seen_hash" ADD COLUMN     "refs" JSONB;
