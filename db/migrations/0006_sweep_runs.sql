CREATE TABLE "sweep_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "sweep_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"part" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"decided" integer NOT NULL,
	"allocated" integer NOT NULL,
	"withheld" integer NOT NULL,
	"missed" integer NOT NULL,
	"parked" integer NOT NULL,
	"fault" text,
	CONSTRAINT "sweep_runs_part_check" CHECK ("sweep_runs"."part" in ('due', 'special'))
);
--> statement-breakpoint
CREATE INDEX "sweep_runs_started_at_idx" ON "sweep_runs" USING btree ("started_at");