ALTER TABLE "top_ups" DROP CONSTRAINT "top_ups_parked_check";--> statement-breakpoint
ALTER TABLE "top_ups" ADD COLUMN "arrived_minor" bigint;--> statement-breakpoint
ALTER TABLE "top_ups" ADD COLUMN "arrived_currency" text;--> statement-breakpoint
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_arrived_check" CHECK (("top_ups"."arrived_minor" is null) = ("top_ups"."arrived_currency" is null));--> statement-breakpoint
ALTER TABLE "top_ups" ADD CONSTRAINT "top_ups_parked_check" CHECK (("top_ups"."status" <> 'parked' or "top_ups"."park_reason" is not null) and ("top_ups"."park_reason" is null or "top_ups"."status" in ('parked', 'returned')));--> statement-breakpoint
UPDATE "top_ups" SET "arrived_minor" = ("parking"."after"->>'amountMinor')::bigint, "arrived_currency" = "parking"."after"->>'currency'
FROM "audit_log" "parking"
WHERE "parking"."action" = 'top-up.park' AND "parking"."subject_id" = "top_ups"."id"::text AND "top_ups"."status" IN ('parked', 'returned')
  AND "parking"."after"->>'amountMinor' IS NOT NULL AND "parking"."after"->>'currency' IS NOT NULL;
