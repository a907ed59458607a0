import { InngestTestEngine } from '@inngest/test';
import { afterEach, describe, expect, test } from 'vitest';
import { syncRouterFunction } from '@/inngest/functions/sync-router';
import { connectWaiting } from '@/lib/lifecycle/connect-waiting';
import { syncRouter } from '@/lib/routers/sync-router';
import { asOwner } from '@/tests/support/as-owner';
import { aPlan, aPool, aRouter, aService, hold, job, lift, PASSWORD } from './support';

const router = aRouter({ personality: '7.23' });
afterEach(() => asOwner((sql) => sql`drop function if exists keep_waiting cascade`));

/** Simulates another transaction holding the lock, a number of times or for the whole test. */
async function keepWaiting(serviceId: number, times: number | null): Promise<void> {
  await asOwner(async (sql) => {
    await sql`create sequence if not exists waits`;
    await sql.unsafe(`
      create or replace function keep_waiting() returns trigger language plpgsql security definer as $$
      begin
        if old.service_id = ${serviceId} and nextval('waits') <= ${times ?? 1_000_000} then
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

async function runJob() {
  // The engine does not let time pass.
  const steps = Array.from({ length: 30 }, (_, round) => ({
    id: `busy-${round}`,
    handler: () => null,
  }));
  const engine = new InngestTestEngine({ function: syncRouterFunction, steps });
  const events = [{ name: 'router/dirty', data: { routerId: router.id } }] as const;
  const { result, error } = await engine.execute({ events: [...events] });
  expect(error).toBeUndefined();
  return result;
}

describe('services waiting for their router', () => {
  test('are released independently: one that is blocked delays none of the others', async () => {
    const all = await onlineServices(3);
    for (const { serviceId } of all) await hold(serviceId, 'not_connected');
    await keepWaiting(all[0]?.serviceId ?? 0, null);
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

  test('are not cut by the sync that releases them, which serves paying ones first and counts them', async () => {
    const [payer, waiting, late] = await onlineServices(3);
    if (!payer || !waiting || !late) throw new Error('no services');
    await hold(payer.serviceId, 'staff_disabled');
    await syncRouter(job(), { routerId: router.id });
    await lift(payer.serviceId);
    for (const { serviceId } of [waiting, late]) await hold(serviceId, 'not_connected');
    // Twice in the first round, and once more in the next.
    await keepWaiting(late.serviceId, 3);
    const sessions = [waiting, late].map(({ login }) => sessionOf(login));
    expect(await runJob()).toEqual({
      ...{ kind: 'synced', confirmed: 3, failed: 0, connected: 2, parked: 0, putOff: 0 },
    });
    expect([waiting, late].map(({ login }) => sessionOf(login))).toEqual(sessions);
    const secrets = router.sim.rows('ppp/secret');
    expect(secrets.map((row) => row['disabled'])).toEqual(['false', 'false', 'false']);
  });

  test('never delay a paying service, however long they are blocked', async () => {
    const [payer, waiting] = await onlineServices(2);
    if (!payer || !waiting) throw new Error('no services');
    await hold(payer.serviceId, 'staff_disabled');
    await syncRouter(job(), { routerId: router.id });
    await lift(payer.serviceId);
    await hold(waiting.serviceId, 'not_connected');
    await keepWaiting(waiting.serviceId, null);
    expect(await runJob()).toMatchObject({ kind: 'synced', connected: 0 });
    const secret = router.sim.rows('ppp/secret').find((row) => row['name'] === payer.login);
    expect(secret?.['disabled']).toBe('false');
  });
});
