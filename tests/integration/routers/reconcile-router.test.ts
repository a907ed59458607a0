import { describe, expect, test } from 'vitest';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { syncRouter } from '@/lib/routers/sync-router';
import {
  aRouter,
  aService,
  changeService,
  endedOn,
  job,
  PASSWORD,
  personalities,
  wait,
} from './support';

const DAY_MS = 24 * 3_600_000;

describe.each(personalities)('a reconcile on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const look = () => reconcileRouter(job(), { routerId: router.id, isRepairing: false });
  const repair = () => reconcileRouter(job(), { routerId: router.id, isRepairing: true });

  async function syncedService() {
    const service = await aService(router.id);
    await syncRouter(job(), { routerId: router.id });
    return service;
  }

  test('of a router in its desired state finds nothing', async () => {
    await syncedService();
    expect(await look()).toMatchObject({ kind: 'reconciled', services: 1, found: [] });
  });

  test('reports without touching, and repairs when asked to', async () => {
    const kept = await syncedService();
    const lost = await syncedService();
    router.sim.run('/ppp/secret/set', {
      '.id': kept.login,
      profile: 'default',
      comment: `isp:${kept.serviceId} VIP`,
    });
    router.sim.run('/ppp/secret/remove', { '.id': lost.login });
    const report = await look();
    expect(report).toMatchObject({
      found: expect.arrayContaining([
        expect.objectContaining({
          kind: 'changed',
          serviceId: kept.serviceId,
          differences: [expect.objectContaining({ property: 'profile', found: 'default' })],
        }),
        expect.objectContaining({ kind: 'missing', serviceId: lost.serviceId }),
      ]),
    });
    expect(router.sim.rows('ppp/secret')).toMatchObject([{ profile: 'default' }]);
    expect(await repair()).toMatchObject({ remaining: [] });
    expect(router.sim.rows('ppp/secret')).toHaveLength(2);
    const secret = router.sim.rows('ppp/secret').find((row) => row['name'] === kept.login);
    expect(secret).toMatchObject({ comment: `isp:${kept.serviceId} VIP` });
    expect(secret?.['profile']).not.toBe('default');
  });

  test('notices a password changed by hand', async () => {
    const { serviceId, login } = await syncedService();
    router.sim.run('/ppp/secret/set', { '.id': login, password: 'other' });
    expect(await look()).toMatchObject({
      found: [{ serviceId, differences: [{ property: 'password', found: '*****' }] }],
    });
    expect(await repair()).toMatchObject({ remaining: [] });
  });

  test.each([
    ['ppp/secret', 'ppp/active', 'ppp', 'remote-address'],
    ['ip/hotspot/user', 'ip/hotspot/active', 'hotspot', 'address'],
  ] as const)('ends sessions under a leftover login in %s', async (menu, active, kind, at) => {
    await aService(router.id);
    await syncRouter(job(), { routerId: router.id });
    const left = { name: 'left-over', password: PASSWORD, comment: 'isp:999999' };
    router.sim.run(`/${menu}/add`, { ...left, [at]: '10.66.0.9' });
    const cpe = { kind, login: left.name, password: PASSWORD, mac: 'AA:BB:CC:00:0B:01' };
    router.sim.plugIn(cpe);
    await reconcileRouter(job(), { routerId: router.id, isRepairing: true });
    expect(router.sim.rows(active)).toHaveLength(1);
    wait(24 * 3_600_000);
    await reconcileRouter(job(), { routerId: router.id, isRepairing: true });
    expect(router.sim.rows(menu).filter((row) => row['name'] === left.name)).toEqual([]);
    expect(router.sim.rows(active)).toEqual([]);
    expect(await endedOn(router.id)).toMatchObject([{ login: left.name, isWelcome: false }]);
  });

  test.each([
    ['ppp/secret', 'ppp/active', 'ppp', 'set'],
    ['ppp/secret', 'ppp/active', 'ppp', 'remove'],
    ['ip/hotspot/user', 'ip/hotspot/active', 'hotspot', 'set'],
    ['ip/hotspot/user', 'ip/hotspot/active', 'hotspot', 'remove'],
  ] as const)(
    'ends the session of a leftover in %s (%s, %s) even if the connection breaks at its %s',
    async (menu, active, kind, command) => {
      await syncedService();
      const left = { name: 'left-over', password: PASSWORD, comment: 'isp:999999' };
      const at = kind === 'ppp' ? 'remote-address' : 'address';
      router.sim.run(`/${menu}/add`, { ...left, [at]: '10.66.0.8' });
      const cpe = { kind, login: left.name, password: PASSWORD, mac: 'AA:BB:CC:00:0B:04' };
      router.sim.plugIn({ ...cpe, redial: 'never' });
      await repair();
      expect(router.sim.rows(active)).toHaveLength(1);
      wait(DAY_MS);
      const lost = { kind: 'commit-then-drop', by: 'rst', nth: 1 } as const;
      router.sim.faults.add({ ...lost, on: `/${menu}/${command}` });
      expect(await repair()).toMatchObject({ kind: 'unreachable' });
      wait(DAY_MS);
      await repair();
      expect(router.sim.rows(active)).toEqual([]);
      expect(router.sim.rows(menu).filter((row) => row['name'] === left.name)).toEqual([]);
    },
  );

  test('removes a leftover of ours only after a day, and a foreign row never', async () => {
    await syncedService();
    router.sim.run('/ppp/secret/add', { name: 'leftover', comment: 'isp:999999' });
    router.sim.run('/ppp/secret/add', { name: 'theirs', comment: 'not yours' });
    expect(await repair()).toMatchObject({
      remaining: [{ kind: 'orphan', key: 'leftover', serviceId: 999_999 }],
    });
    wait(DAY_MS);
    expect(await repair()).toMatchObject({ remaining: [] });
    expect(router.sim.rows('ppp/secret').map((row) => row['name'])).toContain('theirs');
    expect(router.sim.rows('ppp/secret').map((row) => row['name'])).not.toContain('leftover');
  });

  test('leaves due services to the sync', async () => {
    const { serviceId } = await syncedService();
    await changeService(serviceId, { archivedAt: new Date(0) });
    expect(await repair()).toMatchObject({ found: [], remaining: [] });
    expect(router.sim.rows('ppp/secret')).toHaveLength(1);
  });
});
