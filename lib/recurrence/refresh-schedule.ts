import type { TxCtx } from '@/lib/context';
import { anchorAt, localDateOf } from '@/lib/kit/time';
import { announceCheaper } from './announce-cheaper';
import { isDecidedAlone, savePeriodPrice } from './decide-period';
import { listBillingTerms, type RecurringTerms, type ScheduleRow, termsDue } from './lookups';
import { isRecurring } from './plan-start';
import { inZone, startOfPeriod } from './rules';
import { nextPrice } from './rules/plan-period';
import { accountIdOf, lockSchedule, saveSchedule } from './store';

/**
 * Recomputes the price and data of the next period after a change of price, discount, priority, pay period, plan or
 * the operator's tax mode or zone. The due date stays: a new pay period or zone starts when the running one ends.
 * `schedule_terms` in db/sql/terms.sql returns the same for all services. A service that became cheaper and waits for
 * credit is tried again.
 */
export async function refreshSchedule(ctx: TxCtx, serviceId: number): Promise<void> {
  const row = await lockSchedule(ctx, serviceId);
  const [terms] = await listBillingTerms(ctx, [serviceId]);
  if (!terms) return;
  if (!row || !isRecurring(terms)) return announceCheaper(ctx, terms);
  const ahead = await termsDue(ctx, terms, row);
  const price = nextPrice(ahead, startsAtOf(row));
  await saveSchedule(ctx, {
    ...row,
    ...(await rhythmOf(ctx, row, terms)),
    priceMinor: price.priceMinor,
    taxMinor: price.taxMinor,
    priceId: await savePeriodPrice(ctx, ahead, price.price),
    repriceOn:
      isDecidedAlone(terms) || row.graceBreaks !== null
        ? localDateOf(row.nextDue, terms.zone)
        : price.repriceOn,
    quotaBytes: ahead.quotaBytes,
    bonusBytes: ahead.bonusBytes,
    rolloverPeriods: ahead.rolloverPeriods,
    graceDays: ahead.graceDays,
    priority: terms.priority,
  });
  if (price.priceMinor < row.priceMinor) await announceCheaper(ctx, terms);
}

/** Returns the start of the next period; in a grace it has already begun and is decided later. */
function startsAtOf(row: ScheduleRow): Date {
  return row.inGrace ? startOfPeriod(row, row.nextIndex) : row.nextDue;
}

/**
 * Returns the payer and anchor from the next due date on; a new pay period is anchored there, so that periods
 * stay contiguous.
 */
async function rhythmOf(ctx: TxCtx, row: ScheduleRow, terms: RecurringTerms) {
  const { mode, interval, zone, customerId } = terms;
  const kind = mode === 'one_off' ? 'postpaid' : 'wallet';
  const payer =
    mode === row.mode ? {} : { mode, accountId: await accountIdOf(ctx, { customerId, kind }) };
  const startsAt = startsAtOf(row);
  if (interval.count === row.intervalCount && interval.unit === row.intervalUnit)
    return { ...payer, ...(zone === row.zone ? {} : inZone(row, { startsAt, zone })) };
  const anchor = anchorAt(startsAt, zone, interval);
  return {
    ...payer,
    intervalCount: interval.count,
    intervalUnit: interval.unit,
    anchorLocal: anchor.local,
    zone: anchor.zone,
    anchorIndex: row.nextIndex,
  };
}
