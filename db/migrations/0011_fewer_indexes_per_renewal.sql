DROP INDEX "periods_customer_id_idx";--> statement-breakpoint
DROP INDEX "transfers_service_id_idx";--> statement-breakpoint
CREATE INDEX "transfers_service_id_idx" ON "transfers" USING btree ("service_id") WHERE service_id is not null and cause_key not like 'period:%';