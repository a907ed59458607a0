import type { TxCtx } from '@/lib/context';
import { localDateOf } from '@/lib/kit/time';
import { listBillingTerms } from './queries';
import { nextPrice } from './rules/plan-period';
import { isRecurring } from './start-service';
import { lockSchedule, saveSchedule } from './store';

/**
 * Computes anew what the next period costs and grants, after a price, discount, priority or plan change.
 * The due moment stays: a change never moves the anchor by itself.
 */
export async function refreshSchedule(ctx: TxCtx, serviceId: number): Promise<void> {
  const row = await lockSchedule(ctx, serviceId);
  const [terms] = await listBillingTerms(ctx, [serviceId]);
  if (!row || !terms || !isRecurring(terms)) return;
  const price = nextPrice(terms, row.nextDue);
  const isSpecial = terms.mode === 'none' || terms.nextItemVersionId !== null;
  await saveSchedule(ctx, {
    ...row,
    priceMinor: price.priceMinor,
    taxMinor: price.taxMinor,
    repriceOn: isSpecial ? localDateOf(row.nextDue, terms.zone) : price.repriceOn,
    quotaBytes: terms.quotaBytes,
    rolloverPeriods: terms.rolloverPeriods,
    priority: terms.priority,
  });
}
