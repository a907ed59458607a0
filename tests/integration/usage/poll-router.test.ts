import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { bookedFor, everywhere, MEGABYTE, minute } from './support';

const running: RouterSimulator[] = [];
beforeAll(async () => {
  await givenOperator();
  const network = { name: 'Clients', cidr: '10.7.0.0/24', usage: 'permanent' } as const;
  await getSql()`insert into networks (name, cidr, usage, created_at) values (${network.name}, ${network.cidr}, ${network.usage}, now())`;
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

describe.each(['6.49', '7.23'] as const)('polling a router on RouterOS %s', (personality) => {
  it('books the traffic, cuts at the cap, and reads the rest before the cut', async () => {
    const { simulator, routerId, serviceId, login, poll, flow } =
      await givenServedSubscriber(personality);
    // 1.6 Mbit/s for five minutes are 60 MB.
    flow(5, 1_600_000);
    expect(await poll(5)).toEqual({
      kind: 'polled',
      readings: 1,
      unknown: 0,
      held: 0,
      usedUp: 0,
    });
    expect(await bookedFor(serviceId)).toEqual(everywhere(60n * MEGABYTE));
    flow(5, 1_600_000);
    expect(await poll(10)).toMatchObject({ usedUp: 1 });
    expect(await serviceNow(serviceId)).toMatchObject({ holds: ['data_cap'] });
    flow(1, 1_600_000);
    await syncRouter(systemCtx(minute(11)), { routerId });
    expect(simulator.served(login)).toBe('cut');
    expect(await bookedFor(serviceId)).toEqual(everywhere(132n * MEGABYTE));
  });

  it('books every session of a login once, also after they redial', async () => {
    const { simulator, serviceId, login, poll, flow } = await givenServedSubscriber(personality);
    for (const { name = '' } of simulator.rows('ppp/profile')) {
      simulator.run('/ppp/profile/set', { '.id': name, 'only-one': 'no' });
    }
    expect(simulator.dial(login, 'secret', '02:00:00:00:00:02').ok).toBe(true);
    flow(5, 400_000);
    expect(await poll(5)).toMatchObject({ readings: 2, held: 0 });
    expect(await bookedFor(serviceId)).toEqual(everywhere(30n * MEGABYTE));
    expect(await poll(6)).toMatchObject({ held: 0 });
    expect(await bookedFor(serviceId)).toEqual(everywhere(30n * MEGABYTE));
    const [first = {}] = simulator.rows('ppp/active');
    simulator.run('/ppp/active/remove', { '.id': first['.id'] ?? '' });
    flow(4, 400_000);
    expect(await poll(10)).toMatchObject({ readings: 2, held: 0 });
    const { days, drawn } = await bookedFor(serviceId);
    expect(days).toBe(drawn);
    expect(days > 50n * MEGABYTE && days <= 54n * MEGABYTE).toBe(true);
  });

  it('continues after a reboot, and after the router was out of service', async () => {
    const { simulator, routerId, serviceId, poll, flow } = await givenServedSubscriber(personality);
    flow(5, 800_000);
    await poll(5);
    await simulator.setReachable(false);
    expect(await poll(10)).toEqual({ kind: 'unavailable', failure: 'unreachable' });
    const [gap] = await getSql()`select reason from usage_gaps where router_id = ${routerId}`;
    expect(gap).toEqual({ reason: 'unreachable' });
    await simulator.setReachable(true);
    simulator.reboot();
    flow(1, 800_000);
    expect(await poll(15)).toMatchObject({ kind: 'polled', held: 0 });
    const { days, drawn } = await bookedFor(serviceId);
    expect(days).toBe(drawn);
    expect(days > 30n * MEGABYTE && days <= 36n * MEGABYTE).toBe(true);
  });
});

describe('a poll', () => {
  it('notices an upgrade or another device at the same address', async () => {
    const { routerId } = await givenServedSubscriber('7.23');
    await getSql()`update routers set version = 'older', identity = 'other' where id = ${routerId}`;
    await pollRouter(systemCtx(minute(10)), { routerId });
    const [row] = await getSql()`select identity, version from routers where id = ${routerId}`;
    expect(row?.['version']).toMatch(/^7\.23/);
    expect(row?.['identity']).not.toBe('other');
  });
});

describe('the round of polls', () => {
  it('leaves out routers that staff took out of service', async () => {
    const { routerId } = await givenServedSubscriber('7.23');
    expect(await sweepUsage(systemCtx())).toContain(routerId);
    await getSql()`update routers set status = 'off' where id = ${routerId}`;
    expect(await sweepUsage(systemCtx())).not.toContain(routerId);
    expect(await pollRouter(systemCtx(), { routerId })).toEqual({ kind: 'off' });
  });

  it('is only for our jobs and for staff who may write routers', async () => {
    const forbidden = { code: 'forbidden' };
    await expect(sweepUsage(subscriberCtx(1))).rejects.toMatchObject(forbidden);
    await expect(pollRouter(subscriberCtx(1), { routerId: 1 })).rejects.toMatchObject(forbidden);
  });
});
