CREATE TABLE "event_commits" (
	"transaction_id" "xid8" PRIMARY KEY NOT NULL,
	"position" bigint
);
--> statement-breakpoint
DROP INDEX "events_undelivered_index";--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "transaction_id" "xid8" DEFAULT pg_current_xact_id() NOT NULL;--> statement-breakpoint
CREATE INDEX "event_commits_position_index" ON "event_commits" USING btree ("position");--> statement-breakpoint
CREATE INDEX "events_undelivered_index" ON "events" USING btree ("transaction_id","id") WHERE "events"."delivered_at" is null;