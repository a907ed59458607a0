ALTER TABLE "routers" ADD COLUMN "stop_rules" text;--> statement-breakpoint
ALTER TABLE "routers" ADD COLUMN "stop_rules_seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "routers" ADD CONSTRAINT "routers_stop_rules_check" CHECK ("routers"."stop_rules" in ('in_place', 'missing'));