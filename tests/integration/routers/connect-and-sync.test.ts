import { InngestTestEngine } from '@inngest/test';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { getSql } from '@/db/client';
import { syncRouterFunction } from '@/inngest/functions/sync-router';
import { log } from '@/lib/kit/log';
import { connectWaiting } from '@/lib/lifecycle/connect-waiting';
import { syncRouter } from '@/lib/routers/sync-router';
import { asOwner } from '@/tests/support/as-owner';
import { aPlan, aPool, aRouter, aService, hold, job, lift, PASSWORD } from './support';

const router = aRouter({ personality: '7.23' });
const unblock = () => asOwner((sql) => sql`drop function if exists keep_waiting cascade`);
afterEach(unblock);

/** Simulates another transaction holding the locks, a number of times or for the whole test. */
async function keepWaiting(serviceIds: readonly number[], times: number | null): Promise<void> {
  await asOwner(async (sql) => {
    await sql`create sequence if not exists waits`;
    await sql.unsafe(`
      create or replace function keep_waiting() returns trigger language plpgsql security definer as $$
      begin
        if old.service_id in (${serviceIds.join()}) and nextval('waits') <= ${times ?? 1_000_000} then
          raise exception 'busy' using errcode = '55P03';
        end if;
        return old;
      end $$;
      create trigger keep_waiting before delete on service_holds
        for each row execute function keep_waiting()`);
    await sql`alter sequence waits restart`;
  });
}

async function onlineServices(count: number) {
  const plan = await aPlan();
  const { poolId } = await aPool(router.id);
  const all = [];
  for (let index = 0; index < count; index += 1) {
    all.push(await aService(router.id, { plan, ipv4Mode: 'dynamic', ipv4PoolId: poolId }));
  }
  while ((await syncRouter(job(), { routerId: router.id })).kind !== 'clean');
  for (const [at, { login }] of all.entries()) {
    router.sim.dial(login, PASSWORD, `AA:BB:CC:01:00:${String(at + 10)}`);
  }
  return all;
}

const sessionOf = (login: string) =>
  router.sim.rows('ppp/active').find((row) => row['name'] === login)?.['session-id'];

/** Runs the job; time passes only where `inPause` lets something happen, in the pause after a round. */
async function runJob(inPause: Record<number, () => Promise<unknown>> = {}) {
  // The engine does not let time pass.
  const steps = Array.from({ length: 60 }, (_, round) => ({
    id: `busy-${round}`,
    handler: async () => {
      await inPause[round]?.();
      return null;
    },
  }));
  const engine = new InngestTestEngine({ function: syncRouterFunction, steps });
  const events = [{ name: 'router/dirty', data: { routerId: router.id } }] as const;
  const { result, error } = await engine.execute({ events: [...events] });
  expect(error).toBeUndefined();
  return result;
}

const disabledOf = (login: string) =>
  router.sim.rows('ppp/secret').find((row) => row['name'] === login)?.['disabled'];

async function heldOf(serviceIds: readonly number[]): Promise<number[]> {
  const rows = await getSql()`
    select service_id::int as id from service_holds
    where service_id in ${getSql()(serviceIds)} and reason = 'not_connected'`;
  return rows.map((row) => Number(row['id'])).toSorted((a, b) => a - b);
}

/** A service that is disabled on the router and was paid for since. */
async function payAgain({ serviceId }: { serviceId: number }): Promise<void> {
  await hold(serviceId, 'staff_disabled');
  await syncRouter(job(), { routerId: router.id });
  await lift(serviceId);
}

/** Locks a service's row, as a payment does, until the returned function is called. */
async function lockRow(serviceId: number): Promise<() => Promise<void>> {
  let letGo = () => {};
  const isAsked = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let done: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    done = asOwner((sql) =>
      sql.begin(async (tx) => {
        await tx`select 1 from services where id = ${serviceId} for update`;
        resolve();
        await isAsked;
      }),
    );
    done.catch(reject);
  });
  return async () => {
    letGo();
    await done;
  };
}

