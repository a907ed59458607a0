CREATE TABLE "parked_services" (
	"service_id" bigint PRIMARY KEY NOT NULL,
	"parked_at" timestamp with time zone NOT NULL,
	"job" text NOT NULL,
	"fault" text NOT NULL,
	"error_id" text NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "parked_services" ADD CONSTRAINT "parked_services_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "parked_services_parked_at_idx" ON "parked_services" USING btree ("parked_at","service_id");