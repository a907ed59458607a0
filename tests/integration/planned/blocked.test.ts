import { beforeAll, describe, expect, it } from 'vitest';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { stopService, unstopService } from '@/lib/lifecycle/stop-service';
import { listScheduledChanges } from '@/lib/screens/admin/scheduled';
import { getPortalService } from '@/lib/screens/portal/services';
import { listPlannedOfService } from '@/lib/screens/shared/planned';
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
import { sweepAt } from './support';

beforeAll(() => givenOperator({ timeZone: 'Europe/London' }));

const soon = at(start, { days: 1 });
const DAY = '2026-03-05';
const midnight = new Date(`${DAY}T00:00:00Z`);
const dayOf = (days: number) => at(start, { days }).toISOString().slice(0, 10);

async function given(endDate: string | null = null) {
  const customerId = await givenCustomer({ balance: 100_000n });
  const { itemId } = await givenPlan({ pausesPerYearMax: 9, pauseDaysMax: 90 });
  const other = await givenPlan();
  const serviceId = await givenService({ customerId, itemId, endDate });
  return { customerId, serviceId, otherId: other.itemId };
}

type Given = { customerId: number; serviceId: number };

const planOn = ({ serviceId }: Given, change: ScheduledChange, effectiveDate = DAY) =>
  scheduleChange(staffCtx(soon), { serviceId, effectiveDate, change });

/** What stands against the changes planned for days, as subscriber and staff read it. */
async function blockedOf({ customerId, serviceId }: Given, now = soon) {
  const { planned } = await getPortalService(subscriberCtx(customerId, now), serviceId);
  const staff = await listPlannedOfService(staffCtx(now), serviceId);
  const [ofPortal, ofStaff] = [planned, staff].map((all) =>
    all.flatMap((one) => (one.kind === 'change' ? [one.blocked] : [])),
  );
  expect(ofPortal).toEqual(ofStaff);
  return ofPortal;
}

describe('a planned change that can no longer happen', () => {
  it.each([
    ['staff_stopped', 'service_stopped_stands'],
    ['staff_disabled', 'service_already_disabled'],
  ] as const)(
    'is listed with the hold that staff added at once, while that lasts: %s',
    async (hold, why) => {
      const ids = await given();
      // A pause needs a service that is not stopped, a disablement one that is not disabled.
      const change: ScheduledChange =
        hold === 'staff_stopped'
          ? { kind: 'pause', until: null }
          : { kind: 'stop', hold, reason: 'unpaid invoices' };
      await planOn(ids, change);
      expect(await blockedOf(ids)).toEqual([null]);
      const input = { serviceId: ids.serviceId, hold, reason: 'asked for it' };
      await stopService(staffCtx(soon), input);
      expect(await blockedOf(ids)).toEqual([{ why }]);
      await unstopService(staffCtx(soon), input);
      expect(await blockedOf(ids)).toEqual([null]);
    },
  );

  it('is one that fails on its day if nothing else is done', async () => {
    const ids = await given();
    await planOn(ids, { kind: 'plan', itemId: ids.otherId });
    const input = { serviceId: ids.serviceId, hold: 'staff_stopped', reason: 'abuse' } as const;
    await stopService(staffCtx(soon), input);
    expect(await blockedOf(ids)).toEqual([{ why: 'service_stopped_stands' }]);
    await sweepAt(midnight);
    const { rows } = await listScheduledChanges(staffCtx(midnight), {
      serviceId: ids.serviceId,
      states: ['failed'],
    });
    expect(rows).toHaveLength(1);
  });

  it('is listed with the last day that an early resumption brings forward', async () => {
    const ids = await given(dayOf(10));
    await pauseService(staffCtx(soon), { serviceId: ids.serviceId, until: dayOf(20) });
    await planOn(ids, { kind: 'plan', itemId: ids.otherId }, dayOf(25));
    expect(await blockedOf(ids)).toEqual([null]);
    const later = at(soon, { days: 2 });
    await resumeService(staffCtx(later), { serviceId: ids.serviceId });
    expect(await blockedOf(ids, later)).toEqual([{ why: 'service_end_stands', day: dayOf(12) }]);
  });
});
