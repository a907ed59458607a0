ALTER TABLE "routers" ADD COLUMN "device_key" text;--> statement-breakpoint
ALTER TABLE "routers" ADD COLUMN "looked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "routers" ADD COLUMN "unconfirmed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "routers" ADD COLUMN "unconfirmed_reason" text;--> statement-breakpoint
ALTER TABLE "routers" ADD COLUMN "unconfirmed_count" integer;--> statement-breakpoint
ALTER TABLE "routers" ADD CONSTRAINT "routers_unconfirmed_reason_check" CHECK ("routers"."unconfirmed_reason" in ('address', 'certificate', 'device', 'emptied', 'missing'));