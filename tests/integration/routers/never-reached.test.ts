import { beforeEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { sweepServiceDates } from '@/lib/calendar/sweep-service-dates';
import { changeService } from '@/lib/lifecycle/change-service';
import { createService } from '@/lib/lifecycle/create-service';
import { previewOrder } from '@/lib/orders/preview-order';
import { type ChangeRouter, changeRouter } from '@/lib/routers/change-router';
import { createRouter } from '@/lib/routers/create-router';
import { beginSetup } from '@/lib/routers/onboarding/begin-setup';
import { finishSetup } from '@/lib/routers/onboarding/finish-setup';
import { rehearseSync } from '@/lib/routers/onboarding/rehearse-sync';
import { syncRouter } from '@/lib/routers/sync-router';
import { testRouterConnection } from '@/lib/routers/test-router-connection';
import { getRouterDetail } from '@/lib/screens/admin/router';
import { getRouterSetup } from '@/lib/screens/admin/router-setup';
import { startRouterSimulator } from '@/stand-ins/routeros/simulator';
import {
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

let sequence = 0;
const nobody = { port: 9, user: 'netpurse', password: 'secret' };

function routerAt({ port, user, password }: typeof nobody) {
  sequence += 1;
  return {
    ...{ name: `Mast ${sequence}`, siteId: null, host: '127.0.0.1', port, useTls: false },
    ...{ certificate: null, username: user, password, accessMethods: ['pppoe' as const] },
    pppLocalAddress: null,
  };
}

const edited = (
  routerId: number,
  router: ReturnType<typeof routerAt>,
  isOff: boolean,
): ChangeRouter => ({ ...router, routerId, password: null, isOff, accepted: null });

async function sells(): Promise<boolean> {
  const customerId = await givenCustomer({ balance: 2_000n });
  const { itemId } = await givenPlan();
  const request = { kind: 'new_service', itemId } as const;
  return previewOrder(subscriberCtx(customerId), { customerId, request }).then(
    () => true,
    (error: { key?: string }) => {
      expect(error.key).toBe('place_not_served');
      return false;
    },
  );
}

beforeEach(async () => {
  await givenOperator();
  await givenPlan();
  await getSql()`update routers set status = 'off'`;
});

describe('a router whose setup is unfinished', () => {
  test('is put into service by no edit, and sells nothing', async () => {
    const router = routerAt({ ...nobody, port: 11 });
    const { routerId } = await beginSetup(staffCtx(), router);
    await expect(changeRouter(staffCtx(), edited(routerId, router, false))).rejects.toMatchObject({
      key: 'router_setup_unfinished',
    });
    expect((await getRouterDetail(staffCtx(), routerId)).status).toBe('off');
    expect(await sells()).toBe(false);
    // Other changes are saved.
    const renamed = { ...router, name: `${router.name}, renamed` };
    await changeRouter(staffCtx(), edited(routerId, renamed, true));
    expect((await getRouterDetail(staffCtx(), routerId)).name).toBe(renamed.name);
  });

  test('tests its connection again after its address has changed', async () => {
    const sim = await startRouterSimulator({ personality: '7.23' });
    try {
      const router = routerAt(sim);
      const { routerId } = await beginSetup(staffCtx(), router);
      await testRouterConnection(staffCtx(), { routerId });
      await rehearseSync(staffCtx(), { routerId });
      await changeRouter(staffCtx(), edited(routerId, { ...router, port: 12 }, true));
      expect(await getRouterSetup(staffCtx(), routerId)).toMatchObject({ next: 'login' });
      await expect(finishSetup(staffCtx(), { routerId })).rejects.toMatchObject({
        key: 'router_setup_untested',
      });
    } finally {
      await sim.close();
    }
  });
});

describe('a router that has never responded', () => {
  test('sells nothing and serves nobody, however often it was tried, until it responds', async () => {
    const { routerId } = await createRouter(systemCtx(), routerAt({ ...nobody, port: 13 }));
    expect(await sells()).toBe(false);
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan();
    const { serviceId } = await createService(systemCtx(), { customerId, itemId });
    await changeService(staffCtx(), {
      serviceId,
      network: { routerId, accessMethod: 'pppoe', login: `mast-${customerId}`, password: 'secret' },
    });
    const lacksRouter = async () => {
      expect(await serviceNow(serviceId)).toMatchObject({ status: 'pending' });
      expect(await balanceOf(customerId)).toBe(2_000n);
    };
    await lacksRouter();
    for (const attempt of [1, 2, 3]) {
      const later = systemCtx(new Date(start.getTime() + attempt * 600_000));
      await syncRouter(later, { routerId });
      await sweepServiceDates(later);
      expect(await getRouterDetail(staffCtx(), routerId), `attempt ${attempt}`).toMatchObject({
        status: 'new',
      });
      await lacksRouter();
      expect(await sells()).toBe(false);
    }
    const sim = await startRouterSimulator({ personality: '7.23' });
    try {
      const router = { ...routerAt(sim), password: sim.password };
      await changeRouter(staffCtx(), {
        ...edited(routerId, router, false),
        password: sim.password,
      });
      await lacksRouter();
      await testRouterConnection(staffCtx(), { routerId });
      await sweepServiceDates(systemCtx(new Date(start.getTime() + 3_600_000)));
      expect(await serviceNow(serviceId)).toMatchObject({ status: 'active' });
      expect(await balanceOf(customerId)).toBe(1_500n);
      expect(await sells()).toBe(true);
    } finally {
      await sim.close();
    }
  });
});
