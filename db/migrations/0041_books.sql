ALTER TABLE "accounts" DROP CONSTRAINT "accounts_kind_check";--> statement-breakpoint
ALTER TABLE "accounts" DROP CONSTRAINT "accounts_wallet_floor_check";--> statement-breakpoint
ALTER TABLE "transfers" DROP CONSTRAINT "transfers_kind_check";--> statement-breakpoint
DROP INDEX "accounts_operator_kind_key";--> statement-breakpoint
ALTER TABLE "transfers" ALTER COLUMN "customer_account_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "transfers" ALTER COLUMN "balance_after_minor" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "transfers" ALTER COLUMN "customer_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "currency" text;--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "holder_id" bigint;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_holder_id_users_id_fk" FOREIGN KEY ("holder_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "transfers_debit_account_id_idx" ON "transfers" USING btree ("debit_account_id") WHERE service_id is null;--> statement-breakpoint
CREATE INDEX "transfers_credit_account_id_idx" ON "transfers" USING btree ("credit_account_id") WHERE service_id is null;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_operator_kind_key" ON "accounts" USING btree ("kind",coalesce(currency, ''),coalesce(holder_id, 0)) WHERE customer_id is null;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_currency_check" CHECK ("accounts"."currency" is null or ("accounts"."customer_id" is null and "accounts"."currency" ~ '^[A-Z]{3}$'));--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_holder_check" CHECK ("accounts"."holder_id" is null or ("accounts"."kind" = 'cash' and "accounts"."currency" is null));--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_kind_check" CHECK ("accounts"."kind" in ('wallet', 'postpaid', 'revenue', 'tax', 'stripe_clearing', 'cash', 'vouchers', 'adjustments', 'stripe_balance', 'stripe_other', 'payouts', 'bank', 'stripe_fees', 'dispute_fees', 'exchange', 'cash_differences', 'bad_debt', 'bonus', 'rounding'));--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_wallet_floor_check" CHECK (case when "accounts"."kind" = 'cash' then true else ("accounts"."kind" = 'wallet') = ("accounts"."floor_minor" is not null) end);--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_customer_check" CHECK (case when "transfers"."customer_account_id" is null
        then "transfers"."customer_id" is null and "transfers"."balance_after_minor" is null and "transfers"."service_id" is null
          and "transfers"."kind" in ('stripe_settled', 'stripe_fee', 'dispute_fee', 'exchange', 'payout', 'payout_arrived', 'payout_failed', 'cash_banked', 'cash_difference')
        else "transfers"."customer_id" is not null and "transfers"."balance_after_minor" is not null
          and "transfers"."customer_account_id" in ("transfers"."debit_account_id", "transfers"."credit_account_id")
          and "transfers"."kind" in ('top_up', 'period', 'purchase', 'fee', 'tax', 'plan_change_refund', 'manual_credit', 'manual_debit', 'cash', 'voucher', 'refund', 'refund_failed', 'dispute_withdrawn', 'dispute_reinstated', 'merge', 'bonus', 'write_off') end);--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_kind_check" CHECK ("transfers"."kind" in ('top_up', 'period', 'purchase', 'fee', 'tax', 'plan_change_refund', 'manual_credit', 'manual_debit', 'cash', 'voucher', 'refund', 'refund_failed', 'dispute_withdrawn', 'dispute_reinstated', 'merge', 'bonus', 'write_off', 'stripe_settled', 'stripe_fee', 'dispute_fee', 'exchange', 'payout', 'payout_arrived', 'payout_failed', 'cash_banked', 'cash_difference'));