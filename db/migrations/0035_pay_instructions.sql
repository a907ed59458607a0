ALTER TABLE "top_ups" ADD COLUMN "instructions_url" text;--> statement-breakpoint
ALTER TABLE "top_ups" ADD COLUMN "instructions_reference" text;--> statement-breakpoint
ALTER TABLE "top_ups" ADD COLUMN "pay_until" timestamp with time zone;