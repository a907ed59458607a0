import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reconcileRouter } from '@/lib/routers/reconcile-router';
import { getRouterDetail } from '@/lib/screens/admin/router';
import { staffCtx } from '@/tests/support/fixtures';
import {
  givenProvider,
  job,
  money,
  onlineSubscriber,
  PASSWORD,
  running,
  sentence,
  type World,
} from './support';

beforeAll(() => givenProvider());
afterAll(() => Promise.all(running.map((sim) => sim.close())));

const MAC = 'AA:BB:CC:00:08:01';
const oneWeekPaid = { paid: 1, balance: 0n, broken: [] };

const repair = ({ routerId }: World) => reconcileRouter(job(), { routerId, isRepairing: true });

describe('a router that was rebooted or edited by hand', () => {
  test('serves again after a reboot without any push', async () => {
    const world = await onlineSubscriber();
    world.sim.reboot();
    expect(world.sim.served(world.login)).toBe('served');
    expect(await repair(world)).toMatchObject({ found: [], remaining: [] });
    expect(await sentence(world)).toBe('ready');
  });

  test.each([
    [
      'removed the row',
      'missing',
      ({ sim, login }: World) => sim.run('/ppp/secret/remove', { '.id': login }),
    ],
    [
      'gave it another profile',
      'changed',
      ({ sim, login }: World) => sim.run('/ppp/secret/set', { '.id': login, profile: 'default' }),
    ],
    [
      'switched it off',
      'changed',
      ({ sim, login }: World) => sim.run('/ppp/secret/disable', { '.id': login }),
    ],
    [
      'gave it another password',
      'changed',
      ({ sim, login }: World) => sim.run('/ppp/secret/set', { '.id': login, password: 'other' }),
    ],
  ] as const)('by someone who %s is detected and repaired', async (_what, kind, edit) => {
    const world = await onlineSubscriber();
    const { sim, login, serviceId } = world;
    edit(world);
    expect(await repair(world)).toMatchObject({ found: [{ kind, serviceId }], remaining: [] });
    sim.dial(login, PASSWORD, MAC);
    expect(sim.served(login)).toBe('served');
    expect(await sentence(world)).toBe('ready');
    expect(await money(world)).toEqual(oneWeekPaid);
  });

  test('by someone who took over the row is left alone and flagged', async () => {
    const world = await onlineSubscriber();
    const { sim, login, routerId } = world;
    sim.run('/ppp/secret/set', { '.id': login, comment: 'theirs', profile: 'default' });
    const foreign = { kind: 'foreign', menu: '/ppp/secret' };
    expect(await repair(world)).toMatchObject({ found: [foreign], remaining: [foreign] });
    expect(sim.rows('ppp/secret')).toMatchObject([{ comment: 'theirs', profile: 'default' }]);
    const { drifts } = await getRouterDetail(staffCtx(job().now), routerId);
    expect(drifts).toMatchObject([{ kind: 'foreign', rowKey: login }]);
    expect(await money(world)).toEqual(oneWeekPaid);
  });

  test('is repaired except for what cannot be, which is reported', async () => {
    const world = await onlineSubscriber();
    const { sim, login, routerId } = world;
    sim.run('/ppp/secret/set', { '.id': login, profile: 'default' });
    sim.run('/ppp/secret/add', { name: 'leftover', comment: 'isp:999999' });
    sim.faults.add({ kind: 'trap', messages: ['failure: no'], on: '/ppp/secret/set' });
    const result = await repair(world);
    expect(result).toMatchObject({
      remaining: expect.arrayContaining([
        expect.objectContaining({ kind: 'changed', key: login }),
        expect.objectContaining({ kind: 'orphan', key: 'leftover' }),
      ]),
    });
    sim.faults.clear();
    await reconcileRouter(job(), { routerId, isRepairing: true });
    expect(sim.rows('ppp/secret').find((row) => row['name'] === login)?.['profile']).not.toBe(
      'default',
    );
  });
});
