import { setTimeout as pause } from 'node:timers/promises';
import { count, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { countConflicts } from '@/db/retry-conflicts';
import { events } from '@/db/schema/jobs';
import { routers, serviceRouterStates } from '@/db/schema/routers';
import { requestSync } from '@/lib/routers/request-sync';
import { syncRouter } from '@/lib/routers/sync-router';
import { asOwner } from '@/tests/support/as-owner';
import { aPlan, aRouter, aService, job, staff, wait } from './support';

describe('what a sync records', () => {
  const router = aRouter({ personality: '7.23' });
  const sync = () => syncRouter(job(), { routerId: router.id });

  test('never deadlocks with a sync that staff ask for', async () => {
    await aService(router.id);
    router.sim.faults.add({
      kind: 'trap',
      messages: ['failure: no'],
      on: '/ppp/secret/add',
      nth: 1,
    });
    await sync();
    router.sim.faults.clear();
    wait(60_000);
    await asOwner((sql) =>
      sql.unsafe(`create function slowly() returns trigger language plpgsql
          as $$ begin perform pg_sleep(1); return null; end $$;
        create trigger slowly after update on service_router_states
          for each statement execute function slowly()`),
    );
    const before = countConflicts();
    const run = sync();
    while (router.sim.rows('ppp/secret').length === 0) await pause(20);
    await pause(300);
    await Promise.all([run, requestSync(staff(), { routerId: router.id })]);
    await asOwner((sql) => sql`drop function slowly cascade`);
    expect(countConflicts() - before).toBe(0);
  });

  test('is the reason and one event for every due service of a router that is away', async () => {
    const plan = await aPlan();
    const services = 510;
    for (let done = 0; done < services; done += 30) {
      await Promise.all(Array.from({ length: 30 }, () => aService(router.id, { plan })));
    }
    await getDb().update(routers).set({ port: 1 }).where(eq(routers.id, router.id));
    const told = async () => {
      const [row] = await getDb()
        .select({ services: count(serviceRouterStates.failure) })
        .from(serviceRouterStates)
        .where(eq(serviceRouterStates.routerId, router.id));
      return row?.services;
    };
    const announced = async () => {
      const rows = await getDb()
        .select()
        .from(events)
        .where(eq(events.name, 'service/router.failed'));
      return rows.filter(({ data }) => (data as { routerId: number }).routerId === router.id)
        .length;
    };
    expect(await sync()).toMatchObject({ kind: 'unreachable' });
    expect([await told(), await announced()]).toEqual([services, services]);
    expect(await sync()).toMatchObject({ kind: 'waiting' });
    expect([await told(), await announced()]).toEqual([services, services]);
  });
});
