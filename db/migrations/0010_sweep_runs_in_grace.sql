DROP INDEX "services_not_started_idx";--> statement-breakpoint
ALTER TABLE "sweep_runs" ADD COLUMN "in_grace" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "schedule_reprice_idx" ON "schedule" USING btree ("reprice_on") WHERE "schedule"."reprice_on" is not null;