import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { approveAdoption } from '@/lib/routers/approve-adoption';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { requestSync } from '@/lib/routers/request-sync';
import { syncRouter } from '@/lib/routers/sync-router';
import { undoApply } from '@/lib/routers/undo-apply';
import { findLastApply } from '@/lib/screens/admin/last-apply';
import { getServiceOnRouter } from '@/lib/screens/portal/router-progress';
import {
  anAddress,
  aRouter,
  aService,
  changeService,
  hold,
  job,
  lift,
  personalities,
  pushesOf,
  staff,
  stateOf,
  touch,
  wait,
} from './support';

type Added = Awaited<ReturnType<typeof aService>>;

const HOUR_MS = 3_600_000;

describe.each(personalities)('the last repair on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });
  const repair = () => reconcileRouter(job(), { routerId: router.id, isRepairing: true });
  const undo = () => undoApply(staff(), { routerId: router.id });
  const secretOf = (login: string) =>
    router.sim.rows('ppp/secret').find((row) => row['name'] === login);
  const commentOf = (login: string) => secretOf(login)?.['comment'];
  const byHand = ({ serviceId }: { serviceId: number }) => `isp:${serviceId} port=7`;

  /** Its comment had been changed by hand. */
  async function repairedService() {
    const service = await aService(router.id);
    await sync();
    router.sim.run('/ppp/secret/set', { '.id': service.login, comment: byHand(service) });
    await repair();
    expect(commentOf(service.login)).toBe(`isp:${service.serviceId}`);
    return service;
  }

  test('is undone row by row, and the service stays as restored', async () => {
    const { serviceId, login, customerId } = await repairedService();
    expect(await undo()).toEqual({ kind: 'undone', restored: 1, kept: [] });
    expect(commentOf(login)).toBe(byHand({ serviceId }));
    expect(await sync()).toEqual({ kind: 'clean' });
    expect(await repair()).toMatchObject({ found: [], remaining: [] });
    expect(commentOf(login)).toBe(byHand({ serviceId }));
    const own = { kind: 'subscriber', userId: 9, customerId, sessionId: 's' } as const;
    expect(await getServiceOnRouter({ ...job(), actor: own }, serviceId)).toMatchObject({
      kind: 'activating',
      failure: 'left_as_is',
    });
    expect((await pushesOf(serviceId)).at(-1)).toMatchObject({
      failure: 'left_as_is',
      changes: [`undo /ppp/secret ${login}`],
    });
  });

  test.each([
    [
      'something about the service changes',
      ({ serviceId }: { serviceId: number }) => touch(serviceId),
    ],
    ['staff ask for a sync', () => requestSync(staff(), { routerId: router.id })],
  ])('holds until %s', async (_what, happens) => {
    const service = await repairedService();
    await undo();
    await happens(service);
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1 });
    expect(commentOf(service.login)).toBe(`isp:${service.serviceId}`);
    expect(await stateOf(service.serviceId, router.id)).toMatchObject({ failure: null });
  });

  test('leaves a service its login where it had two, of which one was removed', async () => {
    const { serviceId, login } = await aService(router.id);
    await sync();
    const second = { name: `${login}-2`, password: 'x', comment: `isp:${serviceId}` };
    router.sim.run('/ppp/secret/add', second);
    router.sim.run('/ppp/secret/set', { '.id': login, profile: 'default' });
    await repair();
    expect(await undo()).toMatchObject({ restored: 0 });
    expect(router.sim.rows('ppp/secret')).toMatchObject([{ name: login, disabled: 'false' }]);
    expect(secretOf(login)?.['profile']).not.toBe('default');
    expect(await sync()).toEqual({ kind: 'clean' });
  });

  const listed = () => router.sim.rows('ip/firewall/address-list');

  /** An entry of the walled garden that the repair removed. */
  async function removedFromGarden() {
    const ipv4Address = anAddress();
    const service = await aService(router.id, { ipv4Mode: 'permanent', ipv4Address });
    await sync();
    const comment = `isp:${service.serviceId}`;
    router.sim.run('/ip/firewall/address-list/add', {
      ...{ list: 'isp-stopped', address: ipv4Address, comment },
    });
    await repair();
    expect(listed()).toEqual([]);
    return { ...service, ipv4Address };
  }

  test('walls in no paying service', async () => {
    await removedFromGarden();
    expect(await undo()).toMatchObject({ restored: 0, kept: [{ reason: 'access' }] });
    expect(listed()).toEqual([]);
  });

  test('walls in no service that has changed since', async () => {
    const { serviceId } = await removedFromGarden();
    await hold(serviceId, 'no_credit');
    await sync();
    await lift(serviceId);
    await sync();
    expect(await undo()).toMatchObject({
      restored: 0,
      kept: [{ menu: '/ip/firewall/address-list' }],
    });
    expect(listed()).toEqual([]);
  });

  test('walls in nobody at the address of a removed service', async () => {
    const ipv4Address = anAddress();
    const entry = { list: 'isp-stopped', address: ipv4Address, comment: 'isp:999999' };
    router.sim.run('/ip/firewall/address-list/add', entry);
    await reconcileRouter(job(), { routerId: router.id, isRepairing: false });
    wait(24 * HOUR_MS);
    await repair();
    expect(listed()).toEqual([]);
    await aService(router.id, { ipv4Mode: 'permanent', ipv4Address });
    await sync();
    expect(await undo()).toMatchObject({ restored: 0 });
    expect(listed()).toEqual([]);
  });

  /** Disabled services whose comments were changed by hand. */
  async function repairedServices(count: number) {
    const all = [];
    for (let index = 0; index < count; index += 1) {
      const service = await aService(router.id);
      await hold(service.serviceId, 'staff_disabled');
      all.push(service);
    }
    await sync();
    for (const one of all) {
      router.sim.run('/ppp/secret/set', { '.id': one.login, comment: byHand(one) });
    }
    await repair();
    return all;
  }

  test.each(['lift', 'touch'])(
    'keeps the row of a service with a pending change (%s)',
    async (how) => {
      const [{ serviceId, login }] = (await repairedServices(1)) as [Added];
      await (how === 'lift' ? lift(serviceId) : touch(serviceId));
      expect(await undo()).toMatchObject({ restored: 0, kept: [{ key: login }] });
      await sync();
      expect(secretOf(login)?.['disabled']).toBe(how === 'lift' ? 'false' : 'true');
      expect(await sync()).toEqual({ kind: 'clean' });
    },
  );

  test('never loses a payment that arrives during the undo', async () => {
    const all = await repairedServices(6);
    const [first] = all.toReversed() as [Added];
    router.sim.faults.setBudget({ freeRequests: 0, fastMs: 40, slowMs: 40, recoverAfterMs: 1e9 });
    const undoing = undo();
    while (commentOf(first.login) !== byHand(first)) await pause(2);
    await lift(first.serviceId);
    expect(await undoing).toMatchObject({ restored: 6 });
    router.sim.faults.setBudget(undefined);
    await sync();
    expect(secretOf(first.login)?.['disabled']).toBe('false');
    expect(await sync()).toEqual({ kind: 'clean' });
  });

  test('leaves a row that was changed since', async () => {
    const { serviceId, login } = await repairedService();
    const later = `isp:${serviceId} port=8`;
    router.sim.run('/ppp/secret/set', { '.id': login, comment: later });
    expect(await undo()).toMatchObject({
      restored: 0,
      kept: [{ menu: '/ppp/secret', key: login, reason: 'touched' }],
    });
    expect(commentOf(login)).toBe(later);
  });

  test('can be undone once, within a day, while the router responds', async () => {
    await repairedService();
    await router.sim.setReachable(false);
    expect(await undo()).toEqual({ kind: 'unreachable', failure: 'unreachable' });
    await router.sim.setReachable(true);
    expect(await findLastApply(staff(), router.id)).toMatchObject({
      kind: 'repair',
      rows: [{ kind: 'changed' }],
    });
    await undo();
    await expect(undo()).rejects.toMatchObject({ key: 'router_nothing_to_undo' });
    await repairedService();
    wait(24 * HOUR_MS + 1_000);
    expect(await findLastApply(staff(), router.id)).toBeNull();
    await expect(undo()).rejects.toMatchObject({ key: 'router_nothing_to_undo' });
  });

  test('is undone once when two members of staff undo it at the same time', async () => {
    const { serviceId, login } = await repairedService();
    // A late caller finds the rows already restored, or nothing left to undo.
    const late = (error: unknown) => {
      expect(error).toMatchObject({ key: 'router_nothing_to_undo' });
      return { kind: 'undone', restored: 0 } as const;
    };
    const results = await Promise.all([undo().catch(late), undo().catch(late)]);
    const restored = results.map((result) => (result.kind === 'undone' ? result.restored : -1));
    expect(restored.sort()).toEqual([0, 1]);
    expect(commentOf(login)).toBe(byHand({ serviceId }));
  });

  test('can be undone only with the right', async () => {
    await repairedService();
    const support = { kind: 'staff', userId: 2, role: 'support', sessionId: 's' } as const;
    const ctx = { ...job(), actor: support };
    await expect(undoApply(ctx, { routerId: router.id })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('can be an adoption: the row then loses our tag and is the operator’s again', async () => {
    const { serviceId, login } = await aService(router.id);
    router.sim.run('/ppp/secret/add', { name: login, comment: 'old Anna', profile: 'default' });
    await sync();
    await approveAdoption(staff(), { routerId: router.id, serviceId });
    await sync();
    expect(await findLastApply(staff(), router.id)).toMatchObject({ kind: 'adoption' });
    expect(await undo()).toMatchObject({ restored: 1, kept: [{ key: login, reason: 'access' }] });
    expect(router.sim.rows('ppp/secret')).toMatchObject([
      { name: login, comment: 'old Anna', service: 'pppoe' },
    ]);
    expect(secretOf(login)?.['profile']).not.toBe('default');
    await changeService(serviceId, { macAddresses: ['AA:BB:CC:00:04:04'] });
    expect(await sync()).toMatchObject({ failed: 1 });
    expect(await stateOf(serviceId, router.id)).toMatchObject({ failure: 'conflict' });
  });
});
