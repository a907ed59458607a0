CREATE TABLE "statements" (
	"customer_id" bigint NOT NULL,
	"month" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"parties" jsonb NOT NULL,
	CONSTRAINT "statements_pkey" PRIMARY KEY("customer_id","month"),
	CONSTRAINT "statements_month_check" CHECK ("statements"."month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$')
);
--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;