import { describe, expect, test } from 'vitest';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { anOwnProfile } from './own-profile-world';
import {
  anAddress,
  aPool,
  changeService,
  hold,
  job,
  lift,
  personalities,
  pushesOf,
  stateOf,
  wait,
} from './support';

const lacksAddress = { failure: 'incomplete_service', failureDetail: 'profile_address' };
const isConfirmed = { failure: null, failureDetail: null };
const confirmedOne = { kind: 'synced', confirmed: 1, failed: 0 };
const failedOne = { kind: 'synced', confirmed: 0, failed: 1 };

describe.each(personalities)(
  "on RouterOS %s, an active PPPoE login on the operator's profile",
  (version) => {
    const { router, sync, start } = anOwnProfile(version, 'pppoe');
    const gold = { 'local-address': '10.77.0.1', 'remote-address': 'own-pool' };
    const giveAddress = () =>
      router.sim.run('/ppp/profile/set', { '.id': 'own', 'remote-address': 'own-pool' });
    const takeAddress = () =>
      router.sim.run('/ppp/profile/unset', { '.id': 'own', 'value-name': 'remote-address' });
    const compareAtNight = () => reconcileRouter(job(), { routerId: router.id, isRepairing: true });

    test('is not confirmed while the profile gives no address, and is once it gives one', async () => {
      const { serviceId } = await start({ 'local-address': '10.77.0.1' });
      expect(await stateOf(serviceId, router.id)).toMatchObject({
        ...lacksAddress,
        appliedLevel: null,
      });
      expect((await pushesOf(serviceId)).at(-1)).toMatchObject({ outcome: 'failed' });
      giveAddress();
      wait(60_000);
      expect(await sync()).toMatchObject(confirmedOne);
      expect(await stateOf(serviceId, router.id)).toMatchObject(isConfirmed);
    });

    test('still gets its login on the router', async () => {
      const { login } = await start({});
      expect(router.sim.rows('ppp/secret')).toMatchObject([{ name: login, profile: 'own' }]);
    });

    test('is not confirmed for a pool of ours, which the profile does not name', async () => {
      const { poolId } = await aPool(router.id);
      const { serviceId } = await start({}, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
      expect(await stateOf(serviceId, router.id)).toMatchObject(lacksAddress);
    });

    test.each([
      ['the profile names a pool', { 'remote-address': 'own-pool' }, {}],
      ['the profile names an address', { 'remote-address': '10.77.0.9' }, {}],
      ['the profile gives IPv6 prefixes', { 'dhcpv6-pd-pool': 'six' }, {}],
      ['the profile bridges its sessions', { bridge: 'lan' }, {}],
      ['the service has one', {}, { ipv4Mode: 'permanent' as const, ipv4Address: anAddress() }],
    ])('is confirmed where %s', async (_where, profile, address) => {
      const { serviceId } = await start({ 'local-address': '10.77.0.1', ...profile }, address);
      expect(await stateOf(serviceId, router.id)).toMatchObject(isConfirmed);
    });

    test('is no longer confirmed once the profile loses its address, and keeps its session', async () => {
      const { serviceId, login } = await start(gold);
      expect(await stateOf(serviceId, router.id)).toMatchObject(isConfirmed);
      const session = () => router.sim.rows('ppp/active').map((row) => row['session-id']);
      const before = session();
      takeAddress();
      await compareAtNight();
      expect(await sync()).toMatchObject(failedOne);
      expect(await stateOf(serviceId, router.id)).toMatchObject(lacksAddress);
      expect(session()).toEqual(before);
      expect(router.sim.served(login)).toBe('served');
      giveAddress();
      wait(60_000);
      expect(await sync()).toMatchObject(confirmedOne);
      expect(session()).toEqual(before);
    });

    test('still gets its changes after its profile lost its address', async () => {
      const { serviceId } = await start(gold);
      takeAddress();
      await changeService(serviceId, { portId: 'olt-7' });
      expect(await sync()).toMatchObject(failedOne);
      expect(await stateOf(serviceId, router.id)).toMatchObject(lacksAddress);
      expect(router.sim.rows('ppp/secret')[0]?.['comment']).toContain('olt-7');
    });

    test('that was stopped is not confirmed when it returns to a profile without an address', async () => {
      const { serviceId, login } = await start(gold);
      await hold(serviceId, 'no_credit');
      await sync();
      takeAddress();
      await lift(serviceId);
      expect(await sync()).toMatchObject(failedOne);
      expect(await stateOf(serviceId, router.id)).toMatchObject(lacksAddress);
      expect(router.sim.rows('ppp/secret')).toMatchObject([{ name: login, profile: 'own' }]);
    });

    test('is confirmed as gone from a profile without an address once it is disabled', async () => {
      const { serviceId, login } = await start({});
      await hold(serviceId, 'staff_disabled');
      expect(await sync()).toMatchObject(confirmedOne);
      expect(router.sim.served(login)).toBe('cut');
    });

    test('whose profile was removed from the router is not confirmed after the next comparison', async () => {
      const { serviceId } = await start(gold);
      router.sim.run('/ppp/profile/remove', { '.id': 'own' });
      await compareAtNight();
      expect(await sync()).toMatchObject(failedOne);
      expect((await stateOf(serviceId, router.id))?.failure).not.toBeNull();
    });
  },
);

describe.each(personalities)(
  "on RouterOS %s, an active hotspot login on the operator's profile",
  (version) => {
    const { router, sync, start } = anOwnProfile(version, 'hotspot');
    const withoutPool = { 'address-pool': 'none' };

    test('is confirmed with a warning for staff where only a server elsewhere can give addresses', async () => {
      const { serviceId } = await start(withoutPool);
      expect(await stateOf(serviceId, router.id)).toMatchObject(isConfirmed);
      expect((await pushesOf(serviceId)).at(-1)).toMatchObject({
        ...{ outcome: 'confirmed', failure: null, failureDetail: 'hotspot_address' },
      });
    });

    test('is not confirmed as walled in there once it is stopped', async () => {
      const { serviceId } = await start(withoutPool);
      await hold(serviceId, 'no_credit');
      expect(await sync()).toMatchObject(failedOne);
      expect(await stateOf(serviceId, router.id)).toMatchObject(lacksAddress);
    });

    test('is confirmed where the hotspot gives addresses', async () => {
      router.sim.run('/ip/pool/add', { name: 'lan', ranges: '10.79.0.10-10.79.0.99' });
      router.sim.run('/ip/hotspot/set', { '.id': 'hotspot1', 'address-pool': 'lan' });
      const { serviceId } = await start(withoutPool);
      expect(await stateOf(serviceId, router.id)).toMatchObject(isConfirmed);
    });
  },
);
