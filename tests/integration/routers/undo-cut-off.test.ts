import { describe, expect, test } from 'vitest';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { undoApply } from '@/lib/routers/undo-apply';
import { findLastApply } from '@/lib/screens/admin/last-apply';
import { aRouter, aService, job, personalities, pushesOf, staff, stateOf, wait } from './support';

type Added = Awaited<ReturnType<typeof aService>>;

const HOUR_MS = 3_600_000;

describe.each(personalities)('a repair on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });
  const repair = () => reconcileRouter(job(), { routerId: router.id, isRepairing: true });
  const undo = () => undoApply(staff(), { routerId: router.id });
  const byHand = ({ serviceId }: { serviceId: number }) => `isp:${serviceId} port=7`;
  const isByHand = (one: Added) =>
    router.sim.rows('ppp/secret').find((row) => row['name'] === one.login)?.['comment'] ===
    byHand(one);

  /** Confirmed services whose comments were changed by hand. */
  async function changedByHand(count: number) {
    const all: Added[] = [];
    for (let index = 0; index < count; index += 1) all.push(await aService(router.id));
    while ((await sync()).kind !== 'clean');
    for (const one of all) {
      router.sim.run('/ppp/secret/set', { '.id': one.login, comment: byHand(one) });
    }
    return all;
  }

  test('is undone in full by a second undo when the router is lost during the first', async () => {
    const all = await changedByHand(3);
    await repair();
    const restored = () => all.filter(isByHand).length;
    router.sim.faults.add({ kind: 'drop-before-commit', by: 'rst', on: '/ppp/secret/set', nth: 2 });
    expect(await undo()).toMatchObject({ kind: 'unreachable' });
    router.sim.faults.clear();
    expect(restored()).toBe(1);
    wait(HOUR_MS);
    expect(await repair()).toMatchObject({ found: [] });
    expect(restored()).toBe(1);
    expect(await undo()).toMatchObject({ kind: 'undone', restored: 2 });
    expect(restored()).toBe(3);
    expect(await sync()).toEqual({ kind: 'clean' });
    for (const { serviceId } of all) {
      expect(await stateOf(serviceId, router.id)).toMatchObject({ failure: 'left_as_is' });
      const undone = (await pushesOf(serviceId)).filter((push) => push.failure === 'left_as_is');
      expect(undone).toHaveLength(1);
    }
  });

  test('takes no service from its sync when the router refuses to restore its row', async () => {
    const [{ serviceId, login }] = (await changedByHand(1)) as [Added];
    await repair();
    router.sim.faults.add({
      kind: 'trap',
      messages: ['failure: no'],
      on: '/ppp/secret/set',
      nth: 1,
    });
    expect(await undo()).toMatchObject({ restored: 0, kept: [{ key: login, reason: 'touched' }] });
    router.sim.faults.clear();
    expect(await sync()).toMatchObject({ confirmed: 1 });
    expect(await stateOf(serviceId, router.id)).toMatchObject({ failure: null });
  });

  test('can be undone as far as it got when the router is lost half-way', async () => {
    const all = await changedByHand(25);
    const left = () => all.filter(isByHand).length;
    router.sim.faults.add({
      kind: 'drop-before-commit',
      by: 'rst',
      on: '/ppp/secret/set',
      nth: 24,
    });
    expect(await repair()).toMatchObject({ kind: 'unreachable' });
    router.sim.faults.clear();
    expect(left()).toBeLessThan(25);
    const saved = (await findLastApply(staff(), router.id))?.rows.length ?? 0;
    expect(saved).toBeGreaterThanOrEqual(20);
    expect(await undo()).toMatchObject({ kind: 'undone', restored: saved });
  });
});
