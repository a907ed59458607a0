import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { events } from '@/db/schema/jobs';
import { routers } from '@/db/schema/routers';
import { inTransaction } from '@/db/transaction';
import { markRoutersDirty } from '@/lib/routers/mark-routers-dirty';
import { pollRouter } from '@/lib/routers/poll-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { liftHolds } from '@/lib/services/lift-holds';
import { setHolds } from '@/lib/services/set-holds';
import {
  givenProvider,
  job,
  money,
  onlineSubscriber,
  pay,
  reason,
  running,
  sentence,
  settle,
  stoppedSubscriber,
  twoWeeksPaid,
  type World,
  wait,
} from './support';

beforeAll(() => givenProvider());
afterAll(() => Promise.all(running.map((sim) => sim.close())));

const MINUTE_MS = 60_000;

async function eventCount(name: string, { serviceId }: World): Promise<number> {
  const rows = await getDb().select().from(events).where(eq(events.name, name));
  return rows.filter((row) => (row.data as { serviceId?: number }).serviceId === serviceId).length;
}

async function dirtyEvents({ routerId }: World): Promise<number> {
  const rows = await getDb().select().from(events).where(eq(events.name, 'router/dirty'));
  return rows.filter((row) => (row.data as { routerId?: number }).routerId === routerId).length;
}

async function failuresOf({ routerId }: World): Promise<number> {
  const [row] = await getDb().select().from(routers).where(eq(routers.id, routerId));
  return row?.failureCount ?? 0;
}

describe('a router that is away for two hours', () => {
  test('keeps the payment and the reason, is retried rarely, and serves as soon as it is back', async () => {
    const world = await stoppedSubscriber();
    const { sim, routerId, login } = world;
    await sim.setReachable(false);
    await pay(world);
    const toldBefore = await eventCount('service/router.confirmed', world);
    await syncRouter(job(), { routerId });
    for (let minute = 0; minute < 120; minute += 5) {
      expect(await sentence(world)).toBe(reason('unreachable'));
      await markRoutersDirty(job());
      // Every change emits a request; only routers whose retry is due are called.
      await syncRouter(job(), { routerId });
      await syncRouter(job(), { routerId });
      wait(5 * MINUTE_MS);
    }
    expect(await failuresOf(world)).toBeLessThanOrEqual(25);
    expect(await money(world)).toEqual(twoWeeksPaid);
    expect(await eventCount('service/router.failed', world)).toBe(1);

    await sim.setReachable(true);
    const asked = await dirtyEvents(world);
    await pollRouter(job(), { routerId });
    // The poll found it reachable again, so waiting subscribers are served before the next sweep.
    expect(await dirtyEvents(world)).toBe(asked + 1);
    expect(await syncRouter(job(), { routerId })).toMatchObject({ kind: 'synced', confirmed: 1 });
    expect(sim.served(login)).toBe('served');
    expect(await sentence(world)).toBe('ready');
    expect(await eventCount('service/router.confirmed', world)).toBe(toldBefore + 1);
    expect(await money(world)).toEqual(twoWeeksPaid);
  });
});

describe('routers that stall, hang up or reject the login', () => {
  test('each show a reason, are retried later, and delay no other router', async () => {
    const [stalling, cutting, refusing, healthy] = [
      await stoppedSubscriber(),
      await stoppedSubscriber(),
      await stoppedSubscriber(),
      await stoppedSubscriber(),
    ];
    stalling.sim.faults.add({ kind: 'silent', on: '/login' });
    cutting.sim.faults.add({ kind: 'drop-mid-reply', by: 'rst' });
    refusing.sim.faults.add({ kind: 'reject-login' });
    const finished: World[] = [];
    const worlds = [stalling, cutting, refusing, healthy];
    for (const world of worlds) await pay(world);
    await Promise.all(
      worlds.map(async (world) => {
        await syncRouter(job(), { routerId: world.routerId });
        finished.push(world);
      }),
    );
    expect(finished.at(-1)).toBe(stalling);
    // Nothing waits for it until its next attempt is due.
    expect(await syncRouter(job(), { routerId: stalling.routerId })).toMatchObject({
      kind: 'waiting',
      failure: 'timed_out',
    });
    expect(await Promise.all(worlds.map(sentence))).toEqual([
      reason('timed_out'),
      reason('unreachable'),
      reason('login_refused'),
      'ready',
    ]);
    for (const world of worlds) {
      world.sim.faults.clear();
      await settle(world);
      expect(world.sim.served(world.login)).toBe('served');
      expect(await sentence(world)).toBe('ready');
      expect(await money(world)).toEqual(twoWeeksPaid);
    }
  });
});

describe('stop and activate in quick succession', () => {
  test('end in the last requested state, whatever the order of the pushes, and drop no session', async () => {
    const world = await onlineSubscriber();
    const { sim, routerId, serviceId, login } = world;
    const [session] = sim.rows('ppp/active');
    sim.faults.add({ kind: 'latency', ms: 5, jitterMs: 10 });
    const which = { serviceIds: [serviceId], reason: 'staff_stopped' } as const;
    const stop = () => inTransaction(job(), (ctx) => setHolds(ctx, which));
    const activate = () => inTransaction(job(), (ctx) => liftHolds(ctx, which));
    const pushes: Promise<unknown>[] = [];
    for (const act of [stop, activate, stop, activate, stop, activate]) {
      await act();
      pushes.push(syncRouter(job(), { routerId }), syncRouter(job(), { routerId }));
    }
    await Promise.all(pushes);
    await settle(world);
    expect(sim.served(login)).toBe('served');
    expect(sim.rows('ppp/active')).toMatchObject([{ 'session-id': session?.['session-id'] }]);
    expect(await sentence(world)).toBe('ready');
    await stop();
    await settle(world);
    expect(sim.served(login)).toBe('garden');
    sim.assertQuiet();
  });
});
