import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { stopService, unstopService } from '@/lib/lifecycle/stop-service';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { decideOneByOne } from '@/lib/recurrence/decide-one-by-one';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { countNotConnected } from '@/lib/screens/admin/overview';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { listPortalServices } from '@/lib/screens/portal/services';
import {
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
  staffCtx,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import {
  givenConfirmed,
  givenRouter,
  givenRunning,
  givenServed,
  heldSince,
  later,
  networkOn,
  setRouter,
  sweepDates,
} from './router-off-world';

beforeAll(() => givenOperator());
// Takes routers of earlier tests out of service; routers are never deleted.
beforeEach(() => getSql()`update routers set status = 'off'`);

async function pay(customerId: number, amountMinor: bigint, days: number): Promise<void> {
  await givenCredit(customerId, amountMinor, later(days));
  await putCreditToUse(systemCtx(later(days)), { customerId });
}

async function sweepDays(...days: readonly number[]): Promise<void> {
  for (const day of days) {
    await sweepDates(later(day));
    await sweepRecurrences(systemCtx(later(day)));
  }
}

async function holdCapped(serviceId: number, days: number): Promise<void> {
  await getSql()`insert into service_holds (service_id, reason, since, actor)
    values (${serviceId}, 'data_cap', ${later(days).toISOString()}, 'test')`;
}

/** Stopped for lack of credit since day 7, on a router that goes out of service on day 8. */
async function givenShort(level: 'garden' | 'absent' | 'full' = 'garden') {
  const world = await givenRunning(500n);
  await sweepRecurrences(systemCtx(later(7)));
  await givenConfirmed(world.serviceId, world.routerId, level);
  await setRouter(world.routerId, { isOff: true }, later(8));
  return world;
}

const isRunning = { status: 'active', holds: [] };
const coveredNow = async (days: number) => (await countNotConnected(staffCtx(later(days)))).covered;

describe('a subscriber who pays again on a router that is out of service', () => {
  it.each(['garden', 'absent'] as const)(
    'keeps the money while the service is %s there, and is charged for a full period when it is back',
    async (level) => {
      const { customerId, serviceId, routerId } = await givenShort(level);
      await sweepDates(later(8));
      expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
      const before = await coveredNow(8);
      await pay(customerId, 700n, 9);
      expect(await balanceOf(customerId)).toBe(700n);
      expect(await serviceNow(serviceId)).toMatchObject({
        status: 'pending',
        holds: ['no_credit', 'not_connected'],
      });
      expect(await heldSince(serviceId)).toBe(later(9).toISOString());
      expect(await coveredNow(9)).toBe(before + 1);
      expect((await getServiceDetail(staffCtx(), serviceId)).lacks).toEqual(['router_off']);
      const [shown] = await listPortalServices(subscriberCtx(customerId, later(9)), customerId);
      expect(shown?.renewal).toMatchObject({ kind: 'connects', priceMinor: 500n });
      await sweepDays(16, 23, 30);
      expect(await balanceOf(customerId)).toBe(700n);
      await setRouter(routerId, { isOff: false }, later(30));
      await sweepDates(later(30));
      expect(await serviceNow(serviceId)).toMatchObject(isRunning);
      expect(await balanceOf(customerId)).toBe(200n);
      expect((await periodsOf(serviceId)).at(-1)).toMatchObject({
        outcome: 'allocated',
        startsAt: later(30).toISOString(),
        endsAt: later(37).toISOString(),
      });
      expect(await coveredNow(30)).toBe(before);
      expect(await brokenLedgerRules()).toEqual([]);
      expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
    },
  );

  it('is charged at once where the router still lets them online', async () => {
    const { customerId, serviceId } = await givenShort('full');
    await pay(customerId, 500n, 9);
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    expect(await balanceOf(customerId)).toBe(0n);
  });

  it('can spend that money elsewhere: connected services go first, whatever their priority', async () => {
    const { customerId, itemId, serviceId, routerId } = await givenShort();
    const network = await networkOn(await givenRouter());
    await getSql()`
      with first as (update services set priority = 1 where id = ${serviceId} returning id)
      update schedule set priority = 1 where service_id in (select id from first)`;
    const other = await givenService({ customerId, itemId, network });
    expect((await serviceNow(other)).holds).toEqual(['unpaid']);
    await pay(customerId, 500n, 9);
    expect((await serviceNow(other)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(0n);
    await setRouter(routerId, { isOff: false }, later(10));
    await sweepDates(later(10));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'stopped', holds: ['no_credit'] });
  });

  it('with credit for one of two services has one of them on when it is back', async () => {
    const { customerId, itemId, serviceId, routerId } = await givenShort();
    const network = await networkOn(routerId);
    const other = await givenService({ customerId, itemId, network });
    await pay(customerId, 500n, 9);
    expect(await balanceOf(customerId)).toBe(500n);
    await setRouter(routerId, { isOff: false }, later(12));
    await sweepDates(later(12));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    expect((await serviceNow(other)).holds).toEqual(['unpaid']);
    expect(await balanceOf(customerId)).toBe(0n);
  });

  it('is not charged however often, and by however many processes, the credit is used', async () => {
    const { customerId, serviceId } = await givenShort();
    await givenCredit(customerId, 500n, later(9));
    const ctx = systemCtx(later(9));
    await Promise.all([1, 2, 3, 4].map(() => putCreditToUse(ctx, { customerId })));
    expect(await balanceOf(customerId)).toBe(500n);
    const told = await getSql()`
      select 1 from service_history where service_id = ${serviceId} and hold = 'not_connected' and action = 'hold_set'`;
    expect(told).toHaveLength(1);
  });

  it('is not charged either when a stop by staff is lifted there', async () => {
    const { customerId, serviceId, routerId } = await givenRunning(500n);
    await sweepRecurrences(systemCtx(later(7)));
    const stop = { serviceId, hold: 'staff_stopped', reason: 'Test' } as const;
    await stopService(staffCtx(later(7)), stop);
    await givenConfirmed(serviceId, routerId, 'garden');
    await setRouter(routerId, { isOff: true }, later(8));
    await pay(customerId, 500n, 9);
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit', 'staff_stopped']);
    await unstopService(staffCtx(later(10)), stop);
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit', 'not_connected']);
    expect(await balanceOf(customerId)).toBe(500n);
  });
});

describe('an access method that its router no longer offers', () => {
  it('sells nothing to services never pushed to it, and keeps selling to those on it', async () => {
    const [fresh, known] = [await givenRunning(500n), await givenRunning(500n)];
    await sweepRecurrences(systemCtx(later(7)));
    await givenConfirmed(known.serviceId, known.routerId, 'garden');
    for (const { customerId, routerId } of [fresh, known]) {
      await setRouter(routerId, { accessMethods: ['hotspot'] }, later(8));
      await pay(customerId, 500n, 9);
    }
    expect((await serviceNow(fresh.serviceId)).holds).toEqual(['no_credit', 'not_connected']);
    expect(await balanceOf(fresh.customerId)).toBe(500n);
    expect(await serviceNow(known.serviceId)).toMatchObject(isRunning);
    expect(await balanceOf(known.customerId)).toBe(0n);
  });
});

describe('a paused service whose router goes out of service', () => {
  it('is held when the pause is lifted, and gets both breaks back without a charge', async () => {
    const { customerId, serviceId, routerId } = await givenRunning();
    await getSql()`insert into service_holds (service_id, reason, since, actor)
      values (${serviceId}, 'paused', ${later(2).toISOString()}, 'staff:1')`;
    await givenConfirmed(serviceId, routerId, 'garden');
    await setRouter(routerId, { isOff: true }, later(3));
    await sweepDays(8);
    await resumeService(staffCtx(later(9)), { serviceId });
    expect((await serviceNow(serviceId)).holds).toEqual(['not_connected']);
    await sweepDays(14, 21);
    await setRouter(routerId, { isOff: false }, later(22));
    await sweepDates(later(22));
    expect(await periodsOf(serviceId)).toMatchObject([{ endsAt: later(27).toISOString() }]);
    expect(await balanceOf(customerId)).toBe(1_500n);
  });
});

describe.each([
  ['the sweep of many', (days: number) => sweepRecurrences(systemCtx(later(days)))],
  [
    'the decision of one',
    async (days: number) => {
      const due = await getSql()<{ id: string }[]>`
        select service_id as id from schedule where not held and next_due <= ${later(days).toISOString()}`;
      const ids = due.map(({ id }) => Number(id));
      return decideOneByOne(systemCtx(later(days)), ids, 'test');
    },
  ],
] as const)('%s', (_how, sweep) => {
  it('charges nothing for a service cut for used-up data by a router that is out of service', async () => {
    const { customerId, serviceId, routerId } = await givenRunning();
    await holdCapped(serviceId, 1);
    await givenConfirmed(serviceId, routerId, 'cut');
    await setRouter(routerId, { isOff: true }, later(2));
    expect((await serviceNow(serviceId)).holds).toEqual(['data_cap']);
    expect(await sweep(7)).toMatchObject({ decided: 1, allocated: 0, withheld: 0, missed: 0 });
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect((await serviceNow(serviceId)).holds).toEqual(['data_cap', 'not_connected']);
    expect(await heldSince(serviceId)).toBe(later(7).toISOString());
    for (const days of [14, 21]) await sweep(days);
    expect(await balanceOf(customerId)).toBe(1_500n);
    await setRouter(routerId, { isOff: false }, later(21));
    await sweepDates(later(21));
    expect(await serviceNow(serviceId)).toMatchObject(isRunning);
    expect(await balanceOf(customerId)).toBe(1_000n);
    expect((await periodsOf(serviceId)).at(-1)).toMatchObject({
      startsAt: later(21).toISOString(),
      endsAt: later(28).toISOString(),
    });
    expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
  });

  it('charges services on by it, and those cut by a router in service, as usual', async () => {
    const [served, capped] = [await givenServed(), await givenRunning()];
    await holdCapped(capped.serviceId, 1);
    await givenConfirmed(capped.serviceId, capped.routerId, 'cut');
    await setRouter(served.routerId, { isOff: true }, later(2));
    await sweep(7);
    for (const { customerId, serviceId } of [served, capped]) {
      expect(await serviceNow(serviceId)).toMatchObject(isRunning);
      expect(await balanceOf(customerId)).toBe(1_000n);
    }
  });

  it('spends the credit of a customer who is cut there on connected services', async () => {
    const { customerId, itemId, serviceId, routerId } = await givenRunning(1_500n);
    const network = await networkOn(await givenRouter());
    const other = await givenService({ customerId, itemId, network, priority: 900 });
    await holdCapped(serviceId, 1);
    await givenConfirmed(serviceId, routerId, 'cut');
    await setRouter(routerId, { isOff: true }, later(2));
    await sweep(7);
    expect(await balanceOf(customerId)).toBe(0n);
    expect((await serviceNow(other)).status).toBe('active');
    expect((await serviceNow(serviceId)).holds).toEqual(['data_cap', 'not_connected']);
  });
});

describe('a plan that ends automatically on a router out of service', () => {
  it('ends with its period, and does not wait to be connected', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan({ recurrenceMode: 'none' });
    const routerId = await givenRouter();
    const serviceId = await givenService({
      customerId,
      itemId,
      network: await networkOn(routerId),
    });
    await holdCapped(serviceId, 1);
    await setRouter(routerId, { isOff: true }, later(2));
    await decideOneByOne(systemCtx(later(7)), [serviceId], 'test');
    expect((await serviceNow(serviceId)).holds).toEqual(['data_cap', 'ended']);
  });
});
