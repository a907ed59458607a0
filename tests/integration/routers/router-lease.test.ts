import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { kickSession } from '@/lib/routers/kick-session';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { requestKick } from '@/lib/routers/request-kick';
import { syncRouter } from '@/lib/routers/sync-router';
import { undoApply } from '@/lib/routers/undo-apply';
import { inTurn } from '@/lib/routers/with-router';
import { workOnRouter } from '@/lib/routers/work-on-router';
import { joinProcesses, leaseOfTheDead, partProcesses, slow, until } from './processes';
import { aPlan, aPool, aRouter, aService, hold, job, lift, routerRow, staff } from './support';

const router = aRouter({ personality: '7.23' });
afterEach(joinProcesses);
const sync = () => syncRouter(job(), { routerId: router.id });

async function servedServices(count: number) {
  const plan = await aPlan();
  const all = [];
  for (let index = 0; index < count; index += 1) {
    all.push(await aService(router.id, { plan }));
  }
  for (;;) {
    const result = await sync();
    if (result.kind !== 'synced' || !result.more) return all;
  }
}

async function stoppedAll(count: number) {
  const all = await servedServices(count);
  for (const { serviceId } of all) await hold(serviceId, 'staff_disabled');
  router.sim.clearTranscript();
  router.sim.faults.setBudget(slow);
  return all;
}

function writes() {
  return router.sim
    .transcript()
    .filter(
      ({ direction, words }) => direction === 'in' && /\/(add|set|remove)$/.test(words[0] ?? ''),
    );
}

function disabled(): number {
  return router.sim.rows('ppp/secret').filter((row) => row['disabled'] === 'true').length;
}

