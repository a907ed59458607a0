CREATE TABLE "repairs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "repairs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"service_id" bigint,
	CONSTRAINT "repairs_kind_check" CHECK ("repairs"."kind" in ('price', 'waiting', 'credit', 'order'))
);
--> statement-breakpoint
CREATE INDEX "repairs_at_idx" ON "repairs" USING btree ("at");