import { beforeAll, describe, expect, it } from 'vitest';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { listNextCharges } from '@/lib/orders/lookups/next-charges';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import {
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { givenConfirmed, givenRouter, networkOn, setRouter } from '../services/router-off-world';

beforeAll(() => givenOperator());

const t = (iso: string) => new Date(iso);

async function tick(now: Date): Promise<void> {
  await sweepServiceDates(systemCtx(now));
  await sweepScheduledChanges(systemCtx(now));
  await sweepSpecialPeriods(systemCtx(now));
  while ((await sweepRecurrences(systemCtx(now))).more);
}

/** 5.00 a week from midnight of Monday 2 March; a plan for 6.00 is planned for a later day. */
async function given(refundsUnused: boolean, day: string) {
  const customerId = await givenCustomer({ balance: 3_000n });
  const { itemId } = await givenPlan({ refundsUnused });
  const { itemId: other } = await givenPlan({ unitPriceMinor: 600n, refundsUnused });
  const routerId = await givenRouter();
  const network = await networkOn(routerId);
  const serviceId = await givenService({ customerId, itemId, network }, t('2026-03-02T00:00:00Z'));
  await givenConfirmed(serviceId, routerId, 'full');
  await scheduleChange(staffCtx(t('2026-03-03T09:00:00Z')), {
    serviceId,
    effectiveDate: day,
    change: { kind: 'plan', itemId: other },
  });
  return { customerId, serviceId, routerId };
}

const paid = async (customerId: number) => 3_000n - (await balanceOf(customerId));

describe.each([true, false])(
  'a plan change that had to wait (refunds by the plan: %s)',
  (refunds) => {
    it('charges one new period if it did not wait', async () => {
      const { customerId } = await given(refunds, '2026-03-09');
      await tick(t('2026-03-09T00:00:01Z'));
      expect(await paid(customerId)).toBe(500n + 600n);
    });

    it('gives back the old plan that was renewed while its router was out of service', async () => {
      const { customerId, serviceId, routerId } = await given(refunds, '2026-03-09');
      await setRouter(routerId, { isOff: true }, t('2026-03-08T20:00:00Z'));
      await tick(t('2026-03-09T00:00:01Z'));
      expect(await paid(customerId)).toBe(500n + 500n);
      await setRouter(routerId, { isOff: false }, t('2026-03-09T06:00:00Z'));
      await tick(t('2026-03-09T06:00:00Z'));
      // Six hours of the old plan: 5.00 × 6 / 168 = 0.178, rounded for the customer.
      expect(await paid(customerId)).toBe(500n + 17n + 600n);
      const [next] = (
        await listNextCharges(systemCtx(t('2026-03-09T06:01:00Z')), [serviceId])
      ).values();
      expect(next?.dueAt).toEqual(t('2026-03-16T06:00:00Z'));
    });

    it('gives nothing else back than the plan says if nothing was renewed meanwhile', async () => {
      const { customerId, routerId } = await given(refunds, '2026-03-05');
      await setRouter(routerId, { isOff: true }, t('2026-03-04T20:00:00Z'));
      await tick(t('2026-03-05T00:00:01Z'));
      await setRouter(routerId, { isOff: false }, t('2026-03-05T12:00:00Z'));
      await tick(t('2026-03-05T12:00:00Z'));
      // Half of the week is unused.
      expect(await paid(customerId)).toBe(500n + 600n - (refunds ? 250n : 0n));
    });
  },
);
