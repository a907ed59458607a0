import { beforeAll, expect, it } from 'vitest';
import { createService } from '@/lib/lifecycle/create-service';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  GIGABYTE,
  givenCustomer,
  givenMeans,
  givenOperator,
  givenPlan,
  staffCtx,
  subscriberCtx,
} from '@/tests/support/fixtures';

beforeAll(() => givenOperator());

it('a service of three units shows staff the data that its customer was granted', async () => {
  const customerId = await givenCustomer({ balance: 10_000n });
  const { itemId } = await givenPlan({
    dataLimitBytes: 10n * GIGABYTE,
    bonusDataBytes: 1n * GIGABYTE,
  });
  const network = await givenMeans();
  const made = await createService(staffCtx(), { customerId, itemId, quantity: 3, network });
  const { data } = await getPortalService(subscriberCtx(customerId), made.serviceId);
  const { grantedBytes } = await getServiceDetail(staffCtx(), made.serviceId);
  expect(data).toMatchObject({ grantedBytes: 33n * GIGABYTE });
  expect(grantedBytes).toBe(33n * GIGABYTE);
});

it('an unlimited service shows no data limit', async () => {
  const customerId = await givenCustomer({ balance: 10_000n });
  const { itemId } = await givenPlan({ dataLimitBytes: null });
  const network = await givenMeans();
  const made = await createService(staffCtx(), { customerId, itemId, quantity: 3, network });
  expect((await getServiceDetail(staffCtx(), made.serviceId)).grantedBytes).toBeNull();
});
