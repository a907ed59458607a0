import { describe, expect, test } from 'vitest';
import { inTransaction } from '@/db/transaction';
import { unconfirmSome } from '@/lib/routers/look-store';
import { loadConfirmed } from '@/lib/routers/lookups/confirmed';
import { readRouterCounters } from '@/lib/routers/read-router-counters';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { undoApply } from '@/lib/routers/undo-apply';
import { getRouterDetail } from '@/lib/screens/admin/router';
import {
  anAddress,
  aPlan,
  aPool,
  aRouter,
  aService,
  giveDhcpServer,
  hold,
  job,
  personalities,
  type ServiceOverrides,
  staff,
  stateOf,
} from './support';

let macs = 0;
function aMac(): string {
  macs += 1;
  return `AA:BB:CC:00:08:${String(macs).padStart(2, '0')}`;
}

describe.each(personalities)('a router on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });
  const look = () => readRouterCounters(job(), router.id);
  const detail = () => getRouterDetail(staff(), router.id);
  const secrets = () => router.sim.rows('ppp/secret');

  async function confirmedServices(count: number) {
    const plan = await aPlan();
    const all = [];
    for (let index = 0; index < count; index += 1) {
      all.push(await aService(router.id, { plan }));
    }
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: count, more: false });
    await look();
    expect(await detail()).toMatchObject({ dueCount: 0, unconfirmedAt: null });
    return all;
  }

  function writes() {
    return router.sim
      .transcript()
      .filter(({ words }) => /\/(add|set|remove)$/.test(words[0] ?? ''));
  }

  test.each([
    ['switched off', { disabled: 'yes' }, { disabled: 'false' }],
    ['moved to another profile', { profile: 'default' }, { profile: /^isp-plan-/ }],
  ])('on which one secret is %s by hand gets it back', async (_how, byHand, after) => {
    const [one] = await confirmedServices(10);
    router.sim.run('/ppp/secret/set', { '.id': one?.login ?? '', ...byHand });
    await look();
    expect(await detail()).toMatchObject({ dueCount: 1, unconfirmedReason: 'changed' });
    router.sim.clearTranscript();
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1, failed: 0 });
    const secret = secrets().find((row) => row['name'] === one?.login) ?? {};
    for (const [name, value] of Object.entries(after)) expect(secret[name]).toMatch(value);
    expect(writes().map(({ words }) => words[0])).toEqual(['/ppp/secret/set']);
    await look();
    expect(await detail()).toMatchObject({ dueCount: 0 });
  });

  const fixed = { login: null, accessMethod: 'static', ipv4Mode: 'permanent' } as const;

  /** A service with rows in that menu. */
  async function aServiceIn(menu: string) {
    if (menu === '/ip/hotspot/user') return aService(router.id, { accessMethod: 'hotspot' });
    if (menu !== '/ip/dhcp-server/lease') {
      return aService(router.id, { ...fixed, ipv4Address: anAddress() });
    }
    giveDhcpServer(router.sim);
    const { poolId } = await aPool(router.id);
    const lease: ServiceOverrides = { ipv4PoolId: poolId, macAddresses: [aMac()] };
    return aService(router.id, { ...fixed, ...lease, ipv4Mode: 'dynamic' });
  }

  test.each([
    ['/ip/hotspot/user', { disabled: 'yes' }, 'active'],
    ['/ip/hotspot/user', { profile: 'default' }, 'stopped'],
    ['/ip/dhcp-server/lease', { 'rate-limit': '900M/900M' }, 'active'],
    ['/ip/dhcp-server/lease', { 'block-access': 'no' }, 'disabled'],
    ['/ip/dhcp-server/lease', { 'address-lists': '' }, 'stopped'],
    ['/queue/simple', { 'max-limit': '900M/900M' }, 'active'],
    ['/queue/simple', { disabled: 'yes' }, 'active'],
    ['/queue/simple', { target: '10.9.9.9/32' }, 'active'],
    ['/ip/firewall/address-list', { disabled: 'yes' }, 'stopped'],
  ] as const)(
    'on which a row of %s gets %j by hand is repaired (%s)',
    async (menu, hand, status) => {
      const { serviceId } = await aServiceIn(menu);
      if (status !== 'active') {
        await hold(serviceId, status === 'stopped' ? 'no_credit' : 'staff_disabled');
      }
      await sync();
      await look();
      expect(await detail()).toMatchObject({ dueCount: 0, unconfirmedAt: null });
      const row = () =>
        router.sim.rows(menu).find(({ comment }) => comment?.startsWith(`isp:${serviceId}`)) ?? {};
      const confirmed = row();
      router.sim.run(`${menu}/set`, { '.id': confirmed['.id'] ?? '', ...hand });
      expect(row()).not.toMatchObject(confirmed);
      await look();
      expect(await detail()).toMatchObject({ dueCount: 1, unconfirmedReason: 'changed' });
      expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1, failed: 0 });
      for (const name of Object.keys(hand)) expect(row()[name]).toBe(confirmed[name]);
      await look();
      expect(await detail()).toMatchObject({ dueCount: 0 });
    },
  );

  test('that holds services of every kind as confirmed is left alone by every look', async () => {
    giveDhcpServer(router.sim);
    const { poolId } = await aPool(router.id);
    const plan = await aPlan({
      slowDownBitsPerSecond: 2_000_000n,
      slowUpBitsPerSecond: 1_000_000n,
    });
    for (const reason of [null, 'no_credit', 'staff_disabled'] as const) {
      const kinds: ServiceOverrides[] = [
        { throttled: reason === null },
        { ipv4Mode: 'permanent', ipv4Address: anAddress() },
        { accessMethod: 'hotspot', ipv4Mode: 'dynamic', ipv4PoolId: poolId },
        { ...fixed, ipv4Address: anAddress() },
        { ...fixed, ipv4Mode: 'dynamic', ipv4PoolId: poolId, macAddresses: [aMac()] },
      ];
      for (const kind of kinds) {
        const { serviceId } = await aService(router.id, { plan, ...kind });
        if (reason !== null) await hold(serviceId, reason);
      }
    }
    expect(await sync()).toMatchObject({ kind: 'synced', failed: 0 });
    for (let turn = 0; turn < 3; turn += 1) await look();
    expect(await detail()).toMatchObject({ dueCount: 0, unconfirmedAt: null });
  });

  test('on which the operator renamed their own profile keeps its services confirmed', async () => {
    router.sim.run('/ppp/profile/add', { name: 'gold', 'remote-address': '10.7.7.7' });
    const plan = await aPlan({ routerProfile: 'gold' });
    const { login } = await aService(router.id, { plan });
    await sync();
    router.sim.run('/ppp/profile/set', { '.id': 'gold', name: 'silver' });
    router.sim.run('/ppp/secret/set', { '.id': login, profile: 'silver' });
    await look();
    expect(await detail()).toMatchObject({ dueCount: 0, unconfirmedAt: null });
    router.sim.run('/ppp/secret/set', { '.id': login, disabled: 'yes' });
    await look();
    expect(await detail()).toMatchObject({ dueCount: 1, unconfirmedReason: 'changed' });
  });

  test('whose repair staff undid is left as restored by every look', async () => {
    const [one] = await confirmedServices(5);
    const comment = `isp:${one?.serviceId} port=7`;
    router.sim.run('/ppp/secret/set', { '.id': one?.login ?? '', comment });
    await reconcileRouter(job(), { routerId: router.id, isRepairing: true });
    await undoApply(staff(), { routerId: router.id });
    await look();
    await sync();
    await look();
    const secret = secrets().find((row) => row['name'] === one?.login);
    expect(secret?.['comment']).toBe(comment);
    expect((await detail()).unconfirmedAt).toBeNull();
  });

  test('to which a push is made between a look and its evaluation is not judged by the old state', async () => {
    const [one] = await confirmedServices(3);
    const { confirmed, menus } = await loadConfirmed(job(), router.id);
    await hold(one?.serviceId ?? 0, 'staff_disabled');
    await sync();
    const count = await inTransaction(job(), (tctx) => unconfirmSome(tctx, router.id, confirmed));
    expect(menus).toContain('/ppp/secret');
    expect(count).toBe(2);
    expect(await stateOf(one?.serviceId ?? 0, router.id)).not.toMatchObject({ appliedVersion: 0n });
  });
});
