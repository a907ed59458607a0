import { beforeAll, describe, expect, it } from 'vitest';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { listScheduledChanges } from '@/lib/screens/admin/scheduled';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';
import { givenOperator, givenPlan, staffCtx, systemCtx } from '@/tests/support/fixtures';
import { givenLeft } from './refused-change-world';
import { givenOpenRouter, later, makeProfile, sync } from './refused-world';

beforeAll(() => givenOperator());

const planFor = (serviceId: number, change: ScheduledChange) =>
  scheduleChange(staffCtx(later(1)), {
    ...{ serviceId, effectiveDate: later(4).toISOString().slice(0, 10), change },
  });

async function shownOf(serviceId: number, now: Date) {
  const { rows } = await listScheduledChanges(staffCtx(now), {
    ...{ serviceId, states: ['pending', 'applied', 'failed'] },
  });
  return rows.map(({ state, failure }) => [state, failure]);
}

describe('a change planned for a service that its router refuses', () => {
  it('waits while the router is away, says so to staff, and is applied once it is back', async () => {
    const router = await givenOpenRouter();
    const { serviceId } = await givenLeft(router);
    const { itemId } = await givenPlan({ unitPriceMinor: 300n });
    await planFor(serviceId, { kind: 'plan', itemId });
    await router.sim.setReachable(false);
    await givenLeft(router);
    await sync(router, later(2));
    expect(await sweepScheduledChanges(systemCtx(later(5)))).toMatchObject({
      ...{ applied: 0, failed: 0 },
    });
    expect(await shownOf(serviceId, later(5))).toEqual([['pending', 'service_router_away']]);
    await router.sim.setReachable(true);
    await sync(router, later(6));
    await sweepScheduledChanges(systemCtx(later(6)));
    expect(await shownOf(serviceId, later(6))).toEqual([['applied', null]]);
  });

  it('waits with a pause until the router serves it', async () => {
    const router = await givenOpenRouter();
    const { serviceId } = await givenLeft(router);
    await planFor(serviceId, { kind: 'pause', until: null });
    expect(await shownOf(serviceId, later(3))).toEqual([['pending', null]]);
    await sweepScheduledChanges(systemCtx(later(5)));
    expect(await shownOf(serviceId, later(5))).toEqual([['pending', 'service_refused']]);
    makeProfile(router);
    await sync(router, later(6));
    await sweepScheduledChanges(systemCtx(later(6)));
    expect(await shownOf(serviceId, later(6))).toEqual([['applied', null]]);
  });
});
