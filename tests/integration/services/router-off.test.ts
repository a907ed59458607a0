import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { sweepScheduledChanges } from '@/lib/calendar/sweep-scheduled-changes';
import { changeService } from '@/lib/lifecycle/change-service';
import { createService } from '@/lib/lifecycle/create-service';
import { stopService, unstopService } from '@/lib/lifecycle/stop-service';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { countNotConnected } from '@/lib/screens/admin/overview';
import { getServiceDetail } from '@/lib/screens/admin/service';
import {
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  periodsOf,
  serviceNow,
  staffCtx,
  systemCtx,
} from '@/tests/support/fixtures';
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

const coveredNow = async (days: number) => (await countNotConnected(staffCtx(later(days)))).covered;

const held = { status: 'pending', holds: ['not_connected'] };

describe('a plan put on a router that is out of service', () => {
  it('is Pending when staff add it: nothing is charged, staff see it, and it starts when the router is back', async () => {
    const routerId = await givenRouter('off');
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan();
    const before = await coveredNow(0);
    const { serviceId } = await createService(staffCtx(), {
      ...{ customerId, itemId, network: await networkOn(routerId) },
    });
    expect(await serviceNow(serviceId)).toMatchObject({
      status: 'pending',
      holds: ['not_connected', 'unpaid'],
    });
    for (const days of [1, 7, 14]) {
      await sweepDates(later(days));
      await sweepRecurrences(systemCtx(later(days)));
    }
    expect(await balanceOf(customerId)).toBe(2_000n);
    expect(await periodsOf(serviceId)).toEqual([]);
    expect(await coveredNow(14)).toBe(before + 1);
    expect((await getServiceDetail(staffCtx(), serviceId)).lacks).toEqual(['router_off']);

    await setRouter(routerId, { isOff: false }, later(15));
    await sweepDates(later(15));
    await sweepDates(later(15));
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
    expect(await balanceOf(customerId)).toBe(1_500n);
    expect(await periodsOf(serviceId)).toMatchObject([
      { startsAt: later(15).toISOString(), endsAt: later(22).toISOString() },
    ]);
    expect(await coveredNow(15)).toBe(before);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it.each([
    ['by staff', 'change'],
    ['by a planned change', 'planned'],
  ] as const)('is frozen when it is moved there %s, and gets its days back', async (_who, how) => {
    const { customerId, serviceId } = await givenServed();
    const offId = await givenRouter('off');
    const network = await networkOn(offId);
    if (how === 'change') {
      await changeService(staffCtx(later(2)), { serviceId, network });
    } else {
      const { login, routerId, accessMethod } = network;
      const change = { kind: 'fields', network: { login, routerId, accessMethod } } as const;
      await scheduleChange(staffCtx(), { serviceId, effectiveDate: '2026-03-04', change });
      await sweepScheduledChanges(systemCtx(later(2)));
    }
    expect(await serviceNow(serviceId)).toMatchObject(held);
    expect(await heldSince(serviceId)).toBe(later(2).toISOString());
    for (const days of [7, 14]) await sweepRecurrences(systemCtx(later(days)));
    expect(await balanceOf(customerId)).toBe(1_500n);
    await setRouter(offId, { isOff: false }, later(20));
    await sweepDates(later(20));
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await periodsOf(serviceId)).toMatchObject([{ endsAt: later(25).toISOString() }]);
    expect(await balanceOf(customerId)).toBe(1_500n);
  });

  it('continues at once when it is moved to a router in service', async () => {
    const routerId = await givenRouter('off');
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan();
    const { serviceId } = await createService(staffCtx(), {
      ...{ customerId, itemId, network: await networkOn(routerId) },
    });
    const network = await networkOn(await givenRouter());
    await changeService(staffCtx(later(1)), { serviceId, network });
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await balanceOf(customerId)).toBe(1_500n);
  });
});

