CREATE TABLE "router_applies" (
	"router_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"rows" jsonb NOT NULL,
	"undone_at" timestamp with time zone,
	CONSTRAINT "router_applies_pk" PRIMARY KEY("router_id"),
	CONSTRAINT "router_applies_kind_check" CHECK ("router_applies"."kind" in ('repair', 'adoption'))
);
--> statement-breakpoint
CREATE TABLE "router_pools" (
	"router_id" bigint NOT NULL,
	"pool_id" bigint NOT NULL,
	"name" text NOT NULL,
	"ranges" text NOT NULL,
	"is_ours" boolean NOT NULL,
	"confirmed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "router_pools_pk" PRIMARY KEY("router_id","pool_id")
);
--> statement-breakpoint
ALTER TABLE "routers" DROP CONSTRAINT "routers_failure_check";--> statement-breakpoint
ALTER TABLE "service_router_states" DROP CONSTRAINT "service_router_states_failure_check";--> statement-breakpoint
ALTER TABLE "router_drifts" ADD COLUMN "differences" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "router_applies" ADD CONSTRAINT "router_applies_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "router_pools" ADD CONSTRAINT "router_pools_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routers" ADD CONSTRAINT "routers_failure_check" CHECK ("routers"."failure" in ('unreachable', 'timed_out', 'login_refused', 'certificate_changed', 'address_refused', 'conflict', 'rejected', 'not_confirmed', 'incomplete_service', 'left_as_is'));--> statement-breakpoint
ALTER TABLE "service_router_states" ADD CONSTRAINT "service_router_states_failure_check" CHECK ("service_router_states"."failure" in ('unreachable', 'timed_out', 'login_refused', 'certificate_changed', 'address_refused', 'conflict', 'rejected', 'not_confirmed', 'incomplete_service', 'left_as_is'));