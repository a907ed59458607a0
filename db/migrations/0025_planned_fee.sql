ALTER TABLE "services" DROP CONSTRAINT "services_change_fee_check";--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "next_fee_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_change_fee_check" CHECK ("services"."change_fee_minor" >= 0 and "services"."next_fee_minor" >= 0);--> statement-breakpoint
UPDATE "services" SET "next_fee_minor" = "change_fee_minor", "change_fee_minor" = 0 WHERE "next_item_version_id" IS NOT NULL;
