import { describe, expect, test } from 'vitest';
import { readRouterCounters } from '@/lib/routers/read-router-counters';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { anOwnProfile, MAC } from './own-profile-world';
import {
  anAddress,
  aPool,
  aService,
  changeService,
  hold,
  job,
  lift,
  PASSWORD,
  personalities,
  pushesOf,
  stateOf,
  touch,
  wait,
} from './support';

const confirmedOne = { kind: 'synced', confirmed: 1, failed: 0 };
const failedOne = { kind: 'synced', confirmed: 0, failed: 1 };

const IN_POOL = /^10\.77\.0\.\d+$/;

describe.each(personalities)(
  "on RouterOS %s, a PPPoE login on the operator's profile",
  (version) => {
    const { router, sync, profiles, online, start } = anOwnProfile(version, 'pppoe');
    const gold = {
      'local-address': '10.77.0.1',
      'remote-address': 'own-pool',
      'dns-server': '10.77.0.1',
      'remote-ipv6-prefix-pool': 'six',
      'only-one': 'yes',
      'address-list': 'natted',
    };

    test('with a pool is in the walled garden with an address when stopped, and back', async () => {
      const { serviceId, login } = await start(gold);
      const before = profiles('own');
      expect(router.sim.served(login)).toBe('served');
      await hold(serviceId, 'no_credit');
      expect(await sync()).toMatchObject(confirmedOne);
      expect(router.sim.served(login)).toBe('garden');
      expect(online(login)).toEqual({
        address: expect.stringMatching(IN_POOL),
        lists: ['isp-stopped'],
        limits: ['512000/512000'],
      });
      await lift(serviceId);
      expect(await sync()).toMatchObject(confirmedOne);
      expect(router.sim.served(login)).toBe('served');
      expect(profiles('own')).toEqual(before);
    });

    test('with a pool is throttled with an address and everything else the profile gives', async () => {
      const { serviceId, login } = await start(gold);
      await changeService(serviceId, { throttled: true });
      expect(await sync()).toMatchObject(confirmedOne);
      expect(online(login)).toEqual({
        address: expect.stringMatching(IN_POOL),
        lists: ['natted'],
        limits: ['512000/1000000'],
      });
      const name = router.sim.rows('ppp/secret')[0]?.['profile'] ?? '';
      expect(profiles(name)).toMatchObject([{ ...gold, 'rate-limit': '512k/1M' }]);
    });

    test('with a fixed remote address keeps it', async () => {
      const fixed = anAddress();
      const { serviceId, login } = await start({ 'remote-address': fixed });
      await hold(serviceId, 'no_credit');
      expect(await sync()).toMatchObject(confirmedOne);
      expect(online(login)).toMatchObject({ address: fixed, lists: ['isp-stopped'] });
    });

    test('with an address of its own keeps it when throttled', async () => {
      const ipv4Address = anAddress();
      const permanent = { ipv4Mode: 'permanent' as const, ipv4Address };
      const { serviceId, login } = await start({ 'local-address': '10.77.0.1' }, permanent);
      await changeService(serviceId, { throttled: true });
      expect(await sync()).toMatchObject(confirmedOne);
      expect(online(login)).toMatchObject({ address: ipv4Address, limits: ['512000/1000000'] });
      const name = router.sim.rows('ppp/secret')[0]?.['profile'] ?? '';
      expect(profiles(name)).toMatchObject([{ 'local-address': '10.77.0.1' }]);
    });

    test('with a pool of ours takes its address from there where the profile names none', async () => {
      const { poolId } = await aPool(router.id);
      const dynamic = { ipv4Mode: 'dynamic' as const, ipv4PoolId: poolId };
      const { serviceId, login } = await start({}, dynamic);
      await hold(serviceId, 'no_credit');
      expect(await sync()).toMatchObject(confirmedOne);
      router.sim.dial(login, PASSWORD, MAC);
      expect(router.sim.served(login)).toBe('garden');
    });

    test('follows the operator’s changes to the profile with the next poll, without cutting anyone', async () => {
      const { serviceId, login } = await start(gold);
      await hold(serviceId, 'no_credit');
      await sync();
      const others = [await aService(router.id), await aService(router.id)];
      await sync();
      const poll = () => readRouterCounters(job(), router.id);
      await poll();
      expect(await sync()).toEqual({ kind: 'clean' });
      const [session] = router.sim.rows('ppp/active');
      router.sim.run('/ppp/profile/set', { '.id': 'own', 'dns-server': '10.77.0.53' });
      await poll();
      router.sim.clearTranscript();
      expect(await sync()).toMatchObject(confirmedOne);
      const name = router.sim.rows('ppp/secret').find((row) => row['name'] === login)?.['profile'];
      expect(profiles(name ?? '')).toMatchObject([{ 'dns-server': '10.77.0.53' }]);
      expect(router.sim.rows('ppp/active')[0]?.['session-id']).toBe(session?.['session-id']);
      await poll();
      expect(await sync()).toEqual({ kind: 'clean' });
      expect(others).toHaveLength(2);
    });

    test('follows what the operator changes in the profile, and what they remove from it', async () => {
      const { serviceId, login } = await start(gold);
      await hold(serviceId, 'no_credit');
      await sync();
      router.sim.run('/ip/pool/add', { name: 'new-pool', ranges: '10.78.0.10-10.78.0.99' });
      router.sim.run('/ppp/profile/set', {
        ...{ '.id': 'own', 'remote-address': 'new-pool', 'only-one': 'default' },
        ...{ 'remote-ipv6-prefix-pool': '', '!dns-server': '' },
      });
      const before = profiles('own');
      const repair = () => reconcileRouter(job(), { routerId: router.id, isRepairing: true });
      expect((await repair()).kind).toBe('reconciled');
      expect(await repair()).toMatchObject({ found: [], remaining: [] });
      const name = router.sim.rows('ppp/secret')[0]?.['profile'] ?? '';
      const [managed] = profiles(name);
      expect(managed).toMatchObject({ 'remote-address': 'new-pool', 'only-one': 'default' });
      expect(managed?.['dns-server']).toBeUndefined();
      expect(profiles('own')).toEqual(before);
      router.sim.hangUp(login);
      router.sim.dial(login, PASSWORD, MAC);
      expect(online(login)).toMatchObject({
        address: expect.stringMatching(/^10\.78\./),
        lists: ['isp-stopped'],
      });
    });

    test('without an address is neither served nor confirmed until the profile has one', async () => {
      const { serviceId, login } = await start({ 'local-address': '10.77.0.1' });
      await hold(serviceId, 'no_credit');
      expect(await sync()).toMatchObject(failedOne);
      expect(router.sim.served(login)).not.toBe('served');
      expect(await stateOf(serviceId, router.id)).toMatchObject({
        failure: 'incomplete_service',
        failureDetail: 'profile_address',
      });
      expect((await pushesOf(serviceId)).at(-1)).toMatchObject({ outcome: 'failed' });
      router.sim.run('/ppp/profile/set', { '.id': 'own', 'remote-address': 'own-pool' });
      wait(60_000);
      expect(await sync()).toMatchObject(confirmedOne);
      router.sim.dial(login, PASSWORD, MAC);
      expect(router.sim.served(login)).toBe('garden');
      expect(await stateOf(serviceId, router.id)).toMatchObject({ failure: null });
    });

    test('without an address is not confirmed as throttled, and left unchanged', async () => {
      const { serviceId } = await start({ ...gold, 'remote-ipv6-prefix-pool': 'none' });
      router.sim.run('/ppp/profile/unset', { '.id': 'own', 'value-name': 'remote-address' });
      await changeService(serviceId, { throttled: true });
      expect(await sync()).toMatchObject(failedOne);
      expect(await stateOf(serviceId, router.id)).toMatchObject({
        failureDetail: 'profile_address',
      });
      expect(router.sim.rows('ppp/secret')[0]?.['profile']).toBe('own');
    });

    test('is cut even if its profile cannot be copied, or was removed', async () => {
      const { serviceId, login } = await start(gold);
      await changeService(serviceId, { throttled: true });
      await sync();
      router.sim.run('/ppp/profile/remove', { '.id': 'own' });
      await hold(serviceId, 'staff_disabled');
      expect(await sync()).toMatchObject(confirmedOne);
      expect(router.sim.served(login)).toBe('cut');
      expect(router.sim.rows('ppp/secret')[0]?.['disabled']).toBe('true');
    });

    test('leaves the walled garden once paid for, even if its profile cannot be copied', async () => {
      const { serviceId, login } = await start(gold);
      await changeService(serviceId, { throttled: true });
      await sync();
      await hold(serviceId, 'no_credit');
      await sync();
      expect(router.sim.served(login)).toBe('garden');
      router.sim.run('/ppp/profile/remove', { '.id': 'own' });
      await lift(serviceId);
      expect(await sync()).toMatchObject(failedOne);
      router.sim.dial(login, PASSWORD, MAC);
      expect(router.sim.served(login)).toBe('served');
    });

    test('that was removed from the router is reported as missing, and nobody unpaid is served', async () => {
      const { serviceId, login } = await start(gold);
      await hold(serviceId, 'no_credit');
      router.sim.run('/ppp/profile/remove', { '.id': 'own' });
      expect(await sync()).toMatchObject(failedOne);
      expect(await stateOf(serviceId, router.id)).toMatchObject({ failureDetail: 'profile' });
      expect(router.sim.served(login)).not.toBe('served');
      expect(profiles('own')).toEqual([]);
    });

    test('that loses its address later is no longer confirmed', async () => {
      const { serviceId } = await start(gold);
      await hold(serviceId, 'no_credit');
      await sync();
      router.sim.run('/ppp/profile/unset', { '.id': 'own', 'value-name': 'remote-address' });
      await reconcileRouter(job(), { routerId: router.id, isRepairing: true });
      expect(await sync()).toMatchObject(failedOne);
      expect(await stateOf(serviceId, router.id)).toMatchObject({
        failureDetail: 'profile_address',
      });
    });

    test('keeps its session when nothing changes', async () => {
      const { serviceId } = await start(gold);
      await hold(serviceId, 'no_credit');
      await sync();
      const session = () => router.sim.rows('ppp/active')[0]?.['session-id'];
      const before = session();
      await touch(serviceId);
      expect(await sync()).toMatchObject(confirmedOne);
      expect(session()).toBe(before);
      expect((await pushesOf(serviceId)).at(-1)).toMatchObject({ changes: [], sessionsCut: 0 });
    });
  },
);

