CREATE TABLE "router_setups" (
	"router_id" bigint NOT NULL,
	"checks" jsonb,
	"checked_at" timestamp with time zone,
	"matched_at" timestamp with time zone,
	"rehearsed_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "router_setups_pk" PRIMARY KEY("router_id")
);
--> statement-breakpoint
ALTER TABLE "router_setups" ADD CONSTRAINT "router_setups_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;