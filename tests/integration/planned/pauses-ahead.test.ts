import { describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { DomainError } from '@/lib/kit/errors';
import { addDays, localDateOf, startOfLocalDay } from '@/lib/kit/time';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { getPortalService } from '@/lib/screens/portal/services';
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
  systemCtx,
} from '@/tests/support/fixtures';
import { any, random } from './any-service';

const DAYS = 45;
const SERVICES = Number(process.env['NETPURSE_PAUSES_AHEAD'] ?? 8);
const soon = at(start, { days: 1 });
const dayOf = (day: number) => addDays('2026-03-02', day);

/** Pauses, resumptions and end dates that staff plan; what cannot happen beside the others is refused. */
async function planAny(serviceId: number, endDate: string | null): Promise<void> {
  // A service that has ended starts anew with a later end date, which is another charge than the next.
  let isMoved = false;
  for (let count = random.int(1, 4); count > 0; count -= 1) {
    const day = random.int(2, 30);
    const change: ScheduledChange = any([
      { kind: 'pause', until: any([null, dayOf(day + random.int(1, 12))]) },
      { kind: 'pause', until: dayOf(day + random.int(1, 12)) },
      { kind: 'resume' },
      { kind: 'fields', fields: { endDate: dayOf(random.int(day, 40)) } },
    ]);
    if (change.kind === 'fields') {
      if (isMoved || (endDate !== null && endDate < dayOf(day))) continue;
      isMoved = true;
    }
    try {
      await scheduleChange(staffCtx(soon), { serviceId, effectiveDate: dayOf(day), change });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
}

async function givenAny(itemIds: readonly number[]) {
  const customerId = await givenCustomer({ balance: 1_000_000n });
  const endDate = any([null, dayOf(random.int(4, 30))]);
  const serviceId = await givenService({ customerId, itemId: any(itemIds), endDate });
  await planAny(serviceId, endDate);
  return { customerId, serviceId };
}

/** What the portal and staff are told: the next charge or the end, and the last day. */
async function toldOf({ customerId, serviceId }: { customerId: number; serviceId: number }) {
  const { renewal, planned } = await getPortalService(subscriberCtx(customerId, soon), serviceId);
  const card = await findServiceCard(staffCtx(soon), serviceId);
  const lastDay = planned.flatMap((one) => (one.kind === 'ends' ? [one.day] : []))[0] ?? null;
  if (renewal.kind === 'renews')
    expect(card?.next).toMatchObject({ dueAt: renewal.at, priceMinor: renewal.priceMinor });
  else expect(card?.next).toBeNull();
  const charge =
    renewal.kind === 'renews' ? { at: renewal.at, priceMinor: renewal.priceMinor } : null;
  return { serviceId, charge, lastDay };
}

/** Runs the product's own sweeps through the days: at midnight, and whenever a service is due. */
async function live(zone: string): Promise<void> {
  for (let day = 2; day <= DAYS; day += 1) {
    const midnight = startOfLocalDay(dayOf(day), zone);
    const next = startOfLocalDay(dayOf(day + 1), zone);
    for (const sweep of [sweepServiceDates, sweepScheduledChanges])
      await sweep(systemCtx(midnight));
    const due = await getSql()<{ at: Date }[]>`
      select distinct next_due as at from schedule where next_due < ${next.toISOString()}
        and next_due > ${midnight.toISOString()} order by 1`;
    for (const now of [midnight, ...due.map((row) => new Date(row.at))]) {
      await sweepSpecialPeriods(systemCtx(now));
      await sweepRecurrences(systemCtx(now));
    }
  }
}

async function happenedTo(serviceId: number, zone: string) {
  const [period] = await getSql()<{ at: Date; price_minor: string }[]>`
    select starts_at as at, price_minor from periods
    where service_id = ${serviceId} and index = 1 and outcome = 'allocated'`;
  const [ended] = await getSql()<{ since: Date }[]>`
    select since from service_holds where service_id = ${serviceId} and reason = 'ended'`;
  return {
    serviceId,
    charge: period ? { at: new Date(period.at), priceMinor: BigInt(period.price_minor) } : null,
    lastDay: ended ? addDays(localDateOf(new Date(ended.since), zone), -1) : null,
  };
}

describe('the next charge and the last day of services with planned pauses', () => {
  it.each(['Europe/London', 'America/New_York', 'Pacific/Auckland'])(
    'are what the sweeps then do in %s',
    async (timeZone) => {
      await givenOperator({ timeZone });
      const plans = await Promise.all([
        givenPlan({ intervalUnit: 'week' }),
        givenPlan({ intervalUnit: 'month' }),
        givenPlan({ intervalUnit: 'day', intervalCount: 10 }),
      ]);
      const given = [];
      for (let count = 0; count < SERVICES; count += 1)
        given.push(await givenAny(plans.map(({ itemId }) => itemId)));
      const told = [];
      for (const ids of given) told.push(await toldOf(ids));
      await live(timeZone);
      const lastLived = dayOf(DAYS);
      for (const said of told) {
        const did = await happenedTo(said.serviceId, timeZone);
        expect(did).toEqual({
          ...said,
          lastDay: said.lastDay !== null && said.lastDay < lastLived ? said.lastDay : null,
        });
      }
      expect(told.some(({ charge }) => charge !== null)).toBe(true);
      expect(told.some(({ lastDay }) => lastDay !== null)).toBe(true);
    },
    300_000,
  );
});