describe('a router that staff take out of service', () => {
  it('changes nothing for services on it: on, renewed and charged, before and after', async () => {
    const { customerId, serviceId, routerId } = await givenServed();
    const before = await serviceNow(serviceId);
    await setRouter(routerId, { isOff: true }, later(1));
    for (const days of [7, 14]) {
      await sweepDates(later(days));
      await sweepRecurrences(systemCtx(later(days)));
    }
    expect(await serviceNow(serviceId)).toEqual(before);
    expect(await balanceOf(customerId)).toBe(500n);
    await setRouter(routerId, { isOff: false }, later(15));
    await sweepDates(later(15));
    expect(await serviceNow(serviceId)).toEqual(before);
    expect(await periodsOf(serviceId)).toHaveLength(3);
  });

  it('also keeps serving those that had run out of credit and pay again', async () => {
    const { customerId, serviceId, routerId } = await givenServed(500n);
    await setRouter(routerId, { isOff: true }, later(1));
    await sweepRecurrences(systemCtx(later(7)));
    expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
    await givenCredit(customerId, 500n, later(8));
    await putCreditToUse(systemCtx(later(8)), { customerId });
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
  });

  it('holds from that moment services that were paid and not on yet', async () => {
    const { customerId, serviceId, routerId } = await givenRunning();
    await setRouter(routerId, { isOff: true }, later(1));
    expect(await serviceNow(serviceId)).toMatchObject(held);
    expect(await heldSince(serviceId)).toBe(later(1).toISOString());
    await sweepRecurrences(systemCtx(later(7)));
    await setRouter(routerId, { isOff: false }, later(9));
    await sweepDates(later(9));
    expect(await periodsOf(serviceId)).toMatchObject([{ endsAt: later(15).toISOString() }]);
    expect(await balanceOf(customerId)).toBe(1_500n);
  });

  it('holds services that may have been walled in by an unconfirmed push', async () => {
    const { serviceId, routerId } = await givenServed();
    await getSql()`update service_router_states set attempted_level = 2 where service_id = ${serviceId}`;
    await setRouter(routerId, { isOff: true }, later(1));
    expect(await serviceNow(serviceId)).toMatchObject(held);
  });

  it('holds a service found unserved from then on, not since the router was changed', async () => {
    const { serviceId, routerId } = await givenServed();
    await setRouter(routerId, { isOff: true }, later(1));
    await getSql()`update service_router_states set attempted_level = 2 where service_id = ${serviceId}`;
    await sweepDates(later(5));
    expect(await heldSince(serviceId)).toBe(later(5).toISOString());
  });

  it('leaves services stopped by staff unchanged, and holds them when staff lift the stop', async () => {
    const { serviceId, routerId } = await givenRunning();
    const stop = { serviceId, hold: 'staff_stopped', reason: 'Test' } as const;
    await stopService(staffCtx(later(1)), stop);
    await setRouter(routerId, { isOff: true }, later(2));
    expect((await serviceNow(serviceId)).holds).toEqual(['staff_stopped']);
    await unstopService(staffCtx(later(3)), stop);
    expect(await serviceNow(serviceId)).toMatchObject(held);
    expect(await heldSince(serviceId)).toBe(later(3).toISOString());
    // Stopped again, it keeps waiting, and nobody is notified that it is connected.
    await stopService(staffCtx(later(4)), stop);
    await sweepDates(later(4));
    expect((await serviceNow(serviceId)).holds).toEqual(['not_connected', 'staff_stopped']);
  });
});

describe('an access method that staff remove from a router', () => {
  it('stays with services that have it, and is unavailable to new customers', async () => {
    const { serviceId, routerId } = await givenServed();
    const waiting = await givenRunning();
    await changeService(staffCtx(), {
      ...{ serviceId: waiting.serviceId, network: await networkOn(routerId) },
    });
    await setRouter(routerId, { accessMethods: ['hotspot'] }, later(1));
    await sweepDates(later(1));
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await serviceNow(waiting.serviceId)).toMatchObject(held);
    const { lacks } = await getServiceDetail(staffCtx(), waiting.serviceId);
    expect(lacks).toEqual(['router_method']);
    await setRouter(routerId, { accessMethods: ['hotspot', 'pppoe'] }, later(4));
    await sweepDates(later(4));
    expect((await serviceNow(waiting.serviceId)).status).toBe('active');
    expect(await periodsOf(waiting.serviceId)).toMatchObject([{ endsAt: later(10).toISOString() }]);
  });

  it.each(['garden', 'cut'] as const)(
    'stays with those stopped in the meantime, down to %s: paying again puts them back on',
    async (level) => {
      const { customerId, serviceId, routerId } = await givenRunning(500n);
      await givenConfirmed(serviceId, routerId, 'full');
      await setRouter(routerId, { accessMethods: ['hotspot'] }, later(1));
      await sweepRecurrences(systemCtx(later(7)));
      await givenConfirmed(serviceId, routerId, level);
      expect((await serviceNow(serviceId)).holds).toEqual(['no_credit']);
      await givenCredit(customerId, 500n, later(8));
      await putCreditToUse(systemCtx(later(8)), { customerId });
      await sweepDates(later(9));
      expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
      expect(await balanceOf(customerId)).toBe(0n);
      const stop = { serviceId, hold: 'staff_stopped', reason: 'Test' } as const;
      await stopService(staffCtx(later(10)), stop);
      await unstopService(staffCtx(later(11)), stop);
      await sweepDates(later(11));
      expect((await serviceNow(serviceId)).status).toBe('active');
    },
  );

  it('cannot be chosen for services on another method, which would be pushed', async () => {
    const { serviceId, routerId } = await givenServed();
    await setRouter(routerId, { accessMethods: ['pppoe', 'static'] }, later(1));
    const network = await networkOn(routerId, 'hotspot');
    await changeService(staffCtx(later(2)), { serviceId, network });
    await sweepDates(later(2));
    expect(await serviceNow(serviceId)).toMatchObject(held);
    await changeService(staffCtx(later(3)), {
      ...{ serviceId, network: { ...network, accessMethod: 'pppoe' } },
    });
    expect((await serviceNow(serviceId)).status).toBe('active');
  });
});
