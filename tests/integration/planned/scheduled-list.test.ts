import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { holdReasons } from '@/lib/kit/words';
import { stopService } from '@/lib/lifecycle/stop-service';
import { listScheduledChanges } from '@/lib/screens/admin/scheduled';
import { listPlannedOfService } from '@/lib/screens/shared/planned';
import { isNextTerms } from '@/lib/services/rules/planned';
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
import { givenRouter, networkOn, setRouter } from '../services/router-off-world';
import { change } from './support';

beforeAll(() => givenOperator({ timeZone: 'Europe/London' }));

const soon = at(start, { days: 1 });

/** A service with another plan confirmed for the end of its week, at 9 March. */
async function given() {
  const customerId = await givenCustomer({ balance: 90_000n });
  const from = await givenPlan();
  const to = await givenPlan({ unitPriceMinor: 700n });
  const other = await givenPlan({ unitPriceMinor: 900n });
  const routerId = await givenRouter();
  const network = await networkOn(routerId);
  const serviceId = await givenService({ customerId, itemId: from.itemId, network });
  await change(subscriberCtx(customerId, soon), { customerId, serviceId, itemId: to.itemId });
  return { customerId, serviceId, routerId, otherId: other.itemId };
}

const planOn = (serviceId: number, effectiveDate: string, planned: ScheduledChange) =>
  scheduleChange(staffCtx(soon), { serviceId, effectiveDate, change: planned });

async function rowsOf(serviceId: number, direction: 'asc' | 'desc' = 'asc') {
  const { rows } = await listScheduledChanges(staffCtx(soon), { serviceId, direction });
  return rows.map(({ change: { kind }, effectiveDate, blocked }) => ({
    kind,
    effectiveDate,
    blocked,
  }));
}

/** The confirmed plan as the service's page lists it. */
const ofPage = async (serviceId: number) =>
  (await listPlannedOfService(staffCtx(soon), serviceId)).find(isNextTerms);

describe('the list of everything planned', () => {
  it('places a confirmed plan on the day to which a plan of staff moves it', async () => {
    const { serviceId, otherId } = await given();
    await planOn(serviceId, '2026-03-05', { kind: 'plan', itemId: otherId });
    await planOn(serviceId, '2026-03-10', { kind: 'fields', fields: { quantity: 2 } });
    const days = [
      ['plan', '2026-03-05'],
      ['fields', '2026-03-10'],
      ['next_plan', '2026-03-12'],
    ];
    const read = (rows: Awaited<ReturnType<typeof rowsOf>>) =>
      rows.map(({ kind, effectiveDate }) => [kind, effectiveDate]);
    expect(read(await rowsOf(serviceId))).toEqual(days);
    expect(read(await rowsOf(serviceId, 'desc'))).toEqual(days.toReversed());
  });

  it('says what keeps a row from happening, as the page of its service does', async () => {
    const { serviceId, otherId } = await given();
    await planOn(serviceId, '2026-03-05', { kind: 'plan', itemId: otherId });
    const why = { serviceId, hold: 'staff_stopped', reason: 'asked for it' } as const;
    await stopService(staffCtx(soon), why);
    const page = await listPlannedOfService(staffCtx(soon), serviceId);
    const rows = await rowsOf(serviceId);
    expect(rows.find(({ kind }) => kind === 'plan')?.blocked).toEqual({
      why: 'service_stopped_stands',
    });
    for (const { kind, blocked } of rows) {
      const same = page.find(
        (one) => (one.kind === 'change' ? one.change.kind : one.kind) === kind,
      );
      expect(same).toMatchObject({ blocked });
    }
  });

  it('says of a confirmed plan that the service ends before it', async () => {
    const { serviceId } = await given();
    await getSql()`update services set end_date = '2026-03-07' where id = ${serviceId}`;
    const blocked = { why: 'service_end_stands', day: '2026-03-07' };
    expect(await rowsOf(serviceId)).toMatchObject([{ kind: 'next_plan', blocked }]);
    expect(await ofPage(serviceId)).toMatchObject({ blocked });
  });

  it('has a day for a confirmed plan exactly where the page of its service has one', async () => {
    for (const reason of holdReasons) {
      const { serviceId } = await given();
      await getSql()`insert into service_holds (service_id, reason, since, actor)
        values (${serviceId}, ${reason}, ${soon.toISOString()}, 'test')`;
      await planOn(serviceId, '2026-03-20', { kind: 'fields', fields: { quantity: 2 } });
      const isDated = (await ofPage(serviceId))?.at !== null;
      expect([reason, isDated]).toEqual([reason, reason === 'data_cap']);
      const rows = await rowsOf(serviceId);
      expect(rows.map(({ effectiveDate }) => effectiveDate)).toEqual(
        isDated ? ['2026-03-09', '2026-03-20'] : ['2026-03-20', null],
      );
    }
  });

  it('has no day for a confirmed plan whose router is out of service', async () => {
    const { serviceId, routerId } = await given();
    await setRouter(routerId, { isOff: true }, soon);
    expect(await ofPage(serviceId)).toMatchObject({ at: null });
    expect(await rowsOf(serviceId)).toMatchObject([{ effectiveDate: null }]);
  });
});
