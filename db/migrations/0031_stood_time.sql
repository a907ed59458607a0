ALTER TABLE "periods" ADD COLUMN "stood_seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "schedule" ADD COLUMN "grace_breaks" jsonb;--> statement-breakpoint
ALTER TABLE "periods" ADD CONSTRAINT "periods_stood_seconds_check" CHECK ("periods"."stood_seconds" >= 0);--> statement-breakpoint
ALTER TABLE "schedule" ADD CONSTRAINT "schedule_grace_breaks_check" CHECK ("schedule"."grace_breaks" is null or "schedule"."in_grace");