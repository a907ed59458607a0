CREATE TABLE "usage_held_readings" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "usage_held_readings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"router_id" bigint NOT NULL,
	"service_id" bigint NOT NULL,
	"login" text NOT NULL,
	"session_key" text NOT NULL,
	"from_at" timestamp with time zone,
	"polled_at" timestamp with time zone NOT NULL,
	"down_bytes" bigint NOT NULL,
	"up_bytes" bigint NOT NULL,
	"bound_down_bytes" bigint,
	"bound_up_bytes" bigint,
	"reason" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" text,
	"decision_reason" text,
	CONSTRAINT "usage_held_readings_reason_check" CHECK ("usage_held_readings"."reason" in ('too_fast', 'unknown_start')),
	CONSTRAINT "usage_held_readings_state_check" CHECK ("usage_held_readings"."state" in ('open', 'booked', 'discarded')),
	CONSTRAINT "usage_held_readings_decided_check" CHECK (("usage_held_readings"."state" = 'open') = ("usage_held_readings"."decided_at" is null)),
	CONSTRAINT "usage_held_readings_bytes_check" CHECK ("usage_held_readings"."down_bytes" >= 0 and "usage_held_readings"."up_bytes" >= 0)
);
--> statement-breakpoint
CREATE TABLE "usage_past_terms" (
	"service_id" bigint NOT NULL,
	"item_version_id" bigint NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_past_terms_pk" PRIMARY KEY("service_id","item_version_id")
);
--> statement-breakpoint
ALTER TABLE "usage_pollers" ADD COLUMN "router_uptime_seconds" integer;--> statement-breakpoint
CREATE INDEX "usage_held_readings_service_id_idx" ON "usage_held_readings" USING btree ("service_id","polled_at");--> statement-breakpoint
CREATE INDEX "usage_held_readings_open_idx" ON "usage_held_readings" USING btree ("polled_at") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "usage_past_terms_ended_at_idx" ON "usage_past_terms" USING btree ("ended_at");