import { beforeAll, describe, expect, it } from 'vitest';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { addDays, localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { previewOrder } from '@/lib/orders/preview-order';
import { afterEarlier, getPlanChangeSheet } from '@/lib/screens/portal/plan-change';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { change } from './support';

beforeAll(() => givenOperator({ timeZone: 'Europe/London' }));

const soon = at(start, { days: 1 });

const planOn = (serviceId: number, planned: ScheduledChange, effectiveDate: string) =>
  scheduleChange(staffCtx(soon), { serviceId, effectiveDate, change: planned });

/** A service of a week, whose period ends on 9 March, and another plan of a week. */
async function given() {
  const customerId = await givenCustomer({ balance: 100_000n });
  const { itemId: from } = await givenPlan({ unitPriceMinor: 3_000n });
  const { itemId } = await givenPlan({ unitPriceMinor: 1_000n });
  return { customerId, serviceId: await givenService({ customerId, itemId: from }), itemId };
}

describe('a plan for the end of the period, before which staff plan one of another length', () => {
  const turns = [
    { intervalUnit: 'month', keepAnchor: false, last: '2026-04-05' },
    { intervalUnit: 'day', keepAnchor: false, last: '2026-03-06' },
    { intervalUnit: 'month', keepAnchor: true, last: '2026-04-05' },
    { intervalUnit: 'week', keepAnchor: true, last: '2026-03-09' },
  ] as const;

  it.each(turns)(
    'and an archive by the end of the period of staff’s plan refuse each other (a $intervalUnit, keeps its dates: $keepAnchor)',
    async ({ last, ...turn }) => {
      const archiveOn = (serviceId: number, day: string) =>
        planOn(serviceId, { kind: 'archive', reason: 'moves' }, day);
      const dayAfter = addDays(last, 1);
      const dated = async () => {
        const ids = await given();
        const { itemId } = await givenPlan({ unitPriceMinor: 5_000n, ...turn });
        await planOn(ids.serviceId, { kind: 'plan', itemId }, '2026-03-05');
        return ids;
      };
      const first = await dated();
      await archiveOn(first.serviceId, last);
      const ctx = subscriberCtx(first.customerId, soon);
      await expect(change(ctx, first)).rejects.toMatchObject({ key: 'next_plan_after_archive' });
      const second = await dated();
      await change(subscriberCtx(second.customerId, soon), second);
      await expect(archiveOn(second.serviceId, last)).rejects.toMatchObject({
        key: 'planned_next_plan_stands',
        params: { day: startOfLocalDay(last, 'Europe/London') },
      });
      const third = await dated();
      await archiveOn(third.serviceId, dayAfter);
      const sheet = await getPlanChangeSheet(subscriberCtx(third.customerId, soon), {
        ...{ ...third, moment: 'period_end' },
      });
      expect(localDateOf(sheet.earlier?.begins?.at ?? soon, 'Europe/London')).toBe(last);
      await change(subscriberCtx(third.customerId, soon), third);
    },
  );

  it.each([
    { intervalUnit: 'month', archive: '2026-04-11', isCutShort: true },
    { intervalUnit: 'month', archive: '2026-04-12', isCutShort: false },
    { intervalUnit: 'day', archive: '2026-03-12', isCutShort: true },
    { intervalUnit: 'day', archive: '2026-03-13', isCutShort: false },
  ] as const)(
    'tells from the period that then starts whether the service ends within it (a $intervalUnit, $archive)',
    async ({ intervalUnit, archive, isCutShort }) => {
      const ids = await given();
      const { itemId } = await givenPlan({ unitPriceMinor: 5_000n, intervalUnit });
      await planOn(ids.serviceId, { kind: 'plan', itemId }, '2026-03-05');
      await planOn(ids.serviceId, { kind: 'archive', reason: 'moves' }, archive);
      const ctx = subscriberCtx(ids.customerId, soon);
      const asked = { serviceId: ids.serviceId, itemId: ids.itemId, moment: 'period_end' } as const;
      const { customerId } = ids;
      const request = { kind: 'plan_change', ...asked } as const;
      const { quote } = await previewOrder(ctx, { customerId, request });
      const shown = afterEarlier(quote, await getPlanChangeSheet(ctx, { customerId, ...asked }));
      expect(shown.lastDay).toBe(addDays(archive, -1));
      expect(shown.isCutShort ?? false).toBe(isCutShort);
    },
  );
});
