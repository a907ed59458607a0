import { describe, expect, test } from 'vitest';
import { syncRouter } from '@/lib/routers/sync-router';
import type { Personality } from '@/stand-ins/routeros/personality';
import {
  anAddress,
  aPlan,
  aPool,
  aRouter,
  aService,
  changeService,
  eventsOf,
  hold,
  job,
  lift,
  PASSWORD,
  personalities,
  pushesOf,
  type ServiceOverrides,
  stateOf,
  touch,
} from './support';

const MAC = 'AA:BB:CC:00:00:01';
const confirmedOne = { kind: 'synced', confirmed: 1, failed: 0, more: false };

function aServedService(personality: Personality) {
  const router = aRouter({ personality });
  async function dynamicService(overrides: ServiceOverrides = {}) {
    const { poolId } = await aPool(router.id);
    const dynamic = { ipv4Mode: 'dynamic' as const, ipv4PoolId: poolId };
    const service = await aService(router.id, { ...dynamic, ...overrides });
    await syncRouter(job(), { routerId: router.id });
    router.sim.dial(service.login, PASSWORD, MAC);
    return service;
  }
  return { router, dynamicService };
}

describe.each(personalities)('a PPPoE service on RouterOS %s', (personality) => {
  const { router, dynamicService } = aServedService(personality);

  test('that is active is served, recorded and announced', async () => {
    const { serviceId, login } = await aService(router.id);
    expect(await syncRouter(job(), { routerId: router.id })).toMatchObject(confirmedOne);
    const [secret] = router.sim.rows('ppp/secret');
    expect(secret).toMatchObject({ name: login, service: 'pppoe', comment: `isp:${serviceId}` });
    const profile = router.sim
      .rows('ppp/profile')
      .find((row) => row['name'] === secret?.['profile']);
    expect(profile).toMatchObject({ 'rate-limit': '10M/50M' });
    expect(await stateOf(serviceId, router.id)).toMatchObject({ failure: null, attempts: 0 });
    expect(await pushesOf(serviceId)).toMatchObject([{ outcome: 'confirmed' }]);
    expect(await eventsOf(serviceId, 'service/router.confirmed')).toHaveLength(1);
    expect(await syncRouter(job(), { routerId: router.id })).toEqual({ kind: 'clean' });
  });

  test('that has a dynamic address is moved into the walled garden when stopped, and back', async () => {
    const { serviceId, login } = await dynamicService();
    expect(router.sim.served(login)).toBe('served');
    await hold(serviceId, 'no_credit');
    expect(await syncRouter(job(), { routerId: router.id })).toMatchObject(confirmedOne);
    expect(router.sim.served(login)).toBe('garden');
    await lift(serviceId);
    await syncRouter(job(), { routerId: router.id });
    expect(router.sim.served(login)).toBe('served');
  });

  test('that has a fixed address signs in again when it is stopped, at the rate of the walled garden', async () => {
    const { serviceId, login } = await aService(router.id, {
      ipv4Mode: 'permanent',
      ipv4Address: anAddress(),
    });
    await syncRouter(job(), { routerId: router.id });
    router.sim.dial(login, PASSWORD, MAC);
    const [before] = router.sim.rows('ppp/active');
    await hold(serviceId, 'no_credit');
    await syncRouter(job(), { routerId: router.id });
    expect(router.sim.served(login)).toBe('garden');
    const [after] = router.sim.rows('ppp/active');
    expect(after?.['session-id']).not.toBe(before?.['session-id']);
    expect(after?.['address']).toBe(before?.['address']);
    expect(router.sim.rows('queue/simple')[0]?.['max-limit']).toBe('512000/512000');
    await lift(serviceId);
    await syncRouter(job(), { routerId: router.id });
    expect(router.sim.served(login)).toBe('served');
    expect(router.sim.rows('ip/firewall/address-list')).toEqual([]);
  });

  test('that is disabled is cut even though its equipment redials at once', async () => {
    const { serviceId, login } = await dynamicService();
    await hold(serviceId, 'data_cap');
    await syncRouter(job(), { routerId: router.id });
    expect(router.sim.served(login)).toBe('cut');
    expect(router.sim.rows('ppp/active')).toEqual([]);
    expect((await pushesOf(serviceId)).at(-1)).toMatchObject({ sessionsCut: 1 });
  });
});

describe.each(personalities)('a PPPoE service on RouterOS %s', (personality) => {
  const { router, dynamicService } = aServedService(personality);

  test('that is archived leaves no row behind', async () => {
    const { serviceId, login } = await dynamicService();
    await changeService(serviceId, { archivedAt: new Date(0) });
    await syncRouter(job(), { routerId: router.id });
    expect(router.sim.rows('ppp/secret')).toEqual([]);
    expect(router.sim.served(login)).not.toBe('served');
  });

  test('that is renewed keeps its session and nothing is written', async () => {
    const { serviceId } = await dynamicService();
    const [before] = router.sim.rows('ppp/active');
    router.sim.clearTranscript();
    await touch(serviceId);
    expect(await syncRouter(job(), { routerId: router.id })).toMatchObject(confirmedOne);
    expect(router.sim.rows('ppp/active')).toMatchObject([{ 'session-id': before?.['session-id'] }]);
    expect((await pushesOf(serviceId)).at(-1)).toMatchObject({ changes: [], sessionsCut: 0 });
  });

  test('that is throttled comes back with the slow rate', async () => {
    const plan = await aPlan({
      slowDownBitsPerSecond: 1_000_000n,
      slowUpBitsPerSecond: 512_000n,
    });
    const { serviceId } = await dynamicService({ plan });
    await changeService(serviceId, { throttled: true });
    await syncRouter(job(), { routerId: router.id });
    const [secret] = router.sim.rows('ppp/secret');
    const profile = router.sim
      .rows('ppp/profile')
      .find((row) => row['name'] === secret?.['profile']);
    expect(profile).toMatchObject({ 'rate-limit': '512k/1M' });
    expect((await pushesOf(serviceId)).at(-1)).toMatchObject({ sessionsCut: 1 });
  });

  test('that gets a new login loses the old login and its session', async () => {
    const { serviceId, login } = await dynamicService();
    await changeService(serviceId, { login: `${login}-new` });
    await syncRouter(job(), { routerId: router.id });
    expect(router.sim.rows('ppp/secret')).toMatchObject([{ name: `${login}-new` }]);
    expect(router.sim.rows('ppp/active')).toEqual([]);
  });

  test('breaks no rule of the protocol on the way', async () => {
    await dynamicService();
    router.sim.assertQuiet();
  });
});