describe('services waiting for their router', () => {
  test('are released independently: one that is blocked delays none of the others', async () => {
    const all = await onlineServices(3);
    for (const { serviceId } of all) await hold(serviceId, 'not_connected');
    await keepWaiting([all[0]?.serviceId ?? 0], null);
    expect(await connectWaiting(job(), { routerId: router.id })).toEqual({
      ...{ connected: 2, parked: 0, putOff: 1, more: false },
    });
    expect(await connectWaiting(job(), { routerId: router.id })).toMatchObject({ putOff: 1 });
  });

  test('are released in rounds', async () => {
    const all = await onlineServices(3);
    for (const { serviceId } of all) await hold(serviceId, 'not_connected');
    const ask = { routerId: router.id, limit: 2 };
    expect(await connectWaiting(job(), ask)).toMatchObject({ connected: 2, more: true });
    expect(await connectWaiting(job(), ask)).toMatchObject({ connected: 1, more: false });
  });

  test('are released for as long as the caller says, and the rest by the next call', async () => {
    const all = await onlineServices(3);
    for (const { serviceId } of all) await hold(serviceId, 'not_connected');
    const ask = { routerId: router.id, forMs: 0 };
    expect(await connectWaiting(job(), ask)).toMatchObject({ connected: 1, more: true });
    expect(await connectWaiting(job(), ask)).toMatchObject({ connected: 1, more: true });
    expect(await connectWaiting(job(), ask)).toMatchObject({ connected: 1, more: false });
  });

  test('are put off while another transaction holds their row, which delays none of the others', async () => {
    const all = await onlineServices(3);
    for (const { serviceId } of all) await hold(serviceId, 'not_connected');
    const letGo = await lockRow(all[0]?.serviceId ?? 0);
    const logged = vi.spyOn(log, 'error');
    const result = await connectWaiting(job(), { routerId: router.id }).finally(letGo);
    expect(result).toEqual({ connected: 2, parked: 0, putOff: 1, more: false });
    // A lock that is held is no defect.
    expect(logged).not.toHaveBeenCalled();
    logged.mockRestore();
    expect(await connectWaiting(job(), { routerId: router.id })).toMatchObject({ connected: 1 });
  });

  test('are not cut by the sync that releases them, which serves paying ones first and counts them', async () => {
    const [payer, waiting, late] = await onlineServices(3);
    if (!payer || !waiting || !late) throw new Error('no services');
    await payAgain(payer);
    const both = [waiting.serviceId, late.serviceId];
    for (const serviceId of both) await hold(serviceId, 'not_connected');
    // Each of them twice in the first round, and one once more in the next.
    await keepWaiting(both, 5);
    const sessions = [waiting, late].map(({ login }) => sessionOf(login));
    const afterFirst: unknown[] = [];
    const look = async () => afterFirst.push(disabledOf(payer.login), await heldOf(both));
    expect(await runJob({ 0: look })).toEqual({
      ...{ kind: 'synced', confirmed: 3, failed: 0, connected: 2, parked: 0, putOff: 0 },
    });
    // The payer was served before either of them was released.
    expect(afterFirst).toEqual(['false', both]);
    expect([waiting, late].map(({ login }) => sessionOf(login))).toEqual(sessions);
    const secrets = router.sim.rows('ppp/secret');
    expect(secrets.map((row) => row['disabled'])).toEqual(['false', 'false', 'false']);
  });

  test('never delay a paying service, however long they are blocked', async () => {
    const [payer, waiting] = await onlineServices(2);
    if (!payer || !waiting) throw new Error('no services');
    await payAgain(payer);
    await hold(waiting.serviceId, 'not_connected');
    await keepWaiting([waiting.serviceId], null);
    const afterFirst: unknown[] = [];
    const look = async () => afterFirst.push(disabledOf(payer.login));
    expect(await runJob({ 0: look })).toMatchObject({ kind: 'synced', connected: 0 });
    expect(afterFirst).toEqual(['false']);
  });

  test('never delay who pays while their row is locked by another transaction', async () => {
    const [payer, waiting] = await onlineServices(2);
    if (!payer || !waiting) throw new Error('no services');
    await hold(payer.serviceId, 'staff_disabled');
    await syncRouter(job(), { routerId: router.id });
    await hold(waiting.serviceId, 'not_connected');
    const letGo = await lockRow(waiting.serviceId);
    const whileLocked: unknown[] = [];
    const result = await runJob({
      0: () => lift(payer.serviceId),
      1: async () => {
        whileLocked.push(disabledOf(payer.login), await heldOf([waiting.serviceId]));
        await letGo();
      },
    }).finally(letGo);
    expect(result).toMatchObject({ kind: 'synced', connected: 1, putOff: 0 });
    expect(whileLocked).toEqual(['false', [waiting.serviceId]]);
  });

  test('are not cut in later rounds because others are blocked, as long as rounds release some', async () => {
    const [blocked, waiting] = await onlineServices(2);
    if (!blocked || !waiting) throw new Error('no services');
    const session = sessionOf(waiting.login);
    for (const { serviceId } of [blocked, waiting]) await hold(serviceId, 'not_connected');
    await keepWaiting([blocked.serviceId], null);
    const waitAgain = () => hold(waiting.serviceId, 'not_connected');
    const pauses = Array.from({ length: 21 }, (_, round) => [round, waitAgain]);
    expect(await runJob({ ...Object.fromEntries(pauses), 21: unblock })).toMatchObject({
      connected: 23,
    });
    expect(sessionOf(waiting.login)).toBe(session);
    expect(disabledOf(waiting.login)).toBe('false');
  });
});
