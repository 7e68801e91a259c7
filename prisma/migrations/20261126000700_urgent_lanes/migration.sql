-- AlterTable
ALTER TABLE "lane" ADD COLUMN     "urgent_since" TIMESTAMPTZ(3);

-- Only what is urgent, which is little at any time.
CREATE INDEX "lane_urgent_idx" ON "lane" ("connection_id", "urgent_since") WHERE "urgent_since" IS NOT NULL;
