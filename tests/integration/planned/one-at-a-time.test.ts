import { beforeAll, describe, expect, it } from 'vitest';
import { cancelScheduledChange } from '@/lib/calendar/cancel-scheduled-change';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { DomainError } from '@/lib/kit/errors';
import { changeService } from '@/lib/lifecycle/change-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { getPortalService } from '@/lib/screens/portal/services';
import { listPlannedOfService } from '@/lib/screens/shared/planned';
import type { ScheduledChange } from '@/lib/services/scheduled-change-input';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { sweepAt } from './support';

beforeAll(() => givenOperator({ timeZone: 'Europe/London' }));

const soon = at(start, { days: 1 });
const DAY = '2026-03-05';
const midnight = new Date(`${DAY}T00:00:00Z`);

async function given(endDate: string | null = null) {
  const customerId = await givenCustomer({ balance: 100_000n });
  const plan = { pausesPerYearMax: 9, pauseDaysMax: 90 };
  const { itemId } = await givenPlan(plan);
  const [fast, slow] = [await givenPlan({ name: `Fast ${itemId}` }), await givenPlan(plan)];
  const serviceId = await givenService({ customerId, itemId, endDate });
  const plans = { fast: fast.itemId, slow: slow.itemId, fastName: `Fast ${itemId}` };
  return { customerId, serviceId, ...plans };
}

const planOn = (serviceId: number, change: ScheduledChange, effectiveDate = DAY) =>
  scheduleChange(staffCtx(soon), { serviceId, effectiveDate, change });

/** What a refusal says stands in the way. */
async function standingOf(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DomainError)) throw error ?? new Error('not refused');
  return { key: error.key, ...error.params };
}

/** What is planned for days, as subscriber and staff read it. */
async function plannedOf({ customerId, serviceId }: { customerId: number; serviceId: number }) {
  const { planned } = await getPortalService(subscriberCtx(customerId, soon), serviceId);
  const staff = await listPlannedOfService(staffCtx(soon), serviceId);
  const plans = [planned, staff].map((all) =>
    all.flatMap((one) => (one.kind === 'change' ? [one.toName] : [])),
  );
  expect(plans[0]).toEqual(plans[1]);
  return plans[0];
}

describe('a change of plan that staff plan for a day', () => {
  it('is refused beside another one, whose name and day are said, until that is cancelled', async () => {
    const ids = await given();
    const { changeId } = await planOn(ids.serviceId, { kind: 'plan', itemId: ids.fast });
    const stands = { key: 'planned_plan_stands', plan: ids.fastName, day: midnight };
    for (const day of [DAY, '2026-03-20'])
      expect(
        await standingOf(planOn(ids.serviceId, { kind: 'plan', itemId: ids.slow }, day)),
      ).toEqual(stands);
    expect(await plannedOf(ids)).toEqual([ids.fastName]);
    await cancelScheduledChange(staffCtx(soon), { changeId });
    await planOn(ids.serviceId, { kind: 'plan', itemId: ids.slow });
    expect(await plannedOf(ids)).toHaveLength(1);
  });

  it('planned twice at once is planned once, and the other is told the name of the first', async () => {
    const ids = await given();
    const results = await Promise.allSettled([
      planOn(ids.serviceId, { kind: 'plan', itemId: ids.fast }),
      planOn(ids.serviceId, { kind: 'plan', itemId: ids.fast }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = results.find((one) => one.status === 'rejected');
    expect(lost?.reason).toMatchObject({
      ...{ key: 'planned_plan_stands', params: { plan: ids.fastName } },
    });
    expect(await plannedOf(ids)).toEqual([ids.fastName]);
    await sweepAt(midnight);
    expect(
      (await getPortalService(subscriberCtx(ids.customerId, midnight), ids.serviceId)).itemName,
    ).toBe(ids.fastName);
  });

  it('charges nobody for a service that is archived the same day', async () => {
    const ids = await given();
    await planOn(ids.serviceId, { kind: 'archive', reason: 'moves away' });
    expect(await standingOf(planOn(ids.serviceId, { kind: 'plan', itemId: ids.fast }))).toEqual({
      key: 'planned_archive_stands',
      day: midnight,
    });
  });

  it('is named to a subscriber whose pause would last beyond its day', async () => {
    const ids = await given();
    await planOn(ids.serviceId, { kind: 'plan', itemId: ids.fast });
    const pause = (until: string) =>
      pauseService(subscriberCtx(ids.customerId, soon), { serviceId: ids.serviceId, until });
    const stands = { key: 'planned_plan_stands', plan: ids.fastName, day: midnight };
    expect(await standingOf(pause('2026-03-09'))).toEqual(stands);
    expect(await serviceNow(ids.serviceId)).toMatchObject({ status: 'active' });
    expect(await pause(DAY)).toEqual({ until: DAY });
  });
});

describe('the end date of a service', () => {
  it('is named when a pause is planned after it', async () => {
    const { serviceId } = await given('2026-03-04');
    expect(await standingOf(planOn(serviceId, { kind: 'pause', until: null }))).toEqual({
      ...{ key: 'service_end_stands', day: new Date('2026-03-04T00:00:00Z') },
    });
    await planOn(serviceId, { kind: 'pause', until: null }, '2026-03-04');
  });

  it('is refused before a pause that is planned already, at once and for a later day', async () => {
    const { serviceId } = await given();
    await planOn(serviceId, { kind: 'pause', until: null });
    const stands = { key: 'planned_pause_stands', day: midnight };
    const fields = { endDate: '2026-03-04' };
    expect(await standingOf(changeService(staffCtx(soon), { serviceId, fields }))).toEqual(stands);
    expect(await standingOf(planOn(serviceId, { kind: 'fields', fields }, '2026-03-04'))).toEqual(
      stands,
    );
    await changeService(staffCtx(soon), { serviceId, fields: { endDate: DAY } });
    // Saving the form again changes no end date, so nothing stands against it.
    await changeService(staffCtx(soon), { serviceId, fields: { endDate: DAY, quantity: 2 } });
  });
});
