import { beforeAll, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { previewOrder } from '@/lib/orders/preview-order';
import { getPortalService } from '@/lib/screens/portal/services';
import { getOrderFacts } from '@/lib/screens/portal/trace';
import { givenOperator, givenPlan, subscriberCtx } from '@/tests/support/fixtures';
import { confirmAt } from '../orders/sheet';
import { givenConfirmed, givenRunning, later, setRouter } from '../services/router-off-world';

beforeAll(() => givenOperator());

it('a change for a router that is out of service is not said to be on its way', async () => {
  const { customerId, serviceId, routerId } = await givenRunning(10_000n);
  await givenConfirmed(serviceId, routerId, 'full');
  const { itemId } = await givenPlan({ unitPriceMinor: 900n });
  const request = { kind: 'plan_change', serviceId, itemId, moment: 'now' } as const;
  const ctx = subscriberCtx(customerId, later(1));
  const preview = await previewOrder(ctx, { customerId, request });
  const { orderId } = await confirmAt(later(1), { customerId, preview });
  const seen = async () => {
    const { effects } = await getOrderFacts(ctx, { customerId, orderId });
    const { onRouter } = await getPortalService(ctx, serviceId);
    return [effects[0]?.router.kind, onRouter.kind];
  };
  expect(await seen()).toEqual(['pending', 'activating']);
  await setRouter(routerId, { isOff: true }, later(1));
  expect(await seen()).toEqual(['out_of_service', 'out_of_service']);
  await getSql()`
    update service_router_states set applied_at = now(), applied_version = (
      select desired_version from services where id = ${serviceId}) where service_id = ${serviceId}`;
  expect((await getPortalService(ctx, serviceId)).onRouter.kind).toBe('confirmed');
});
