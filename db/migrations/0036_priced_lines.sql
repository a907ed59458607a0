CREATE TABLE "charge_lines" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "charge_lines_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"cause_key" text NOT NULL,
	"line" smallint NOT NULL,
	"what" text NOT NULL,
	"account_id" bigint NOT NULL,
	"customer_id" bigint NOT NULL,
	"service_id" bigint NOT NULL,
	"order_id" uuid,
	"price_id" bigint,
	"starts_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	"net_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"gross_minor" bigint GENERATED ALWAYS AS (net_minor + tax_minor) STORED NOT NULL,
	"period_index" integer,
	"part" bigint,
	"part_of" bigint,
	"part_unit" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "charge_lines_cause_key_line_key" UNIQUE("cause_key","line"),
	CONSTRAINT "charge_lines_what_check" CHECK ("charge_lines"."what" in ('activation_fee', 'change_fee', 'pack', 'one_time', 'unused_credit')),
	CONSTRAINT "charge_lines_sign_check" CHECK (case "charge_lines"."what" when 'unused_credit' then "charge_lines"."net_minor" <= 0 and "charge_lines"."tax_minor" <= 0
        else "charge_lines"."net_minor" >= 0 and "charge_lines"."tax_minor" >= 0 end),
	CONSTRAINT "charge_lines_amount_check" CHECK ("charge_lines"."gross_minor" <> 0),
	CONSTRAINT "charge_lines_period_index_check" CHECK (("charge_lines"."what" = 'unused_credit') = ("charge_lines"."period_index" is not null)),
	CONSTRAINT "charge_lines_part_check" CHECK (("charge_lines"."what" = 'unused_credit') = ("charge_lines"."part" is not null and "charge_lines"."part_of" is not null
        and "charge_lines"."part_unit" is not null)
        and "charge_lines"."part" between 0 and "charge_lines"."part_of" and "charge_lines"."part_unit" in ('seconds', 'bytes')),
	CONSTRAINT "charge_lines_price_id_check" CHECK ("charge_lines"."price_id" is not null or "charge_lines"."what" = 'unused_credit')
);
--> statement-breakpoint
CREATE TABLE "prices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "prices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"item_version_id" bigint,
	"quantity" integer NOT NULL,
	"unit_price_minor" bigint NOT NULL,
	"is_custom" boolean NOT NULL,
	"list_minor" bigint NOT NULL,
	"discounts" jsonb NOT NULL,
	"discount_minor" bigint NOT NULL,
	"net_minor" bigint NOT NULL,
	"tax_rate_ppm" integer NOT NULL,
	"tax_mode" text NOT NULL,
	"tax_minor" bigint NOT NULL,
	"gross_minor" bigint NOT NULL,
	"gives_back" text NOT NULL,
	CONSTRAINT "prices_tax_mode_check" CHECK ("prices"."tax_mode" in ('inclusive', 'exclusive')),
	CONSTRAINT "prices_gives_back_check" CHECK ("prices"."gives_back" in ('time', 'time_or_data', 'never')),
	CONSTRAINT "prices_list_check" CHECK ("prices"."list_minor" = "prices"."unit_price_minor" * "prices"."quantity"),
	CONSTRAINT "prices_discount_check" CHECK ("prices"."discount_minor" between 0 and "prices"."list_minor"),
	CONSTRAINT "prices_gross_check" CHECK ("prices"."gross_minor" = "prices"."net_minor" + "prices"."tax_minor" and "prices"."tax_minor" >= 0
        and "prices"."list_minor" - "prices"."discount_minor"
          = case "prices"."tax_mode" when 'exclusive' then "prices"."net_minor" else "prices"."gross_minor" end)
);
--> statement-breakpoint
ALTER TABLE "catalog_item_versions" ADD COLUMN "unused_by" text DEFAULT 'time' NOT NULL;--> statement-breakpoint
ALTER TABLE "periods" ADD COLUMN "price_id" bigint;--> statement-breakpoint
ALTER TABLE "periods" ADD COLUMN "part_seconds" integer;--> statement-breakpoint
ALTER TABLE "periods" ADD COLUMN "part_of_seconds" integer;--> statement-breakpoint
ALTER TABLE "schedule" ADD COLUMN "price_id" bigint;--> statement-breakpoint
CREATE INDEX "charge_lines_account_id_idx" ON "charge_lines" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "charge_lines_service_id_idx" ON "charge_lines" USING btree ("service_id","period_index");--> statement-breakpoint
CREATE INDEX "prices_unit_price_minor_gross_minor_idx" ON "prices" USING btree ("unit_price_minor","gross_minor","item_version_id");--> statement-breakpoint
ALTER TABLE "catalog_item_versions" ADD CONSTRAINT "catalog_item_versions_unused_by_check" CHECK ("catalog_item_versions"."unused_by" in ('time', 'time_or_data'));--> statement-breakpoint
ALTER TABLE "periods" ADD CONSTRAINT "periods_part_check" CHECK (("periods"."part_seconds" is null) = ("periods"."part_of_seconds" is null) and "periods"."part_seconds" between 0 and "periods"."part_of_seconds");