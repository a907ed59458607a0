import { setTimeout as pause } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { events } from '@/db/schema/jobs';
import { services } from '@/db/schema/services';
import { recheckSessions } from '@/lib/routers/recheck-sessions';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { syncRouter } from '@/lib/routers/sync-router';
import {
  aPlan,
  aPool,
  aRouter,
  aService,
  changeService,
  endedOn,
  hold,
  holdAll,
  job,
  lift,
  PASSWORD,
  severalServices,
  stateOf,
  wait,
} from './support';

const STOPS = 150;
/** Slow from the first request on, like a small router under the load of a month's first day. */
const slow = { freeRequests: 0, fastMs: 5, slowMs: 5, recoverAfterMs: 1e9 };

const router = aRouter({ personality: '7.23' });
const routerId = () => router.id;

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('it never happened');
    await pause(25);
  }
}

/** Does what `sync-router` does until nothing is due. */
async function runToTheEnd(): Promise<void> {
  for (;;) {
    const result = await syncRouter(job(), { routerId: routerId() });
    if (result.kind !== 'synced' || !result.more) return;
  }
}

async function onlineServices(count: number) {
  const { poolId } = await aPool(routerId());
  const plan = await aPlan();
  const pooled = { plan, ipv4Mode: 'dynamic', ipv4PoolId: poolId } as const;
  const online = await severalServices(routerId(), count, pooled);
  await runToTheEnd();
  online.forEach(({ login }, index) => {
    const mac = `AA:BB:CC:00:${Math.floor(index / 100) + 10}:${(index % 100).toString().padStart(2, '0')}`;
    router.sim.dial(login, PASSWORD, mac);
  });
  return online;
}

function sessionOf(login: string): string | undefined {
  return router.sim.rows('ppp/active').find((row) => row['name'] === login)?.['session-id'];
}

function walled(): string[] {
  return router.sim
    .rows('ppp/secret')
    .filter((row) => row['profile']?.startsWith('isp-stopped'))
    .map((row) => row['name'] ?? '');
}

async function isConfirmed(serviceId: number): Promise<boolean> {
  const state = await stateOf(serviceId, routerId());
  const [row] = await getDb()
    .select({ version: services.desiredVersion })
    .from(services)
    .where(eq(services.id, serviceId));
  return state !== undefined && state.appliedVersion === row?.version;
}

/** Announcements that sessions of this service ended. */
async function endedOf(serviceId: number) {
  const rows = await getDb().select().from(events).where(eq(events.name, 'router/sessions.ended'));
  return rows
    .flatMap(({ data }) => (data as { ended: { serviceId: number }[] }).ended)
    .filter((cut) => cut.serviceId === serviceId);
}

/** Writes to a login's secret since the transcript was cleared. */
function writesTo(login: string) {
  const id = router.sim.rows('ppp/secret').find((row) => row['name'] === login)?.['.id'];
  return router.sim
    .transcript()
    .filter(({ words }) => words[0] === '/ppp/secret/set' && words.includes(`=.id=${id}`));
}

describe('a router with 150 services to stop', () => {
  test('never cuts services that pay before their turn, and confirms them long before the end', async () => {
    const all = await onlineServices(STOPS);
    const payer = all.at(-1);
    if (payer === undefined) throw new Error('no services');
    const session = sessionOf(payer.login);
    await holdAll(all, 'no_credit');
    router.sim.faults.setBudget(slow);
    const run = runToTheEnd();
    await until(() => walled().length > 0);
    await lift(payer.serviceId);
    router.sim.clearTranscript();
    await until(() => isConfirmed(payer.serviceId));
    expect(walled().length).toBeLessThan(STOPS / 2);
    router.sim.faults.setBudget(undefined);
    await run;
    expect(walled()).toHaveLength(STOPS - 1);
    expect(sessionOf(payer.login)).toBe(session);
    expect(writesTo(payer.login)).toEqual([]);
    router.sim.assertQuiet();
  });

  test('restores services that were stopped first and pay, long before the end', async () => {
    const all = await onlineServices(STOPS);
    const [payer] = all;
    if (payer === undefined) throw new Error('no services');
    await holdAll(all, 'no_credit');
    router.sim.faults.setBudget(slow);
    const run = runToTheEnd();
    await until(async () => walled().includes(payer.login) && isConfirmed(payer.serviceId));
    await lift(payer.serviceId);
    await until(() => isConfirmed(payer.serviceId));
    expect(walled().length).toBeLessThan(STOPS / 2);
    expect(router.sim.served(payer.login)).toBe('served');
    const session = sessionOf(payer.login);
    router.sim.faults.setBudget(undefined);
    await run;
    expect(sessionOf(payer.login)).toBe(session);
  });
});

