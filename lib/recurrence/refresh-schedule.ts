import type { TxCtx } from '@/lib/context';
import { anchorAt, localDateOf } from '@/lib/kit/time';
import { isDecidedAlone } from './decide-period';
import { listBillingTerms, type RecurringTerms, type ScheduleRow, termsDue } from './lookups';
import { isRecurring } from './plan-start';
import { startOfPeriod } from './rules';
import { nextPrice } from './rules/plan-period';
import { accountIdOf, lockSchedule, saveSchedule } from './store';

/**
 * Computes anew what the next period costs and grants, after a price, discount, priority, pay period or
 * plan change. The due moment stays: another pay period begins where the running one ends.
 */
export async function refreshSchedule(ctx: TxCtx, serviceId: number): Promise<void> {
  const row = await lockSchedule(ctx, serviceId);
  const [terms] = await listBillingTerms(ctx, [serviceId]);
  if (!row || !terms || !isRecurring(terms)) return;
  const ahead = await termsDue(ctx, terms, row);
  const price = nextPrice(ahead, startsAtOf(row));
  await saveSchedule(ctx, {
    ...row,
    ...(await rhythmOf(ctx, row, terms)),
    priceMinor: price.priceMinor,
    taxMinor: price.taxMinor,
    repriceOn: isDecidedAlone(terms) ? localDateOf(row.nextDue, terms.zone) : price.repriceOn,
    quotaBytes: ahead.quotaBytes,
    bonusBytes: ahead.bonusBytes,
    rolloverPeriods: ahead.rolloverPeriods,
    graceDays: ahead.graceDays,
    priority: terms.priority,
  });
}

/** When the next period starts: in a grace it has begun, and is decided later. */
function startsAtOf(row: ScheduleRow): Date {
  return row.inGrace ? startOfPeriod(row, row.nextIndex) : row.nextDue;
}

/** How it renews from the next due moment on; another pay period hangs on that moment, so that periods still tile. */
async function rhythmOf(ctx: TxCtx, row: ScheduleRow, terms: RecurringTerms) {
  const { mode, interval, zone, customerId } = terms;
  const kind = mode === 'one_off' ? 'postpaid' : 'wallet';
  const payer =
    mode === row.mode ? {} : { mode, accountId: await accountIdOf(ctx, { customerId, kind }) };
  if (interval.count === row.intervalCount && interval.unit === row.intervalUnit) return payer;
  const anchor = anchorAt(startsAtOf(row), zone, interval);
  return {
    ...payer,
    intervalCount: interval.count,
    intervalUnit: interval.unit,
    anchorLocal: anchor.local,
    zone: anchor.zone,
    anchorIndex: row.nextIndex,
  };
}
