import { beforeAll, describe, expect, it } from 'vitest';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { listScheduledChanges } from '@/lib/screens/admin/scheduled';
import { getPortalService } from '@/lib/screens/portal/services';
import { listPlannedOfService } from '@/lib/screens/shared/planned';
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
import { change, type Ids, sweepAt } from './support';
import { givenNewerTerms } from './versions';

beforeAll(() => givenOperator());

const soon = at(start, { days: 1 });
const week = at(start, { days: 7 });

const planQuantity = (serviceId: number, effectiveDate: string, now = soon) =>
  scheduleChange(staffCtx(now), {
    ...{ serviceId, effectiveDate },
    change: { kind: 'fields', fields: { quantity: 2 } },
  });

/** The kinds of what is planned, in the order of the service's pages and of the list of all services. */
async function kindsOf({ customerId, serviceId }: Ids, now: Date) {
  const { planned } = await getPortalService(subscriberCtx(customerId, now), serviceId);
  const staff = await listPlannedOfService(staffCtx(now), serviceId);
  const list = async (direction: 'asc' | 'desc') => {
    const { rows } = await listScheduledChanges(staffCtx(now), { serviceId, direction });
    return rows.map((row) => row.change.kind.replace('fields', 'change'));
  };
  return {
    portal: planned.map(({ kind }) => kind),
    staff: staff.map(({ kind }) => kind),
    list: await list('asc'),
    back: (await list('desc')).reverse(),
  };
}

const everywhere = (...kinds: string[]) => ({
  ...{ portal: kinds, staff: kinds, list: kinds, back: kinds },
});

describe('planned changes, on both faces and in the list of all services', () => {
  it('are in the order of their moments within one day', async () => {
    const [from, to] = [await givenPlan(), await givenPlan({ unitPriceMinor: 700n })];
    const customerId = await givenCustomer({ balance: 90_000n });
    const serviceId = await givenService({ customerId, itemId: from.itemId });
    const ids = { customerId, serviceId };
    await change(subscriberCtx(customerId, soon), { ...ids, itemId: to.itemId });
    // The paid period ends at 09:00 of this day.
    await planQuantity(serviceId, '2026-03-09');
    expect(await kindsOf(ids, soon)).toEqual(everywhere('change', 'next_plan'));
    await planQuantity(serviceId, '2026-03-10');
    expect(await kindsOf(ids, soon)).toEqual(everywhere('change', 'next_plan', 'change'));
  });

  it('place terms that wait for a grace to end behind what happens before that', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan({ unitPriceMinor: 2_000n, graceDays: 3 });
    const serviceId = await givenService({ customerId, itemId });
    await sweepAt(week);
    const inGrace = at(week, { days: 2 });
    await givenNewerTerms(staffCtx(inGrace), { serviceId, itemId });
    // After the grace, which ends on 12 March, and before the period does, on 16 March.
    await planQuantity(serviceId, '2026-03-14', inGrace);
    const ids = { customerId, serviceId };
    expect(await kindsOf(ids, inGrace)).toEqual(everywhere('change', 'next_terms'));
  });

  it('are paged without loss or repetition where many happen at one moment', async () => {
    const [from, to] = [await givenPlan(), await givenPlan({ unitPriceMinor: 700n })];
    const seen: number[] = [];
    for (let count = 0; count < 60; count += 1) {
      const customerId = await givenCustomer({ balance: 9_000n, name: 'Crowd of one moment' });
      const serviceId = await givenService({ customerId, itemId: from.itemId });
      await change(subscriberCtx(customerId, soon), { customerId, serviceId, itemId: to.itemId });
    }
    const query = { search: 'crowd of one moment' };
    let page = await listScheduledChanges(staffCtx(soon), query);
    const first = page.rows.map(({ serviceId }) => serviceId);
    seen.push(...first);
    while (page.next !== undefined) {
      page = await listScheduledChanges(staffCtx(soon), { ...query, after: page.next });
      seen.push(...page.rows.map(({ serviceId }) => serviceId));
    }
    expect(seen).toHaveLength(60);
    expect(new Set(seen).size).toBe(60);
    const before = await listScheduledChanges(staffCtx(soon), { ...query, before: page.previous });
    expect(before.rows.map(({ serviceId }) => serviceId)).toEqual(first);
  });
});
