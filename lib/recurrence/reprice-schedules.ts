import { sql } from 'drizzle-orm';
import { recordedPrice, saveScheduledPrices } from '@/lib/charges/save-scheduled-prices';
import type { TxCtx } from '@/lib/context';
import { getSettings } from '@/lib/settings/get-settings';

/** Locks all schedules in id order. Renewals skip them until the transaction ends. */
export async function lockAllSchedules(ctx: TxCtx): Promise<void> {
  await ctx.tx.execute(sql`
    select count(*) from (select 1 from schedule order by service_id for update) locked`);
}

/**
 * Prices the next period of all services again, after the tax mode or the time zone changed: as `refreshSchedule` does
 * for one, in a few statements. The caller holds all schedules. Due dates stay.
 */
export async function repriceSchedules(ctx: TxCtx): Promise<void> {
  const { taxMode, timeZone } = await getSettings(ctx);
  await saveScheduledPrices(ctx, { taxMode, timeZone });
  await ctx.tx.execute(sql`
    update schedule c
    set price_minor = t.due_minor, tax_minor = t.due_tax_minor, price_id = ${recordedPrice}, reprice_on = t.reprice_on,
        quota_bytes = t.quota_bytes, bonus_bytes = t.bonus_bytes, rollover_periods = t.rollover_periods,
        grace_days = t.grace_days, priority = t.priority, zone = ${timeZone}, anchor_local = a.anchor_local,
        anchor_index = a.anchor_index
    from schedule_terms(${taxMode}, ${timeZone}) t
    join schedule o on o.service_id = t.service_id
    cross join lateral anchor_in_zone(o, t.starts_at, ${timeZone}) a
    where c.service_id = t.service_id
      -- Anything else that differs is not from here: the recheck repairs and counts it.
      and (c.mode, c.interval_count, c.interval_unit) = (t.mode, t.interval_count, t.interval_unit)
      and c.service_id in (select service_id from stale_schedules(${taxMode}, ${timeZone}))`);
}
