import { describe, expect, test } from 'vitest';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { undoApply } from '@/lib/routers/undo-apply';
import {
  anAddress,
  aPlan,
  aPool,
  aRouter,
  aService,
  giveDhcpServer,
  hold,
  job,
  PASSWORD,
  personalities,
  staff,
  wait,
} from './support';

const HOUR_MS = 3_600_000;

describe.each(personalities)('undoing a repair on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });
  const repair = () => reconcileRouter(job(), { routerId: router.id, isRepairing: true });
  const undo = () => undoApply(staff(), { routerId: router.id });
  const secretOf = (login: string) =>
    router.sim.rows('ppp/secret').find((row) => row['name'] === login);

  async function online() {
    const { poolId } = await aPool(router.id);
    return aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
  }

  test('keeps the added login of a paying service, and restores no login, because its password is not stored', async () => {
    const { login } = await online();
    await sync();
    router.sim.run('/ppp/secret/remove', { '.id': login });
    router.sim.run('/ppp/secret/add', { name: 'leftover', password: 'x', comment: 'isp:999999' });
    await reconcileRouter(job(), { routerId: router.id, isRepairing: false });
    wait(24 * HOUR_MS);
    await repair();
    expect(router.sim.rows('ppp/secret').map((row) => row['name'])).toEqual([login]);
    const kept = [login, 'leftover'].map((key) => ({ key, reason: 'access' }));
    expect(await undo()).toMatchObject({ restored: 0, kept });
    router.sim.dial(login, PASSWORD, 'AA:BB:CC:00:04:09');
    expect(router.sim.served(login)).toBe('served');
    expect(await sync()).toEqual({ kind: 'clean' });
  });

  test.each([
    ['staff_disabled', { disabled: 'no' }],
    ['no_credit', { profile: 'default' }],
  ] as const)('serves nobody with the hold %s again', async (reason, byHand) => {
    const { serviceId, login } = await online();
    await hold(serviceId, reason);
    await sync();
    const comment = `isp:${serviceId} port=7`;
    router.sim.run('/ppp/secret/set', { '.id': login, ...byHand, service: 'any', comment });
    await repair();
    const repaired = secretOf(login);
    expect(repaired).not.toMatchObject(byHand);
    expect(await undo()).toMatchObject({ restored: 1, kept: [{ key: login, reason: 'access' }] });
    expect(secretOf(login)).toEqual({ ...repaired, comment });
    router.sim.dial(login, PASSWORD, 'AA:BB:CC:00:04:08');
    expect(router.sim.served(login)).not.toBe('served');
  });

  test.each(['disabled', 'active'])(
    'leaves the lease of a service that is %s as it should be',
    async (status) => {
      giveDhcpServer(router.sim);
      const { poolId } = await aPool(router.id);
      const mac = status === 'active' ? 'AA:BB:CC:00:04:11' : 'AA:BB:CC:00:04:12';
      const { serviceId } = await aService(router.id, {
        ...{ accessMethod: 'static', ipv4Mode: 'dynamic', ipv4PoolId: poolId, macAddresses: [mac] },
      });
      if (status === 'disabled') await hold(serviceId, 'staff_disabled');
      await sync();
      const lease = () => router.sim.rows('ip/dhcp-server/lease')[0];
      const confirmed = lease();
      const blocked = status === 'active' ? 'yes' : 'no';
      router.sim.run('/ip/dhcp-server/lease/set', {
        ...{ '.id': confirmed?.['.id'] ?? '', 'block-access': blocked, 'address-lists': 'theirs' },
      });
      await repair();
      expect(await undo()).toMatchObject({ restored: 0, kept: [{ reason: 'access' }] });
      expect(lease()).toEqual(confirmed);
    },
  );

  test('lets in no device but that of its paying customer', async () => {
    const { poolId } = await aPool(router.id);
    const mac = 'AA:BB:CC:00:05:01';
    const address = { ipv4Mode: 'dynamic', ipv4PoolId: poolId } as const;
    const { login } = await aService(router.id, { ...address, macAddresses: [mac] });
    await sync();
    router.sim.run('/ppp/secret/set', { '.id': login, 'caller-id': 'AA:BB:CC:00:05:99' });
    await repair();
    await undo();
    expect(await sync()).toEqual({ kind: 'clean' });
    router.sim.dial(login, PASSWORD, mac);
    expect(router.sim.served(login)).toBe('served');
  });

  test('gives an unpaid service no address outside the walled garden', async () => {
    const fixed = { ipv4Mode: 'permanent', ipv4Address: anAddress() } as const;
    const { serviceId, login } = await aService(router.id, fixed);
    await hold(serviceId, 'no_credit');
    await sync();
    router.sim.run('/ppp/secret/set', { '.id': login, 'remote-address': '172.31.9.9' });
    await repair();
    await undo();
    router.sim.dial(login, PASSWORD, 'AA:BB:CC:00:05:02');
    expect(router.sim.served(login)).toBe('garden');
  });

  const queues = () => router.sim.rows('queue/simple');

  test('gives a service no other speed, by a changed, an added or a removed queue', async () => {
    const slow = { slowDownBitsPerSecond: 1_000_000n, slowUpBitsPerSecond: 512_000n };
    const fixed = { accessMethod: 'static', ipv4Mode: 'permanent' } as const;
    for (let index = 0; index < 2; index += 1) {
      const plan = await aPlan(slow);
      await aService(router.id, { plan, throttled: true, ...fixed, ipv4Address: anAddress() });
    }
    await sync();
    const confirmed = queues();
    const [first, second] = confirmed.map((queue) => queue['.id'] ?? '');
    router.sim.run('/queue/simple/set', { '.id': first ?? '', 'max-limit': '10M/50M' });
    router.sim.run('/queue/simple/remove', { '.id': second ?? '' });
    await repair();
    const repaired = queues();
    expect(repaired).toHaveLength(2);
    await undo();
    expect(queues()).toEqual(repaired);
    expect(await sync()).toEqual({ kind: 'clean' });
  });

  test('slows down nobody who has the old address of a queue now', async () => {
    const [mine, next] = [anAddress(), anAddress()];
    const fixed = { accessMethod: 'static', ipv4Mode: 'permanent' } as const;
    const plan = await aPlan({ downBitsPerSecond: 1_000_000n, upBitsPerSecond: 1_000_000n });
    await aService(router.id, { plan, ...fixed, ipv4Address: mine });
    await sync();
    const id = queues()[0]?.['.id'] ?? '';
    router.sim.run('/queue/simple/set', { '.id': id, target: `${next}/32` });
    await repair();
    const payer = await aService(router.id, { ...fixed, ipv4Address: next });
    await sync();
    await undo();
    const first = queues().find((queue) => queue['target'] === `${next}/32`);
    expect(first?.['name']).toBe(`isp-${payer.serviceId}`);
  });
});
