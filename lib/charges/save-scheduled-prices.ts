import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import type { TaxMode } from '@/lib/kit/words';

/** Selects the recorded price of the row `t` of `schedule_terms`, as `savePrice` finds it; null if there is none. */
export const recordedPrice = sql`(
    select min(p.id) from prices p
    where p.unit_price_minor = t.unit_price_minor and p.gross_minor = t.gross_minor
      and p.item_version_id = t.item_version_id and p.quantity = t.quantity and p.is_custom = t.is_custom
      and p.discounts = t.discounts and p.tax_rate_ppm = t.tax_rate_ppm and p.tax_mode = t.tax_mode
      and p.tax_minor = t.tax_minor and p.gives_back = t.gives_back)`;

/** Records, in one statement, the prices that all schedules will have under this tax mode and zone (`savePrice`). */
export async function saveScheduledPrices(
  ctx: TxCtx,
  { taxMode, timeZone }: { taxMode: TaxMode; timeZone: string },
): Promise<void> {
  await ctx.tx.execute(sql`
    insert into prices (item_version_id, quantity, unit_price_minor, is_custom, list_minor, discounts, discount_minor,
                        net_minor, tax_rate_ppm, tax_mode, tax_minor, gross_minor, gives_back)
    select distinct item_version_id, quantity, unit_price_minor, is_custom, list_minor, discounts, discount_minor,
           net_minor, tax_rate_ppm, tax_mode, tax_minor, gross_minor, gives_back
    from schedule_terms(${taxMode}, ${timeZone}) t
    where ${recordedPrice} is null`);
}