describe('the lease of a router', () => {
  test('that is taken over during the check before a write lets nothing be written', async () => {
    const target = await routerRow(router.id);
    const result = await workOnRouter(target, (connection) =>
      connection.add('/ip/pool', { name: 'late', ranges: '10.9.0.1' }, async () => {
        await leaseOfTheDead(router.id, '10 minutes');
        // A slow response: the lease that was fresh before it has expired.
        await pause(2_500);
      }),
    );
    expect(result).toEqual({ kind: 'busy' });
    expect(router.sim.rows('ip/pool')).toEqual([]);
  });

  test('that had to be renewed during the check before a write repeats the check', async () => {
    const target = await routerRow(router.id);
    const asked: number[] = [];
    await workOnRouter(target, async (connection) => {
      await connection.add('/ip/pool', { name: 'one', ranges: '10.9.0.1' }, async () => {
        asked.push(1);
        if (asked.length === 1) await pause(2_500);
      });
    });
    expect(asked).toHaveLength(2);
    expect(router.sim.rows('ip/pool')).toHaveLength(1);
  });

  test('keeps a second process away while the first one writes', async () => {
    await stoppedAll(40);
    const first = sync();
    await until(() => writes().length > 0);
    partProcesses();
    expect(await sync()).toEqual({ kind: 'busy' });
    expect(await first).toMatchObject({ kind: 'synced', confirmed: 40 });
    expect(new Set(writes().map(({ connection }) => connection)).size).toBe(1);
    expect(await sync()).toEqual({ kind: 'clean' });
  });

  test('lets one of two that start together do all of the work', async () => {
    await stoppedAll(40);
    partProcesses();
    const kinds = (await Promise.all([sync(), sync()])).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['busy', 'synced']);
    expect(new Set(writes().map(({ connection }) => connection)).size).toBe(1);
    expect(disabled()).toBe(40);
  });

  test('of a process that died is taken over once it has expired, and not before', async () => {
    const [service] = await servedServices(1);
    await hold(service?.serviceId ?? 0, 'staff_disabled');
    await leaseOfTheDead(router.id, '1 second');
    expect(await sync()).toEqual({ kind: 'busy' });
    expect(disabled()).toBe(0);
    for (let result = await sync(); result.kind === 'busy'; result = await sync()) await pause(50);
    expect(disabled()).toBe(1);
    expect(await sync()).toEqual({ kind: 'clean' });
  });

  test('of a process that died with its clock far ahead is taken over when it is not renewed', async () => {
    const [service] = await servedServices(1);
    await hold(service?.serviceId ?? 0, 'staff_disabled');
    await leaseOfTheDead(router.id, '1 day');
    expect(await sync()).toEqual({ kind: 'busy' });
    const now = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 30_000);
    await leaseOfTheDead(router.id, '25 hours');
    expect(await sync()).toEqual({ kind: 'busy' });
    clock.mockImplementation(() => now() + 60_000);
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1 });
    clock.mockRestore();
    expect(disabled()).toBe(1);
  });

  test('delays a comparison no longer than it says, also within one process', async () => {
    let leave = () => {};
    const others = inTurn(router.id, () => new Promise<void>((resolve) => (leave = resolve)));
    const routerId = router.id;
    const comparison = reconcileRouter(job(), { routerId, isRepairing: true });
    // The others stay connected, so that they cannot be what ends the wait.
    const tooLong = pause(60_000, 'waits on', { ref: false });
    expect(await Promise.race([comparison, tooLong])).toEqual({ kind: 'busy' });
    leave();
    await others;
    expect(await sync()).toEqual({ kind: 'clean' });
  });

  test('that was lost stops its holder’s writes, and nothing is forgotten', async () => {
    await stoppedAll(150);
    const run = sync();
    await until(() => disabled() > 0);
    await leaseOfTheDead(router.id, '1 hour');
    const result = await run;
    expect(result.kind === 'busy' || (result.kind === 'synced' && result.more)).toBe(true);
    const reached = disabled();
    expect(reached).toBeLessThan(150);
    expect(await sync()).toEqual({ kind: 'busy' });
    expect(disabled()).toBe(reached);
    await leaseOfTheDead(router.id, '0 seconds');
    router.sim.faults.setBudget(undefined);
    expect(await sync()).toMatchObject({ kind: 'synced', more: false });
    expect(disabled()).toBe(150);
  });

  test('that was lost while a write was queued keeps it from being sent', async () => {
    await aPool(router.id);
    await stoppedAll(2);
    // So late that only one command at a time is on the wire when the first stop goes out.
    router.sim.faults.setBudget(undefined);
    router.sim.faults.add({ kind: 'latency', ms: 4_000, on: '/ppp/secret/set', nth: 1 });
    router.sim.faults.add({ kind: 'latency', ms: 300, on: /^(?!\/login)/ });
    const run = sync();
    await until(() => writes().length > 0);
    await leaseOfTheDead(router.id, '1 hour');
    expect(await run).toEqual({ kind: 'busy' });
    expect(writes()).toHaveLength(1);
  });

  test('limits everything that can cut to one process, while others report that they wait', async () => {
    const [service] = await servedServices(1);
    const { serviceId = 0 } = service ?? {};
    await leaseOfTheDead(router.id, '1 hour');
    router.sim.clearTranscript();
    const routerId = router.id;
    const asked = staff();
    await requestKick(asked, { serviceId });
    const kick = { routerId, serviceId, askedAt: asked.now };
    const [kicked, compared] = await Promise.all([
      kickSession(job(), kick),
      reconcileRouter(job(), { routerId, isRepairing: true }),
    ]);
    expect([kicked, compared]).toEqual([{ kind: 'busy' }, { kind: 'busy' }]);
    await expect(undoApply(staff(), { routerId })).rejects.toMatchObject({ code: 'invalid-state' });
    expect(writes()).toEqual([]);
  });
});

describe('a repair in one process and a payment in another', () => {
  test('end with the paying service served: stale data of the repair is not written', async () => {
    const all = await servedServices(40);
    const payer = all.at(-1);
    if (payer === undefined) throw new Error('no services');
    for (const { serviceId } of all) await hold(serviceId, 'staff_disabled');
    await sync();
    // Enabled by hand; the repair will disable them again.
    for (const { '.id': id = '' } of router.sim.rows('ppp/secret')) {
      router.sim.run('/ppp/secret/set', { '.id': id, disabled: 'no' });
    }
    expect(disabled()).toBe(0);
    router.sim.faults.setBudget(slow);
    const repair = reconcileRouter(job(), { routerId: router.id, isRepairing: true });
    await until(() => disabled() > 0);
    await lift(payer.serviceId);
    partProcesses();
    expect(await sync()).toEqual({ kind: 'busy' });
    expect(await repair).toMatchObject({ kind: 'reconciled', remaining: [] });
    const secret = router.sim.rows('ppp/secret').find((row) => row['name'] === payer.login);
    expect(secret?.['disabled']).toBe('false');
    expect(disabled()).toBe(39);
    expect(await sync()).toEqual({ kind: 'clean' });
  });
});
