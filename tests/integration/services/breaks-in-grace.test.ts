import { beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { changeService } from '@/lib/lifecycle/change-service';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { sweepSpecialPeriods } from '@/lib/recurrence/sweep-special-periods';
import {
  balanceOf,
  givenCredit,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  staffCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { givenRouter, later, networkOn, setRouter, sweepDates } from './router-off-world';

beforeEach(() => givenOperator());

type World = { customerId: number; serviceId: number; routerId: number };

/** A service whose second week, due on day 7, runs unpaid in its grace until day 13. */
async function givenGrace(endDate: string | null = '2026-03-25'): Promise<World> {
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan({ graceDays: 6 });
  const routerId = await givenRouter();
  const network = await networkOn(routerId);
  const serviceId = await givenService({ customerId, itemId, endDate, network });
  await sweepRecurrences(systemCtx(later(7)));
  return { customerId, serviceId, routerId };
}

type Interruption = Record<'begin' | 'end', (world: World, day: number) => Promise<unknown>>;

const pause: Interruption = {
  begin: ({ serviceId }, day) => pauseService(staffCtx(later(day)), { serviceId, until: null }),
  end: ({ serviceId }, day) => resumeService(staffCtx(later(day)), { serviceId }),
};
const routerOff: Interruption = {
  begin: ({ routerId }, day) => setRouter(routerId, { isOff: true }, later(day)),
  end: async ({ routerId }, day) => {
    await setRouter(routerId, { isOff: false }, later(day));
    await sweepDates(later(day));
  },
};
const noRouter: Interruption = {
  begin: async ({ serviceId }, day) => {
    const network = { ...(await givenMeans()), routerId: null };
    await changeService(staffCtx(later(day)), { serviceId, network });
  },
  end: async ({ serviceId }, day) =>
    changeService(staffCtx(later(day)), { serviceId, network: await givenMeans() }),
};
const kinds = [
  ['paused', pause],
  ['on a router out of service', routerOff],
  ['without a router', noRouter],
] as const;

async function pay({ customerId }: World, day: number) {
  await givenCredit(customerId, 500n, later(day));
  await putCreditToUse(systemCtx(later(day)), { customerId });
}

/** The end of the paid period, of its data, of the last day, and what remains of the breaks. */
async function endsOf(serviceId: number) {
  const [row] = await getSql()<
    { next: string; data: string; day: string | null; breaks: unknown; stood: number }[]
  >`
    select c.next_due as next, a.expires_at as data, s.end_date::text as day, c.grace_breaks as breaks,
      p.stood_seconds as stood
    from schedule c join services s on s.id = c.service_id
    join periods p on p.service_id = c.service_id and p.index = c.next_index - 1
    join allocations a on a.service_id = c.service_id and a.period_index = p.index and a.source = 'period'
    where c.service_id = ${serviceId}`;
  if (!row) throw new Error(`service ${serviceId} has no paid period`);
  const { next, data, day, breaks, stood } = row;
  return { next: new Date(next), data: new Date(data), day, breaks, stood };
}

/** The second week, with the given days added to it; the last day of the service was 25 March. */
async function expectMoved({ serviceId }: World, days: number) {
  const ends = later(14 + days);
  expect((await periodsOf(serviceId)).at(-1)).toEqual({
    ...{ index: 1, outcome: 'allocated' },
    ...{ startsAt: later(7).toISOString(), endsAt: ends.toISOString() },
  });
  const day = `2026-03-${25 + days}`;
  const stood = days * 86_400;
  expect(await endsOf(serviceId)).toEqual({ next: ends, data: ends, day, stood, breaks: null });
  expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
  expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
}

describe.each(kinds)('a service that was %s in its grace', (_what, { begin, end }) => {
  it('gets the break back when the payment comes after it', async () => {
    const world = await givenGrace();
    await begin(world, 8);
    await end(world, 11);
    expect((await periodsOf(world.serviceId)).length).toBe(1);
    await pay(world, 12);
    await expectMoved(world, 3);
    expect(await balanceOf(world.customerId)).toBe(0n);
  });

  it('gets the break back when the payment comes during it', async () => {
    const world = await givenGrace();
    await begin(world, 8);
    await pay(world, 9);
    expect((await periodsOf(world.serviceId)).length).toBe(1);
    await end(world, 11);
    await expectMoved(world, 3);
  });

  it('gets each of several breaks back once, those before and after the payment', async () => {
    const world = await givenGrace();
    await begin(world, 8);
    await end(world, 9);
    await begin(world, 10);
    await end(world, 11);
    await pay(world, 12);
    await expectMoved(world, 2);
    await begin(world, 13);
    await end(world, 14);
    await expectMoved(world, 3);
  });

  it('gets the break back when a sweep takes the payment at the end of the grace', async () => {
    const world = await givenGrace();
    await begin(world, 8);
    await end(world, 11);
    await givenCredit(world.customerId, 500n, later(12));
    await sweepRecurrences(systemCtx(later(13)));
    await sweepSpecialPeriods(systemCtx(later(13)));
    await expectMoved(world, 3);
  });

  it('pays only what the grace served before it is back, and the break moves nothing', async () => {
    const world = await givenGrace();
    await begin(world, 8);
    await end(world, 11);
    await sweepRecurrences(systemCtx(later(13)));
    await sweepSpecialPeriods(systemCtx(later(13)));
    expect((await serviceNow(world.serviceId)).holds).toEqual(['no_credit']);
    await pay(world, 15);
    expect((await periodsOf(world.serviceId)).at(-1)).toMatchObject({
      ...{ startsAt: later(12).toISOString(), endsAt: later(19).toISOString() },
    });
    const ends = { next: later(19), data: later(19), day: '2026-03-25', stood: 0, breaks: null };
    expect(await endsOf(world.serviceId)).toEqual(ends);
  });

  it('pays a week that passed while the sweeps were down, and gets the break back', async () => {
    const world = await givenGrace();
    await begin(world, 8);
    await end(world, 11);
    await givenCredit(world.customerId, 500n, later(15));
    await sweepRecurrences(systemCtx(later(15)));
    await sweepSpecialPeriods(systemCtx(later(15)));
    await expectMoved(world, 3);
  });

  it('keeps a last day that staff chose after the break', async () => {
    const world = await givenGrace();
    const { serviceId } = world;
    await begin(world, 8);
    await end(world, 11);
    await changeService(staffCtx(later(11)), { serviceId, fields: { endDate: '2026-03-30' } });
    await pay(world, 12);
    expect(await endsOf(serviceId)).toMatchObject({ next: later(17), day: '2026-03-30' });
  });

  it('does not lengthen data that was bought after the break', async () => {
    const world = await givenGrace();
    const { customerId, serviceId } = world;
    await begin(world, 8);
    await end(world, 11);
    const [bought] = await getSql()<{ id: string }[]>`
      insert into allocations (service_id, customer_id, source, granted_bytes, starts_at, expires_at, created_at)
      values (${serviceId}, ${customerId}, 'staff', 1, ${later(11).toISOString()}, ${later(20).toISOString()},
        ${later(11).toISOString()}) returning id`;
    await pay(world, 12);
    const [row] = await getSql()<{ ends: string }[]>`
      select expires_at as ends from allocations where id = ${bought?.id ?? 0}`;
    expect(new Date(row?.ends ?? 0)).toEqual(later(20));
  });
});

type Overlap = readonly [kind: Interruption, from: number, until: number];

async function turn(world: World, day: number, [kind, from, until]: Overlap) {
  if (day === until) await kind.end(world, day);
  if (day === from) await kind.begin(world, day);
}

describe('two breaks at the same time in a grace', () => {
  // Only a service that runs can be paused, so the pause is always the first.
  const overlaps = [
    ['a router lost in a pause and back after it', [pause, 8, 10], [noRouter, 9, 11]],
    ['a router out of service in a pause and back after it', [pause, 8, 9], [routerOff, 8, 11]],
    ['a router lost and back within a pause', [pause, 8, 11], [noRouter, 9, 10]],
    ['a router back as the pause ends', [pause, 8, 11], [routerOff, 10, 11]],
  ] as const;

  it.each(overlaps)('count once and in full: %s', async (_what, one, two) => {
    for (const payday of [9, 12]) {
      const world = await givenGrace();
      for (const day of [8, 9, 10, 11, 12]) {
        await turn(world, day, one);
        await turn(world, day, two);
        if (day === payday) await pay(world, day);
      }
      await expectMoved(world, 3);
    }
  });
});
