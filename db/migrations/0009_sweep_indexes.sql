ALTER TABLE "allocations" DROP CONSTRAINT "allocations_order_id_key";--> statement-breakpoint
DROP INDEX "schedule_account_id_idx";--> statement-breakpoint
DROP INDEX "transfers_at_idx";--> statement-breakpoint
CREATE UNIQUE INDEX "allocations_order_id_key" ON "allocations" USING btree ("order_id") WHERE order_id is not null;--> statement-breakpoint
CREATE INDEX "transfers_at_idx" ON "transfers" USING brin ("at");--> statement-breakpoint
-- One by customer stands in its place (db/sql/recurrence.sql).
DROP INDEX IF EXISTS "services_sweep_idx";
