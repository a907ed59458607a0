CREATE TABLE "router_kicks" (
	"router_id" bigint NOT NULL,
	"service_id" bigint NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "router_kicks_pk" PRIMARY KEY("router_id","service_id")
);
--> statement-breakpoint
ALTER TABLE "routers" DROP CONSTRAINT "routers_unconfirmed_reason_check";--> statement-breakpoint
ALTER TABLE "router_kicks" ADD CONSTRAINT "router_kicks_router_id_routers_id_fk" FOREIGN KEY ("router_id") REFERENCES "public"."routers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routers" ADD CONSTRAINT "routers_unconfirmed_reason_check" CHECK ("routers"."unconfirmed_reason" in ('address', 'certificate', 'changed', 'device', 'emptied', 'missing'));