ALTER TABLE "notifications" DROP CONSTRAINT "notifications_template_check";--> statement-breakpoint
ALTER TABLE "service_holds" DROP CONSTRAINT "service_holds_reason_check";--> statement-breakpoint
DROP INDEX "services_login_live_key";--> statement-breakpoint
ALTER TABLE "services" drop column "status";--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "status" text GENERATED ALWAYS AS (case when archived_at is not null then 'archived' when holds & 4103 <> 0 then 'pending' when holds & 504 <> 0 then 'stopped' when holds & 3584 <> 0 then 'disabled' else 'active' end) STORED;--> statement-breakpoint
-- They went with the column they are on.
CREATE INDEX "services_item_id_idx" ON "services" USING btree ("item_id","status");--> statement-breakpoint
CREATE INDEX "services_status_id_idx" ON "services" USING btree ("status","id");--> statement-breakpoint
ALTER TABLE "settings" ADD COLUMN "sells_ahead" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "services_login_live_key" ON "services" USING btree (lower("login")) WHERE archived_at is null and holds & 4103 = 0;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_template_check" CHECK ("notifications"."template" in ('top_up_received', 'payment_failed', 'service_stopped', 'service_restored', 'service_connected', 'data_alert', 'data_used_up', 'order_executed', 'plan_changed', 'invitation', 'password_reset', 'sign_up', 'sign_up_known'));--> statement-breakpoint
ALTER TABLE "service_holds" ADD CONSTRAINT "service_holds_reason_check" CHECK ("service_holds"."reason" in ('not_started', 'unpaid', 'waiting', 'customer_inactive', 'customer_blocked', 'no_credit', 'paused', 'staff_stopped', 'dispute', 'data_cap', 'ended', 'staff_disabled', 'not_connected'));