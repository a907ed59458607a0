import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { syncRouter } from '@/lib/routers/sync-router';
import {
  aPlan,
  aPool,
  aRouter,
  aService,
  changeService,
  hold,
  job,
  PASSWORD,
  personalities,
  stateOf,
  wait,
} from './support';

const RETRY_MS = 600_000;
const ATTEMPTS = 4;

describe.each(personalities)('a push that stays unconfirmed on RouterOS %s', (personality) => {
  const router = aRouter({ personality });
  const sync = () => syncRouter(job(), { routerId: router.id });
  const cuts = () =>
    router.sim.transcript().filter(({ words }) => words[0] === '/ppp/active/remove').length;
  const prints = () =>
    router.sim.transcript().filter(({ words }) => words[0] === '/ppp/secret/print').length;

  async function online(values: Parameters<typeof aService>[1] = {}) {
    const { poolId } = await aPool(router.id);
    const one = await aService(router.id, {
      ...{ ipv4Mode: 'dynamic', ipv4PoolId: poolId, ...values },
    });
    await sync();
    dial(one.login);
    return one;
  }

  function dial(login: string) {
    router.sim.plugIn({ kind: 'ppp', login, password: PASSWORD, mac: 'AA:BB:CC:00:0D:02' });
  }

  /** Pushes while the router reads other values than were written, and counts the sessions ended. */
  async function cutsOf(
    login: string,
    reads: Record<string, string>,
    attempts = ATTEMPTS,
  ): Promise<number[]> {
    const all: number[] = [];
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      router.sim.clearTranscript();
      router.sim.faults.add({ kind: 'latency', ms: 1_000, on: '/ppp/secret/print', nth: 2 });
      const run = sync();
      while (prints() < 2) await pause(5);
      router.sim.run('/ppp/secret/set', { '.id': login, ...reads });
      expect(await run).toMatchObject({ failed: 1 });
      router.sim.faults.clear();
      all.push(cuts());
      wait(RETRY_MS);
    }
    return all;
  }

  test.each([
    ['no session copies', { service: 'any' }],
    ['sessions copy', { routes: '203.0.113.0/24 10.9.9.9 1' }],
  ])(
    'ends the session of a payer once when a property that %s reads otherwise',
    async (_what, reads) => {
      const { serviceId, login } = await online();
      const next = await aPlan();
      await changeService(serviceId, { itemId: next.itemId, itemVersionId: next.versionId });
      expect(await cutsOf(login, reads)).toEqual([1, 0, 0, 0]);
      expect(await stateOf(serviceId, router.id)).toMatchObject({ failure: 'not_confirmed' });
      expect(router.sim.served(login)).toBe('served');
    },
  );

  test('ends the session of a payer once when the service stays incomplete', async () => {
    router.sim.run('/ppp/profile/add', { name: 'own' });
    const { serviceId, login } = await online();
    const own = await aPlan({ routerProfile: 'own' });
    await changeService(serviceId, {
      ...{ itemId: own.itemId, itemVersionId: own.versionId },
      ...{ ipv4Mode: 'none', ipv4PoolId: null },
    });
    router.sim.clearTranscript();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      expect(await sync()).toMatchObject({ failed: 1 });
      wait(RETRY_MS);
    }
    expect(await stateOf(serviceId, router.id)).toMatchObject({ failure: 'incomplete_service' });
    expect(cuts()).toBe(1);
    expect(login).not.toBe('');
  });

  test('ends a session again that starts while its login should be disabled', async () => {
    const { serviceId, login } = await online();
    await hold(serviceId, 'staff_disabled');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await cutsOf(login, { disabled: 'no' }, 1)).toEqual([1]);
      dial(login);
    }
  });

  test('ends the session of a row that is changed by hand before the retry', async () => {
    const { serviceId, login } = await online();
    await hold(serviceId, 'no_credit');
    await cutsOf(login, { service: 'any' });
    router.sim.run('/ppp/secret/set', { '.id': login, profile: 'default' });
    router.sim.clearTranscript();
    await sync();
    expect(cuts()).toBe(1);
  });
});
