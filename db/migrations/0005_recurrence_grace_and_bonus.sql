ALTER TABLE "allocations" DROP CONSTRAINT "allocations_service_id_period_index_key";--> statement-breakpoint
ALTER TABLE "allocations" DROP CONSTRAINT "allocations_source_check";--> statement-breakpoint
ALTER TABLE "catalog_item_versions" ADD COLUMN "bonus_data_bytes" bigint;--> statement-breakpoint
ALTER TABLE "catalog_item_versions" ADD COLUMN "grace_days" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "schedule" ADD COLUMN "in_grace" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "schedule" ADD COLUMN "bonus_bytes" bigint;--> statement-breakpoint
ALTER TABLE "schedule" ADD COLUMN "grace_days" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_service_id_period_index_key" UNIQUE("service_id","period_index","source");--> statement-breakpoint
ALTER TABLE "catalog_item_versions" ADD CONSTRAINT "catalog_item_versions_bonus_data_check" CHECK ("catalog_item_versions"."bonus_data_bytes" is null or ("catalog_item_versions"."bonus_data_bytes" > 0 and "catalog_item_versions"."data_limit_bytes" is not null));--> statement-breakpoint
ALTER TABLE "catalog_item_versions" ADD CONSTRAINT "catalog_item_versions_grace_days_check" CHECK ("catalog_item_versions"."grace_days" between 0 and 30);--> statement-breakpoint
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_source_check" CHECK ("allocations"."source" in ('period', 'bonus', 'pack', 'staff'));