describe('a service that changes during work on its router', () => {
  test('between the plan and its turn is not cut by a repair', async () => {
    const all = await onlineServices(60);
    const payer = all.at(-1);
    if (payer === undefined) throw new Error('no services');
    await holdAll(all, 'no_credit');
    await runToTheEnd();
    // All of them were enabled again by hand; a repair will wall them in.
    for (const { '.id': id = '' } of router.sim.rows('ppp/secret')) {
      router.sim.run('/ppp/secret/set', { '.id': id, profile: 'default' });
    }
    expect(walled()).toEqual([]);
    router.sim.faults.setBudget(slow);
    const repair = reconcileRouter(job(), { routerId: routerId(), isRepairing: true });
    await until(() => walled().length > 0);
    await lift(payer.serviceId);
    router.sim.clearTranscript();
    await until(() => isConfirmed(payer.serviceId));
    expect(walled().length).toBeLessThan(60);
    expect(await repair).toMatchObject({ kind: 'reconciled', remaining: [] });
    expect(walled()).toHaveLength(59);
    const words = writesTo(payer.login).flatMap((entry) => entry.words);
    expect(words.filter((word) => word.startsWith('=profile=isp-stopped'))).toEqual([]);
    expect(router.sim.served(payer.login)).toBe('served');
  });

  test('is not kicked by a look at ended sessions that was planned before it paid', async () => {
    const all = await onlineServices(20);
    const payer = all.at(-1);
    if (payer === undefined) throw new Error('no services');
    await holdAll(all, 'staff_disabled');
    await syncRouter(job(), { routerId: routerId() });
    const ended = await endedOn(routerId());
    expect(ended).toHaveLength(20);
    router.sim.faults.setBudget(slow);
    router.sim.clearTranscript();
    const recheck = recheckSessions(job(), { routerId: routerId(), ended });
    await until(() =>
      router.sim.transcript().some(({ words }) => words[0] === '/ppp/active/print'),
    );
    await lift(payer.serviceId);
    expect(await recheck).toEqual({ kind: 'rechecked', cutAgain: 0 });
    expect(await isConfirmed(payer.serviceId)).toBe(true);
    router.sim.dial(payer.login, PASSWORD, 'AA:BB:CC:00:99:99');
    expect(router.sim.served(payer.login)).toBe('served');
  });

  test('between planning and sending a write is not stopped', async () => {
    const [one, other] = await onlineServices(2);
    if (one === undefined || other === undefined) throw new Error('no services');
    const sessions = [sessionOf(one.login), sessionOf(other.login)];
    for (const { serviceId } of [one, other]) await hold(serviceId, 'no_credit');
    // So late that only one command at a time is on the wire when the first stop goes out.
    router.sim.faults.add({ kind: 'latency', ms: 3_000, on: '/ppp/secret/set', nth: 1 });
    router.sim.faults.add({ kind: 'latency', ms: 300, on: /^(?!\/login)/ });
    router.sim.clearTranscript();
    const run = syncRouter(job(), { routerId: routerId() });
    const isStopping = ({ login }: { login: string }) => writesTo(login).length > 0;
    await until(() => isStopping(one) || isStopping(other));
    const payer = isStopping(one) ? other : one;
    await lift(payer.serviceId);
    await run;
    router.sim.faults.clear();
    await runToTheEnd();
    expect(writesTo(payer.login)).toEqual([]);
    expect(walled()).toEqual([payer === one ? other.login : one.login]);
    expect(sessionOf(payer.login)).toBe(sessions[payer === one ? 0 : 1]);
    expect(await isConfirmed(payer.serviceId)).toBe(true);
  });

  test('is served while a comparison reads the router, counts as no difference, and is compared again', async () => {
    const all = await onlineServices(3);
    const [payer] = all;
    if (payer === undefined) throw new Error('no services');
    await hold(payer.serviceId, 'no_credit');
    await runToTheEnd();
    expect(walled()).toEqual([payer.login]);
    const before = (await endedOf(payer.serviceId)).length;
    router.sim.clearTranscript();
    router.sim.faults.add({ kind: 'latency', ms: 1_500, on: '/ip/hotspot/user/print', nth: 1 });
    const compared = reconcileRouter(job(), { routerId: routerId(), isRepairing: false });
    await until(() =>
      router.sim.transcript().some(({ words }) => words[0] === '/ip/hotspot/user/print'),
    );
    await lift(payer.serviceId);
    expect(await compared).toMatchObject({ kind: 'reconciled', found: [] });
    expect(await isConfirmed(payer.serviceId)).toBe(true);
    expect(router.sim.served(payer.login)).toBe('served');
    const ended = (await endedOf(payer.serviceId)).slice(before);
    expect(ended).toMatchObject([{ login: payer.login }]);
  });

  test('is served before the next leftover is removed', async () => {
    const [payer] = await onlineServices(1);
    if (payer === undefined) throw new Error('no services');
    await hold(payer.serviceId, 'no_credit');
    await runToTheEnd();
    for (let id = 1; id <= 4; id += 1) {
      router.sim.run('/ppp/secret/add', { name: `left-${id}`, comment: `isp:${999_000 + id}` });
    }
    const ask = { routerId: routerId(), isRepairing: true };
    await reconcileRouter(job(), { ...ask, isRepairing: false });
    wait(24 * 3_600_000);
    router.sim.faults.add({ kind: 'latency', ms: 500, on: '/ppp/secret/remove' });
    router.sim.clearTranscript();
    const repair = reconcileRouter(job(), ask);
    const writes = () =>
      router.sim
        .transcript()
        .filter(({ words }) => /^.ppp.secret.(set|remove)$/.test(words[0] ?? ''))
        // A leftover is disabled before it is removed.
        .filter(({ words }) => !words.includes('=disabled=yes'))
        .map(({ words }) => words[0]);
    await until(() => writes().length > 0);
    await lift(payer.serviceId);
    await repair;
    const [set, remove] = ['/ppp/secret/set', '/ppp/secret/remove'];
    expect(writes().toSorted()).toEqual([remove, remove, remove, remove, set]);
    expect(writes().indexOf(set)).toBeLessThan(3);
    expect(router.sim.served(payer.login)).toBe('served');
  });

  test('takes over a login at once that another one gives up at the same moment', async () => {
    const [old] = await onlineServices(1);
    if (old === undefined) throw new Error('no services');
    const { serviceId } = await aService(routerId());
    await changeService(old.serviceId, { archivedAt: new Date(0) });
    await changeService(serviceId, { login: old.login });
    expect(await syncRouter(job(), { routerId: routerId() })).toMatchObject({
      kind: 'synced',
      failed: 0,
      more: false,
    });
    expect(router.sim.rows('ppp/secret')).toMatchObject([
      { name: old.login, comment: `isp:${serviceId}` },
    ]);
  });
});
