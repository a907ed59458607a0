CREATE TABLE "router_leases" (
	"router_id" bigint NOT NULL,
	"holder" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "router_leases_pk" PRIMARY KEY("router_id")
);
--> statement-breakpoint
ALTER TABLE "service_router_states" ADD COLUMN "applied_level" smallint;--> statement-breakpoint
ALTER TABLE "router_leases" ADD CONSTRAINT "router_leases_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- What a router confirmed last is, save for what is due at this moment, what it should do now.
UPDATE "service_router_states" AS st SET "applied_level" = CASE
	WHEN s.router_id IS DISTINCT FROM st.router_id THEN 0
	WHEN s.status = 'active' THEN CASE WHEN s.throttled THEN 3 ELSE 4 END
	WHEN s.status = 'stopped' THEN 2
	WHEN s.status = 'disabled' THEN 1
	ELSE 0 END
FROM "services" AS s WHERE s.id = st.service_id AND st.applied_version > 0;
