ALTER TABLE "usage_pollers" ADD COLUMN "last_kinds" text[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
-- Polls so far read these; of the queues of leases they cannot say when they began to count.
UPDATE "usage_pollers" SET "last_kinds" = '{ppp,hotspot,queue}' WHERE "last_polled_at" IS NOT NULL;
