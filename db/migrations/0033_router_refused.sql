ALTER TABLE "service_holds" DROP CONSTRAINT "service_holds_reason_check";--> statement-breakpoint
ALTER TABLE "services" drop column "status";--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "status" text GENERATED ALWAYS AS (case when archived_at is not null then 'archived' when holds & 12295 <> 0 then 'pending' when holds & 504 <> 0 then 'stopped' when holds & 3584 <> 0 then 'disabled' else 'active' end) STORED;--> statement-breakpoint
-- They went with the column they are on.
CREATE INDEX "services_item_id_idx" ON "services" USING btree ("item_id","status");--> statement-breakpoint
CREATE INDEX "services_status_id_idx" ON "services" USING btree ("status","id");--> statement-breakpoint
CREATE INDEX "service_holds_router_refused_idx" ON "service_holds" USING btree ("service_id") WHERE reason = 'router_refused';--> statement-breakpoint
ALTER TABLE "service_holds" ADD CONSTRAINT "service_holds_reason_check" CHECK ("service_holds"."reason" in ('not_started', 'unpaid', 'waiting', 'customer_inactive', 'customer_blocked', 'no_credit', 'paused', 'staff_stopped', 'dispute', 'data_cap', 'ended', 'staff_disabled', 'not_connected', 'router_refused'));