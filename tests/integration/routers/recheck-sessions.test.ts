import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EndedCut } from '@/lib/kit/ended-cut';
import { recheckSessions } from '@/lib/routers/recheck-sessions';
import { syncRouter } from '@/lib/routers/sync-router';
import { asOwner } from '@/tests/support/as-owner';
import { leaseOfTheDead } from './processes';
import {
  aPool,
  aRouter,
  aService,
  changeService,
  endedOn,
  hold,
  job,
  lift,
  PASSWORD,
  personalities,
  stateOf,
  wait,
} from './support';

const MAC = 'AA:BB:CC:00:05:01';

afterEach(() => asOwner((sql) => sql`drop function if exists refuse_note cascade`));

/** Makes the database refuse what is noted about a service on its router. */
async function refuseToNote(serviceId: number): Promise<void> {
  await asOwner((sql) =>
    sql.unsafe(`
      create function refuse_note() returns trigger language plpgsql as $$
      begin
        if new.service_id = ${serviceId} then raise exception 'refused'; end if;
        return new;
      end $$;
      create trigger refuse_note before insert or update on service_router_states
        for each row execute function refuse_note()`),
  );
}

describe.each(personalities)('sessions that were ended on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });
  const recheck = (ended: readonly EndedCut[]) =>
    recheckSessions(job(), { routerId: router.id, ended });
  const sessions = () => router.sim.rows('ppp/active').length;

  async function onlineService() {
    const { poolId } = await aPool(router.id);
    const service = await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    await sync();
    router.sim.dial(service.login, PASSWORD, MAC, { redial: 'never' });
    return service;
  }

  async function cutService() {
    const service = await onlineService();
    await hold(service.serviceId, 'staff_disabled');
    await sync();
    const ended = await endedOn(router.id);
    expect(ended).toMatchObject([{ login: service.login, isWelcome: false }]);
    expect(sessions()).toBe(0);
    return { ...service, ended };
  }

  /** Brings up a session of a login that was checked just before its row changed. */
  function comeUpLate(login: string): void {
    router.sim.run('/ppp/secret/enable', { '.id': login });
    router.sim.dial(login, PASSWORD, MAC, { redial: 'never' });
    router.sim.run('/ppp/secret/disable', { '.id': login });
    expect(sessions()).toBe(1);
  }

  /** Advances both the router's clock and ours by two seconds. */
  function settle(): void {
    router.sim.advance(2_000);
    wait(2_000);
  }

  test('are checked again, and a session that slipped in is ended as well', async () => {
    const { login, ended } = await cutService();
    comeUpLate(login);
    settle();
    expect(await recheck(ended)).toEqual({ kind: 'rechecked', cutAgain: 1 });
    expect(sessions()).toBe(0);
    expect(await sync()).toEqual({ kind: 'clean' });
  });

  test('need nothing more where no session returned', async () => {
    const { ended } = await cutService();
    settle();
    router.sim.clearTranscript();
    expect(await recheck(ended)).toEqual({ kind: 'rechecked', cutAgain: 0 });
    expect(
      router.sim.transcript().filter(({ words }) => /remove|set/.test(words[0] ?? '')),
    ).toEqual([]);
  });

  test('spare services that have been paid since', async () => {
    const { login, serviceId, ended } = await cutService();
    await lift(serviceId);
    await sync();
    router.sim.dial(login, PASSWORD, MAC);
    settle();
    expect(await recheck(ended)).toEqual({ kind: 'rechecked', cutAgain: 0 });
    expect(router.sim.served(login)).toBe('served');
  });

  test.each([
    ['archived', { archivedAt: new Date(0) }],
    ['moved off the router', { routerId: null }],
  ])('spare the new owner of the login of a service that was %s', async (_how, leave) => {
    const { poolId } = await aPool(router.id);
    const old = await aService(router.id, { ipv4Mode: 'dynamic', ipv4PoolId: poolId });
    await sync();
    router.sim.dial(old.login, PASSWORD, MAC, { redial: 'never' });
    await changeService(old.serviceId, leave);
    await sync();
    const ended = await endedOn(router.id);
    expect(ended).toMatchObject([{ serviceId: old.serviceId, isWelcome: false }]);
    const values = { login: old.login, ipv4Mode: 'dynamic', ipv4PoolId: poolId } as const;
    if ('routerId' in leave) await changeService(old.serviceId, { login: `${old.login}-old` });
    await aService(router.id, values);
    expect(await sync()).toMatchObject({ confirmed: 1 });
    router.sim.dial(old.login, PASSWORD, 'AA:BB:CC:00:05:02');
    settle();
    expect(await recheck(ended)).toEqual({ kind: 'rechecked', cutAgain: 0 });
    expect(router.sim.served(old.login)).toBe('served');
  });

  test('spare a service that comes back to the router while the recheck is under way', async () => {
    const { poolId } = await aPool(router.id);
    const network = { ipv4Mode: 'dynamic', ipv4PoolId: poolId } as const;
    const first = await aService(router.id, network);
    const back = await aService(router.id, network);
    await sync();
    for (const { login } of [first, back])
      router.sim.dial(login, PASSWORD, MAC, { redial: 'never' });
    for (const { serviceId } of [first, back]) await changeService(serviceId, { routerId: null });
    await sync();
    const ended = (await endedOn(router.id)).toSorted((a, b) => a.serviceId - b.serviceId);
    expect(ended.map(({ serviceId }) => serviceId)).toEqual([first.serviceId, back.serviceId]);
    settle();
    router.sim.clearTranscript();
    const heal = router.sim.faults.add({ kind: 'latency', ms: 400 });
    const running = recheck(ended);
    const isLookedFor = () =>
      router.sim.transcript().some(({ words }) => words.join(' ').includes(first.login));
    await vi.waitUntil(isLookedFor, { timeout: 10_000, interval: 10 });
    await changeService(back.serviceId, { routerId: router.id });
    await lift(back.serviceId);
    const isBack = () => router.sim.rows('ppp/secret').some((row) => row['name'] === back.login);
    await vi.waitUntil(isBack, { timeout: 10_000, interval: 10 });
    router.sim.dial(back.login, PASSWORD, MAC, { redial: 'never' });
    expect(await running).toEqual({ kind: 'rechecked', cutAgain: 0 });
    heal();
    expect(router.sim.served(back.login)).toBe('served');
  });

  test('that come back at once under new terms are left alone', async () => {
    const { serviceId, login } = await onlineService();
    router.sim.dial(login, PASSWORD, MAC);
    await hold(serviceId, 'no_credit');
    await sync();
    const ended = await endedOn(router.id);
    expect(ended).toMatchObject([{ isWelcome: true }]);
    settle();
    expect(await recheck(ended)).toEqual({ kind: 'rechecked', cutAgain: 0 });
    expect(router.sim.served(login)).toBe('garden');
  });

  test('are announced with what was confirmed, even if the same sync then fails', async () => {
    const all = [];
    for (let index = 0; index < 21; index += 1) all.push(await aService(router.id));
    while ((await sync()).kind !== 'clean');
    for (const { login } of all) router.sim.dial(login, PASSWORD, MAC, { redial: 'never' });
    for (const { serviceId } of all) await hold(serviceId, 'staff_disabled');
    // Noted before the batch that the last of them is in.
    await refuseToNote(all.at(-1)?.serviceId ?? 0);
    await expect(sync()).rejects.toThrow();
    const disabled = router.sim.rows('ppp/secret').filter((row) => row['disabled'] === 'true');
    expect(disabled.length).toBeGreaterThan(0);
    expect((await endedOn(router.id)).map(({ login }) => login).toSorted()).toEqual(
      disabled.map((row) => row['name'] ?? '').toSorted(),
    );
  });

  test('are checked later while another process holds the router', async () => {
    const { serviceId, ended } = await cutService();
    await leaseOfTheDead(router.id, '10 minutes');
    expect(await recheck(ended)).toEqual({ kind: 'busy' });
    expect(await endedOn(router.id)).toEqual([...ended, ...ended]);
    expect((await stateOf(serviceId, router.id))?.appliedVersion).toBeGreaterThan(0n);
  });

  test('make their service due again when the router is unreachable', async () => {
    const { serviceId, login, ended } = await cutService();
    comeUpLate(login);
    await router.sim.setReachable(false);
    expect(await recheck(ended)).toEqual({ kind: 'unreachable' });
    expect(await stateOf(serviceId, router.id)).toMatchObject({ appliedVersion: 0n });
    await router.sim.setReachable(true);
    expect(await sync()).toMatchObject({ kind: 'synced', confirmed: 1 });
    expect(sessions()).toBe(0);
  });
});
