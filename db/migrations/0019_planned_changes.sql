ALTER TABLE "services" ADD COLUMN "next_planned_by" text;--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "next_planned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "next_instead_of_version_id" bigint;--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "change_fee_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_next_instead_of_version_id_catalog_item_versions_id_fk" FOREIGN KEY ("next_instead_of_version_id") REFERENCES "public"."catalog_item_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "services_next_item_version_idx" ON "services" USING btree ("id") WHERE next_item_version_id is not null;--> statement-breakpoint
ALTER TABLE "services" ADD CONSTRAINT "services_change_fee_check" CHECK ("services"."change_fee_minor" >= 0);