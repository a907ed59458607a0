ALTER TABLE "top_up_refunds" DROP CONSTRAINT "top_up_refunds_clawed_check";--> statement-breakpoint
ALTER TABLE "top_up_disputes" ADD COLUMN "taken_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "top_up_disputes" ADD COLUMN "given_back_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "top_up_disputes" ADD COLUMN "state_movements" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "top_up_disputes" ADD COLUMN "settled_minor" bigint;--> statement-breakpoint
ALTER TABLE "top_up_disputes" ADD COLUMN "fee_minor" bigint;--> statement-breakpoint
ALTER TABLE "top_up_disputes" ADD COLUMN "settled_currency" text;--> statement-breakpoint
ALTER TABLE "top_up_disputes" ADD COLUMN "stops_services" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "top_up_disputes_stops_idx" ON "top_up_disputes" USING btree ("top_up_id") WHERE stops_services;--> statement-breakpoint
ALTER TABLE "top_up_disputes" ADD CONSTRAINT "top_up_disputes_taken_check" CHECK (0 <= "top_up_disputes"."taken_minor" and 0 <= "top_up_disputes"."given_back_minor");--> statement-breakpoint
ALTER TABLE "top_up_disputes" ADD CONSTRAINT "top_up_disputes_settled_check" CHECK (("top_up_disputes"."settled_currency" is null) = ("top_up_disputes"."settled_minor" is null) and ("top_up_disputes"."settled_currency" is null) = ("top_up_disputes"."fee_minor" is null));--> statement-breakpoint
ALTER TABLE "top_up_refunds" ADD CONSTRAINT "top_up_refunds_clawed_check" CHECK (0 <= "top_up_refunds"."returned_minor" and "top_up_refunds"."returned_minor" <= "top_up_refunds"."clawed_minor" and "top_up_refunds"."clawed_minor" - "top_up_refunds"."returned_minor" <= "top_up_refunds"."amount_minor");--> statement-breakpoint
-- What the bank keeps, derived from the state: a dispute of which the wallet lost only a part took the whole amount.
UPDATE "top_up_disputes" SET
  "taken_minor" = CASE WHEN "state" IN ('open', 'lost', 'won') THEN greatest("amount_minor", "withdrawn_minor") ELSE "withdrawn_minor" END,
  "given_back_minor" = CASE WHEN "state" = 'won' THEN greatest("amount_minor", "withdrawn_minor") ELSE "reinstated_minor" END,
  "state_movements" = CASE "state" WHEN 'won' THEN 2 WHEN 'open' THEN 1 WHEN 'lost' THEN 1 ELSE 0 END;--> statement-breakpoint
UPDATE "top_up_disputes" d SET "stops_services" = true
FROM "top_ups" t
WHERE t."id" = d."top_up_id" AND d."state" IN ('open', 'lost')
  AND EXISTS (SELECT 1 FROM "services" s JOIN "service_holds" h ON h."service_id" = s."id"
    WHERE s."customer_id" = t."customer_id" AND h."reason" = 'dispute');
