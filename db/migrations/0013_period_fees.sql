ALTER TABLE "periods" ADD COLUMN "fee_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "periods" ADD COLUMN "fee_tax_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
-- What a first period took as its fee stands in the ledger as leg 2 of its charge; the tax inside it is its share of the
-- charge's tax. Both columns are new, so this is what an unused part may never give back from now on.
UPDATE "periods" p
SET "fee_minor" = f.net + f.tax, "fee_tax_minor" = f.tax
FROM (
  SELECT p.service_id, t.amount_minor AS net,
         round(p.tax_minor::numeric * t.amount_minor / nullif(p.price_minor - p.tax_minor, 0))::bigint AS tax
  FROM "periods" p
  JOIN "transfers" t ON t.cause_key = 'period:' || p.service_id || ':0' AND t.leg = 2
  WHERE p.index = 0 AND p.outcome = 'allocated'
) f
WHERE p.service_id = f.service_id AND p.index = 0 AND f.tax IS NOT NULL;
--> statement-breakpoint
ALTER TABLE "periods" ADD CONSTRAINT "periods_fee_check" CHECK ("periods"."fee_tax_minor" between 0 and "periods"."fee_minor" and "periods"."fee_minor" <= "periods"."price_minor");