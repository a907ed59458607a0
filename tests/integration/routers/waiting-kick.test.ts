import { afterEach, describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { routerKicks } from '@/db/schema/routers';
import { kickSession } from '@/lib/routers/kick-session';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { requestKick } from '@/lib/routers/request-kick';
import { syncRouter } from '@/lib/routers/sync-router';
import { joinProcesses, leaseOfTheDead, partProcesses, slow, until } from './processes';
import { aPlan, aPool, aRouter, aService, hold, job, lift, PASSWORD, staff, wait } from './support';

const router = aRouter({ personality: '7.23' });
afterEach(joinProcesses);

const sync = () => syncRouter(job(), { routerId: router.id });

function disabled(): number {
  return router.sim.rows('ppp/secret').filter((row) => row['disabled'] === 'true').length;
}

async function servedServices(count: number) {
  const plan = await aPlan();
  const { poolId } = await aPool(router.id);
  const all = [];
  for (let index = 0; index < count; index += 1) {
    all.push(await aService(router.id, { plan, ipv4Mode: 'dynamic', ipv4PoolId: poolId }));
  }
  for (;;) {
    const result = await sync();
    if (result.kind !== 'synced' || !result.more) return all;
  }
}

describe('a request by staff to end a session during work on the router', {
  timeout: 120_000,
}, () => {
  const sessionOf = (login: string) =>
    router.sim.rows('ppp/active').find((row) => row['name'] === login)?.['session-id'];

  function pass(ms: number): void {
    router.sim.advance(ms);
    wait(ms);
  }

  async function onlineAmong(count: number) {
    const [one, ...others] = await servedServices(count);
    if (one === undefined) throw new Error('no services');
    router.sim.dial(one.login, PASSWORD, 'AA:BB:CC:00:09:01');
    pass(60_000);
    router.sim.clearTranscript();
    return { ...one, session: sessionOf(one.login), others };
  }

  test('comes after paying services and before those to be cut', async () => {
    const { serviceId, login, others } = await onlineAmong(3);
    const [payer, cut] = others;
    await hold(payer?.serviceId ?? 0, 'staff_disabled');
    await sync();
    await lift(payer?.serviceId ?? 0);
    await hold(cut?.serviceId ?? 0, 'staff_disabled');
    const secretId = (of: string | undefined) =>
      router.sim.rows('ppp/secret').find((row) => row['name'] === of)?.['.id'];
    const names = new Map([
      [secretId(payer?.login), 'payer'],
      [secretId(cut?.login), 'cut'],
      [router.sim.rows('ppp/active').find((row) => row['name'] === login)?.['.id'], 'kick'],
    ]);
    router.sim.clearTranscript();
    await requestKick(staff(), { serviceId });
    await sync();
    const writes = router.sim
      .transcript()
      .filter(
        ({ direction, words }) => direction === 'in' && /\/(set|remove)$/.test(words[0] ?? ''),
      )
      .map(({ words }) => names.get(words.find((word) => word.startsWith('=.id='))?.slice(5)));
    expect(writes).toEqual(['payer', 'kick', 'cut']);
  });

  test('does not wait for the end of a long sync or for another process', async () => {
    const { serviceId, login, session, others } = await onlineAmong(60);
    for (const other of others) await hold(other.serviceId, 'staff_disabled');
    router.sim.faults.setBudget(slow);
    const run = sync();
    await until(() => disabled() > 0);
    const asked = staff();
    await requestKick(asked, { serviceId });
    partProcesses();
    const kick = { routerId: router.id, serviceId, askedAt: asked.now };
    await until(() => sessionOf(login) !== session);
    expect(disabled()).toBeLessThan(others.length);
    router.sim.faults.setBudget(undefined);
    await run;
    const after = sessionOf(login);
    expect(after).toBeDefined();
    expect(await kickSession(job(), kick)).toEqual({ kind: 'newer' });
    expect(sessionOf(login)).toBe(after);
  });

  test('does not wait for the end of a comparison, and does not affect its result', async () => {
    const { serviceId, login, session } = await onlineAmong(3);
    router.sim.faults.add({ kind: 'latency', ms: 2_000, on: '/ip/hotspot/user/print', nth: 1 });
    router.sim.faults.add({ kind: 'latency', ms: 2_000, on: '/ip/route/print', nth: 1 });
    const ask = { routerId: router.id, isRepairing: false };
    let isOver = false;
    const compared = reconcileRouter(job(), ask).finally(() => {
      isOver = true;
    });
    await until(() =>
      router.sim.transcript().some(({ words }) => words[0] === '/ip/hotspot/user/print'),
    );
    await requestKick(staff(), { serviceId });
    await until(() => sessionOf(login) !== session);
    expect(isOver).toBe(false);
    expect(await compared).toMatchObject({ kind: 'reconciled', found: [] });
  });

  test('is reported as done when another process did it, and as waiting otherwise', async () => {
    const { serviceId, others } = await onlineAmong(2);
    const asked = staff();
    await requestKick(asked, { serviceId });
    const kick = { routerId: router.id, serviceId, askedAt: asked.now };
    await leaseOfTheDead(router.id, '1 hour');
    expect(await kickSession(job(), kick)).toEqual({ kind: 'busy' });
    await leaseOfTheDead(router.id, '0 seconds');
    await hold(others[0]?.serviceId ?? 0, 'staff_disabled');
    expect(await sync()).toMatchObject({ kind: 'synced' });
    await leaseOfTheDead(router.id, '1 hour');
    expect(await kickSession(job(), kick)).toEqual({ kind: 'done' });
  });

  test('about a removed service, or one whose router refuses, blocks no other work', async () => {
    const { serviceId, others } = await onlineAmong(2);
    await requestKick(staff(), { serviceId });
    const askedAt = job().now;
    await getDb().insert(routerKicks).values({ routerId: router.id, serviceId: 999_999, askedAt });
    const trap = { kind: 'trap', messages: ['failure: not now'] } as const;
    router.sim.faults.add({ ...trap, on: '/ppp/active/remove' });
    await hold(others[0]?.serviceId ?? 0, 'staff_disabled');
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1, failed: 0, more: false });
    const left = await getDb().select().from(routerKicks);
    expect(left.filter((row) => row.routerId === router.id)).toMatchObject([{ serviceId }]);
  });

  test('is not confused with a later request', async () => {
    const { serviceId, login, session, others } = await onlineAmong(2);
    const first = staff();
    await requestKick(first, { serviceId });
    const kick = { routerId: router.id, serviceId, askedAt: first.now };
    expect(await kickSession(job(), kick)).toEqual({ kind: 'kicked', sessions: 1 });
    const second = sessionOf(login);
    expect(second).not.toBe(session);
    pass(60_000);
    await requestKick(staff(), { serviceId });
    // Redelivery of the first request takes nothing away from the second.
    await kickSession(job(), kick);
    await hold(others[0]?.serviceId ?? 0, 'staff_disabled');
    await sync();
    expect(sessionOf(login)).not.toBe(second);
  });
});
