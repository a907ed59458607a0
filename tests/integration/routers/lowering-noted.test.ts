import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { services } from '@/db/schema/services';
import { inTransaction } from '@/db/transaction';
import { serviceLevels } from '@/lib/routers/rules/service-level';
import { noteLowering } from '@/lib/routers/state-store';
import { syncRouter } from '@/lib/routers/sync-router';
import { aPlan, aRouter, aService, hold, job, lift, stateOf } from './support';

const router = aRouter({ personality: '7.23' });

async function versionOf(serviceId: number): Promise<bigint> {
  const [row] = await getDb()
    .select({ version: services.desiredVersion })
    .from(services)
    .where(eq(services.id, serviceId));
  return row?.version ?? 0n;
}

async function levelsOf(serviceIds: readonly number[]) {
  const states = await Promise.all(serviceIds.map((id) => stateOf(id, router.id)));
  return states.map((state) => state?.attemptedLevel);
}

describe('the record of a push that lowers services', () => {
  test('is made for services about to be lowered, and not for those paid since they were read', async () => {
    const plan = await aPlan();
    const all = [
      await aService(router.id, { plan }),
      await aService(router.id, { plan }),
      await aService(router.id, { plan }),
    ];
    await syncRouter(job(), { routerId: router.id });
    const ids = all.map(({ serviceId }) => serviceId);
    const [stopped = 0, payer = 0, cut = 0] = ids;
    await hold(stopped, 'no_credit');
    await hold(payer, 'no_credit');
    await hold(cut, 'staff_disabled');
    const levels = [serviceLevels.garden, serviceLevels.garden, serviceLevels.cut];
    const read = await Promise.all(
      ids.map(async (serviceId, index) => ({
        ...{ serviceId, version: await versionOf(serviceId), level: levels[index] ?? 0 },
      })),
    );
    await lift(payer);
    await inTransaction(job(), (ctx) => noteLowering(ctx, router.id, read));
    expect(await levelsOf(ids)).toEqual([serviceLevels.garden, null, serviceLevels.cut]);
    // Of two levels, the lower one may be the actual one.
    const again = read.map((one) => ({ ...one, level: serviceLevels.garden }));
    await inTransaction(job(), (ctx) => noteLowering(ctx, router.id, again));
    expect(await levelsOf(ids)).toEqual([serviceLevels.garden, null, serviceLevels.cut]);
    await syncRouter(job(), { routerId: router.id });
    expect(await levelsOf(ids)).toEqual([null, null, null]);
  });
});
