-- The next period of each service is still to be charged, so how its price comes about can be recorded: for a service
-- without discounts, where the current terms give exactly the scheduled price. Every other one is decided on its own
-- once, which prices it. Charges already made stay as they are: nobody recorded how they came about.
CREATE TEMPORARY TABLE "scheduled" AS
SELECT c."service_id", s."item_version_id", s."quantity", coalesce(s."custom_price_minor", v."unit_price_minor") AS "unit_price_minor",
	s."custom_price_minor" IS NOT NULL AS "is_custom", c."price_minor", c."tax_minor", v."tax_rate_ppm", o."tax_mode",
	CASE WHEN v."refunds_unused" THEN v."unused_by" ELSE 'never' END AS "gives_back"
FROM "schedule" c
JOIN "services" s ON s."id" = c."service_id"
JOIN "catalog_item_versions" v ON v."id" = s."item_version_id"
CROSS JOIN "settings" o
WHERE s."next_item_version_id" IS NULL AND s."change_fee_minor" = 0
	AND NOT EXISTS (SELECT 1 FROM "service_discounts" d WHERE d."service_id" = s."id")
	AND coalesce(s."custom_price_minor", v."unit_price_minor") * s."quantity"
		= c."price_minor" - CASE o."tax_mode" WHEN 'exclusive' THEN c."tax_minor" ELSE 0 END;--> statement-breakpoint
INSERT INTO "prices" ("item_version_id", "quantity", "unit_price_minor", "is_custom", "list_minor", "discounts", "discount_minor",
	"net_minor", "tax_rate_ppm", "tax_mode", "tax_minor", "gross_minor", "gives_back")
SELECT DISTINCT "item_version_id", "quantity", "unit_price_minor", "is_custom", "unit_price_minor" * "quantity", '[]'::jsonb, 0,
	"price_minor" - "tax_minor", "tax_rate_ppm", "tax_mode", "tax_minor", "price_minor", "gives_back"
FROM "scheduled";--> statement-breakpoint
UPDATE "schedule" c SET "price_id" = p."id"
FROM "scheduled" s JOIN "prices" p ON p."item_version_id" = s."item_version_id" AND p."quantity" = s."quantity"
	AND p."unit_price_minor" = s."unit_price_minor" AND p."is_custom" = s."is_custom" AND p."tax_minor" = s."tax_minor"
	AND p."gross_minor" = s."price_minor"
WHERE c."service_id" = s."service_id";--> statement-breakpoint
UPDATE "schedule" SET "reprice_on" = least("reprice_on", ("next_due" AT TIME ZONE "zone")::date) WHERE "price_id" IS NULL;--> statement-breakpoint
DROP TABLE "scheduled";
