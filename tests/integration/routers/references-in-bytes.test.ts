import { describe, expect, test } from 'vitest';
import { approveAdoption } from '@/lib/routers/approve-adoption';
import { readRouterCounters } from '@/lib/routers/read-router-counters';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { undoApply } from '@/lib/routers/undo-apply';
import { textOf } from '@/stand-ins/routeros/codec';
import {
  aPlan,
  aPool,
  aRouter,
  aService,
  changeService,
  hold,
  job,
  lift,
  PASSWORD,
  personalities,
  staff,
} from './support';

const confirmedOne = { kind: 'synced', confirmed: 1, failed: 0 };

/** A name as a tool of Windows writes it, which is not UTF-8. */
const inLatin1 = (name: string) => textOf(Buffer.from(name, 'latin1'));

const menus = {
  pppoe: { profiles: 'ppp/profile', logins: 'ppp/secret', pool: 'remote-address' },
  hotspot: {
    profiles: 'ip/hotspot/user/profile',
    logins: 'ip/hotspot/user',
    pool: 'address-pool',
  },
} as const;

/** What an operator's profile can refer to by a name of the operator's. */
const references = {
  pppoe: ['interface-list', 'incoming-filter', 'outgoing-filter', 'parent-queue', 'bridge'],
  hotspot: ['parent-queue'],
} as const;

const builds = personalities.flatMap((personality) =>
  (['pppoe', 'hotspot'] as const).map((method) => ({ personality, method })),
);

describe.each(builds)(
  'names that are not UTF-8, $method on RouterOS $personality',
  ({ personality, method }) => {
    const router = aRouter({ personality });
    const menu = menus[method];
    const sync = () => syncRouter(job(), { routerId: router.id });
    const poll = () => readRouterCounters(job(), router.id);
    const login = () => router.sim.rows(menu.logins)[0];
    const profile = (name = login()?.['profile']) =>
      router.sim.rows(menu.profiles).find((row) => row['name'] === name);
    const pool = inLatin1('Peña');

    async function onProfile(name: string, values: Record<string, string> = {}, plan = name) {
      router.sim.run('/ip/pool/add', { name: pool, ranges: '10.77.0.10-10.77.0.99' });
      router.sim.run(`/${menu.profiles}/add`, { name, [menu.pool]: pool, ...values });
      const slow = { slowDownBitsPerSecond: 1_000_000n, slowUpBitsPerSecond: 512_000n };
      const own = await aPlan({ routerProfile: plan, ...slow });
      const service = await aService(router.id, { plan: own, accessMethod: method });
      expect(await sync()).toMatchObject(confirmedOne);
      return service;
    }

    test('of a pool are kept when a service is stopped, which is then in the garden', async () => {
      const { serviceId, login: name } = await onProfile('own');
      const cpe = { login: name, password: PASSWORD, mac: 'AA:BB:CC:00:0B:01' };
      router.sim.plugIn({ ...cpe, kind: method === 'pppoe' ? 'ppp' : 'hotspot' });
      await hold(serviceId, 'no_credit');
      expect(await sync()).toMatchObject(confirmedOne);
      expect(router.sim.served(name)).toBe('garden');
      expect(profile()).toMatchObject({ [menu.pool]: pool, 'address-list': 'isp-stopped' });
      expect(await sync()).toEqual({ kind: 'clean' });
    });

    test.each(references[method])(
      'in %s are kept when a service is throttled',
      async (property) => {
        const value = inLatin1('año');
        const { serviceId } = await onProfile('own', { [property]: value });
        await changeService(serviceId, { throttled: true });
        expect(await sync()).toMatchObject(confirmedOne);
        expect(profile()).toMatchObject({ [property]: value, [menu.pool]: pool });
        expect(profile()?.['name']).not.toBe('own');
      },
    );

    test('of a list are kept when a service is throttled, and followed when only the bytes change', async () => {
      const [given, other] = [inLatin1('año'), 'año'];
      const { serviceId } = await onProfile('own', { 'address-list': given });
      await changeService(serviceId, { throttled: true });
      expect(await sync()).toMatchObject(confirmedOne);
      expect(profile()).toMatchObject({ 'address-list': given });
      router.sim.run(`/${menu.profiles}/set`, { '.id': 'own', 'address-list': other });
      await poll();
      expect(await sync()).toMatchObject(confirmedOne);
      expect(profile()).toMatchObject({ 'address-list': other });
    });

    test('of the plan’s profile serve who pays, also after a stop, and stay confirmed', async () => {
      const own = inLatin1('Área Norte');
      const { serviceId, login: name } = await onProfile(own, {}, 'Área Norte');
      const cpe = { login: name, password: PASSWORD, mac: 'AA:BB:CC:00:0B:02' };
      router.sim.plugIn({ ...cpe, kind: method === 'pppoe' ? 'ppp' : 'hotspot' });
      expect(router.sim.served(name)).toBe('served');
      expect(login()?.['profile']).toBe(own);
      await hold(serviceId, 'no_credit');
      expect(await sync()).toMatchObject(confirmedOne);
      expect(router.sim.served(name)).toBe('garden');
      await lift(serviceId);
      expect(await sync()).toMatchObject(confirmedOne);
      expect(login()?.['profile']).toBe(own);
      await poll();
      expect(await sync()).toEqual({ kind: 'clean' });
      const compared = reconcileRouter(job(), { routerId: router.id, isRepairing: true });
      expect(await compared).toMatchObject({ found: [], remaining: [] });
    });

    test('do not stand in for the plan’s profile if another has its name in UTF-8', async () => {
      const [name, other] = ['Área Norte', inLatin1('Área Norte')];
      router.sim.run(`/${menu.profiles}/add`, { name: other, 'rate-limit': '1M/1M' });
      const { serviceId } = await onProfile(name, { 'address-list': 'norte' });
      router.sim.run(`/${menu.profiles}/set`, { '.id': other, 'address-list': 'other' });
      expect(login()?.['profile']).toBe(name);
      await changeService(serviceId, { throttled: true });
      expect(await sync()).toMatchObject(confirmedOne);
      expect(profile()).toMatchObject({ 'address-list': 'norte' });
    });

    test('of a pool that is also ours are what managed profiles refer to', async () => {
      const { poolId, name, ranges } = await aPool(router.id, `Peña ${method}`);
      router.sim.run('/ip/pool/add', { name: inLatin1(name), ranges });
      const dynamic = { ipv4Mode: 'dynamic', ipv4PoolId: poolId } as const;
      await aService(router.id, { ...dynamic, accessMethod: method });
      expect(await sync()).toMatchObject(confirmedOne);
      expect(profile()).toMatchObject({ [menu.pool]: inLatin1(name) });
      expect(await sync()).toEqual({ kind: 'clean' });
    });

    const comment = inLatin1('casa Muñoz');

    test('in an adopted comment stay as they are, also once the adoption is undone', async () => {
      const { serviceId, login: name } = await aService(router.id, { accessMethod: method });
      router.sim.run(`/${menu.logins}/add`, { name, comment, profile: 'default' });
      await sync();
      await approveAdoption(staff(), { routerId: router.id, serviceId });
      expect(await sync()).toMatchObject(confirmedOne);
      expect(login()).toMatchObject({ comment: `isp:${serviceId} ${comment}` });
      expect(await sync()).toEqual({ kind: 'clean' });
      await undoApply(staff(), { routerId: router.id });
      expect(login()).toMatchObject({ name, comment });
    });
  },
);
