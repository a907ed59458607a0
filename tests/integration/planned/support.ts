import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import type { Ctx } from '@/lib/context';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { listScheduledChanges } from '@/lib/screens/admin/scheduled';
import { getPortalService } from '@/lib/screens/portal/services';
import { listPlannedOfService } from '@/lib/screens/shared/planned';
import { isNextTerms } from '@/lib/services/rules/planned';
import { staffCtx, subscriberCtx, systemCtx } from '@/tests/support/fixtures';

export type Ids = { customerId: number; serviceId: number };

export async function change(
  ctx: Ctx,
  { customerId, serviceId, itemId }: Ids & { itemId: number },
  moment: 'now' | 'period_end' = 'period_end',
) {
  const request = { kind: 'plan_change', serviceId, itemId, moment } as const;
  const { orderId, sealedQuote: quote } = await previewOrder(ctx, { customerId, request });
  return placeOrder(ctx, { orderId, customerId, request, quote });
}

/** Runs the product's own sweeps at one moment, in the order of a day. */
export async function sweepAt(now: Date): Promise<void> {
  await sweepScheduledChanges(systemCtx(now));
  await sweepSpecialPeriods(systemCtx(now));
  await sweepRecurrences(systemCtx(now));
}

/** The terms waiting for the end of the paid period, as the subscriber, staff and the list of plans see them. */
export async function waitingOn({ customerId, serviceId }: Ids, now: Date) {
  const portal = await getPortalService(subscriberCtx(customerId, now), serviceId);
  const staff = await listPlannedOfService(staffCtx(now), serviceId);
  const { rows } = await listScheduledChanges(staffCtx(now), { serviceId });
  return {
    portal: portal.planned.find(isNextTerms),
    staff: staff.find(isNextTerms),
    list: rows.map((row) => row.change).find(isNextTerms),
    listDay: rows.find((row) => isNextTerms(row.change))?.effectiveDate,
  };
}
