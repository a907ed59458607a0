import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { serviceRouterStates } from '@/db/schema/routers';
import { hasDueBefore, loadDueServices } from '@/lib/routers/lookups/desired';
import {
  serviceLevelOf,
  serviceLevels,
  urgencies,
  urgencyOf,
} from '@/lib/routers/rules/service-level';
import { syncRouter } from '@/lib/routers/sync-router';
import { aPlan, aRouter, aService, changeService, hold, job, touch } from './support';

const router = aRouter({ personality: '7.23' });
const other = aRouter({ personality: '7.23' });

const states = ['active', 'throttled', 'stopped', 'disabled', 'archived', 'moved'] as const;

async function bring(serviceId: number, state: (typeof states)[number]): Promise<void> {
  if (state === 'throttled') await changeService(serviceId, { throttled: true });
  if (state === 'stopped') await hold(serviceId, 'no_credit');
  if (state === 'disabled') await hold(serviceId, 'data_cap');
  if (state === 'archived') await changeService(serviceId, { archivedAt: new Date(0) });
  if (state === 'moved') await changeService(serviceId, { routerId: other.id });
}

test('the database lists what is due on a router in the order the rules say', async () => {
  const plan = await aPlan();
  const cases = states.flatMap((state) =>
    Object.values(serviceLevels).map((level) => ({ state, level })),
  );
  const placed = [];
  for (const one of cases) placed.push({ ...one, ...(await aService(router.id, { plan })) });
  await syncRouter(job(), { routerId: router.id });
  for (const { serviceId, state, level } of placed) {
    await getDb()
      .update(serviceRouterStates)
      .set({ appliedLevel: level })
      .where(eq(serviceRouterStates.serviceId, serviceId));
    await bring(serviceId, state);
    await touch(serviceId);
  }
  const loaded = await loadDueServices(job(), router.id, { limit: 100 });
  const rankOf = ({ service, appliedLevel }: (typeof loaded)[number]) => {
    const level = serviceLevelOf(service);
    return urgencies.indexOf(urgencyOf(level, appliedLevel)) * 10 - level;
  };
  expect(loaded).toHaveLength(states.length * 5);
  const ranks = loaded.map(rankOf);
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  const raises = loaded.filter(
    (one) => rankOf(one) <= 0 && one.appliedLevel < serviceLevelOf(one.service),
  );
  const before = await loadDueServices(job(), router.id, { limit: 100, before: 'same' });
  expect(before.map(({ service }) => service.serviceId)).toEqual(
    raises.map(({ service }) => service.serviceId),
  );
  expect(await hasDueBefore(job(), router.id, 'raise')).toBe(false);
  expect(await hasDueBefore(job(), router.id, 'same')).toBe(true);
});
