import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { listPackOffers } from '@/lib/screens/portal/plans';
import { getPortalService, listPortalServices } from '@/lib/screens/portal/services';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

type Pack = 'active' | 'retired';

/** A running service of a plan with these packs, as its subscriber sees it. */
async function givenServiceWith(packs: readonly Pack[], dataLimitBytes: bigint | null = 1_000n) {
  const customerId = await givenCustomer({ balance: 500n });
  const { itemId } = await givenPlan({ dataLimitBytes });
  for (const status of packs)
    await getSql()`insert into packs (item_id, name, data_bytes, price_minor, status) values
      (${itemId}, ${`Boost ${status}`}, 1000, 300, ${status})`;
  const serviceId = await givenService({ customerId, itemId });
  return { serviceId, customerId, ctx: subscriberCtx(customerId, start) };
}

describe('more data', () => {
  it.each<[string, readonly Pack[], boolean]>([
    ['is offered where the plan has a pack', ['active'], true],
    ['is not offered where the plan has none', [], false],
    ['is not offered where all its packs are retired', ['retired'], false],
  ])('%s', async (_where, packs, isOffered) => {
    const { serviceId, customerId, ctx } = await givenServiceWith(packs);
    const service = await getPortalService(ctx, serviceId);
    expect(service.can.buyPack).toBe(isOffered);
    expect((await listPortalServices(ctx, customerId))[0]?.can.buyPack).toBe(isOffered);
    expect((await listPackOffers(ctx, { customerId, ...service })).length > 0).toBe(isOffered);
  });

  it('is not offered on a plan without a limit', async () => {
    const { serviceId, ctx } = await givenServiceWith(['active'], null);
    expect((await getPortalService(ctx, serviceId)).can.buyPack).toBe(false);
  });
});
