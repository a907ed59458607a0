import { afterAll, beforeAll, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { createRouter } from '@/lib/routers/create-router';
import { pollRouter } from '@/lib/routers/poll-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { sweepUsage } from '@/lib/usage/sweep-usage';
import { type RouterSimulator, startRouterSimulator } from '@/stand-ins/routeros/simulator';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenReached,
  givenService,
  serviceNow,
  systemCtx,
} from '@/tests/support/fixtures';
import { bookedFor, everywhere, MEGABYTE, minute } from './support';

const running: RouterSimulator[] = [];
beforeAll(async () => {
  await givenOperator();
  const network = { name: 'Clients', cidr: '10.7.0.0/24', usage: 'permanent' } as const;
  await getSql()`
    insert into networks (name, cidr, usage, created_at)
    values (${network.name}, ${network.cidr}, ${network.usage}, now())`;
});
afterAll(() => Promise.all(running.map((simulator) => simulator.close())));

/** A router that serves one PPPoE subscriber on a 100 MB plan: synced, dialled in and polled once. */
async function givenServedSubscriber(personality: '6.49' | '7.23') {
  const simulator = await startRouterSimulator({ personality });
  running.push(simulator);
  const { routerId } = await createRouter(systemCtx(), {
    name: `Tower on ${personality}, port ${simulator.port}`,
    siteId: null,
    host: simulator.host,
    port: simulator.port,
    useTls: false,
    certificate: null,
    username: simulator.user,
    password: simulator.password,
    accessMethods: ['pppoe'],
    pppLocalAddress: '10.255.0.1',
  });
  await givenReached(routerId);
  const login = `anna-${simulator.port}`;
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan({ dataLimitBytes: 100n * MEGABYTE });
  const network = {
    login,
    routerId,
    accessMethod: 'pppoe' as const,
    password: 'secret',
    ipv4Mode: 'permanent' as const,
    ipv4Address: `10.7.0.${10 + running.length}`,
  };
  const serviceId = await givenService({ customerId, itemId, network });
  await syncRouter(systemCtx(minute(0)), { routerId });
  const poll = (count: number) => pollRouter(systemCtx(minute(count)), { routerId });
  const flow = (count: number, down: number) => {
    simulator.setTraffic(login, { up: 0, down });
    simulator.advance(count * 60_000);
  };
  simulator.dial(login, 'secret', '02:00:00:00:00:01');
  await poll(0);
  return { simulator, routerId, serviceId, login, poll, flow };
}

it.each(['6.49', '7.23'] as const)(
  'PPPoE sessions are counted on a %s router without the hotspot package, and caps act',
  async (personality) => {
    const { simulator, serviceId, routerId, poll, flow } = await givenServedSubscriber(personality);
    simulator.faults.add({ kind: 'trap', messages: ['no such command prefix'], on: /hotspot/ });
    flow(5, 1_600_000);
    await poll(5);
    expect(await bookedFor(serviceId)).toEqual(everywhere(60n * MEGABYTE));
    const [router] = await getSql()`select status, failure from routers where id = ${routerId}`;
    expect(router).toEqual({ status: 'online', failure: null });
    flow(5, 1_600_000);
    await poll(10);
    await sweepUsage(systemCtx(minute(10)));
    expect(await serviceNow(serviceId)).toMatchObject({ holds: ['data_cap'] });
  },
);