describe.each(personalities)(
  "on RouterOS %s, a hotspot login on the operator's profile",
  (version) => {
    const { router, sync, profiles, online, start } = anOwnProfile(version, 'hotspot');
    const hour = { 'address-pool': 'own-pool', 'shared-users': '3', 'on-login': ':log info hi' };

    test('is in the walled garden with an address when stopped, and back', async () => {
      const { serviceId, login } = await start(hour);
      const before = profiles('own');
      await hold(serviceId, 'no_credit');
      expect(await sync()).toMatchObject(confirmedOne);
      expect(router.sim.served(login)).toBe('garden');
      expect(online(login)).toMatchObject({
        address: expect.stringMatching(IN_POOL),
        lists: ['isp-stopped'],
      });
      await lift(serviceId);
      await sync();
      expect(router.sim.served(login)).toBe('served');
      expect(profiles('own')).toEqual(before);
    });

    test('is throttled with an address and everything else the profile gives', async () => {
      const { serviceId, login } = await start(hour);
      await changeService(serviceId, { throttled: true });
      expect(await sync()).toMatchObject(confirmedOne);
      expect(online(login)).toMatchObject({
        address: expect.stringMatching(IN_POOL),
        limits: ['512000/1000000'],
      });
      const name = router.sim.rows('ip/hotspot/user')[0]?.['profile'] ?? '';
      expect(profiles(name)).toMatchObject([hour]);
    });

    test('follows the operator’s removal of a pool from the profile', async () => {
      router.sim.run('/ip/pool/add', { name: 'lan', ranges: '10.79.0.10-10.79.0.99' });
      router.sim.run('/ip/hotspot/set', { '.id': 'hotspot1', 'address-pool': 'lan' });
      const { serviceId, login } = await start(hour);
      await hold(serviceId, 'no_credit');
      await sync();
      router.sim.run('/ip/hotspot/user/profile/set', { '.id': 'own', 'address-pool': 'none' });
      await touch(serviceId);
      expect(await sync()).toMatchObject(confirmedOne);
      router.sim.hangUp(login);
      router.sim.plugIn({ kind: 'hotspot', login, password: PASSWORD, mac: MAC });
      expect(online(login)).toMatchObject({
        address: expect.stringMatching(/^10\.79\./),
        lists: ['isp-stopped'],
      });
    });

    test('without an address anywhere is not confirmed', async () => {
      const { serviceId, login } = await start({ 'address-pool': 'none' });
      await hold(serviceId, 'no_credit');
      expect(await sync()).toMatchObject(failedOne);
      expect(await stateOf(serviceId, router.id)).toMatchObject({
        failureDetail: 'profile_address',
      });
      expect(router.sim.served(login)).not.toBe('served');
    });
  },
);
