-- AlterTable
ALTER TABLE "poll_mark" ADD COLUMN     "fully_read_at" TIMESTAMPTZ(3);
