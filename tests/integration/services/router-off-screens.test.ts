import { beforeAll, describe, expect, it } from 'vitest';
import { listServiceChoices } from '@/lib/screens/admin/service-choices';
import { previewService } from '@/lib/screens/admin/service-preview';
import { ServiceInput } from '@/lib/services/service-input';
import { givenCustomer, givenOperator, givenPlan, staffCtx } from '@/tests/support/fixtures';
import { givenRouter, givenServed, later, networkOn, setRouter } from './router-off-world';

beforeAll(() => givenOperator());

describe('the form of a service on a router that is out of service', () => {
  it('says that it starts when connected, and at once on a router in service', async () => {
    const customerId = await givenCustomer({ balance: 2_000n });
    const { itemId } = await givenPlan();
    const ask = async (routerId: number, method: 'pppoe' | 'hotspot') => {
      const network = await networkOn(routerId, method);
      const input = ServiceInput.parse({ customerId, itemId, network });
      return (await previewService(staffCtx(), input)).startsWhenConnected;
    };
    expect(await ask(await givenRouter('off'), 'pppoe')).toBe(true);
    expect(await ask(await givenRouter('online', ['hotspot']), 'pppoe')).toBe(true);
    expect(await ask(await givenRouter('online', ['hotspot']), 'hotspot')).toBe(false);
  });

  it('keeps that router, and offers no other one that is out of service', async () => {
    const { customerId, serviceId, routerId } = await givenServed();
    await setRouter(routerId, { isOff: true }, later(1));
    const otherId = await givenRouter('off');
    const { routers } = await listServiceChoices(staffCtx(), { customerId, serviceId });
    const states = routers.filter((one) => [routerId, otherId].includes(one.routerId));
    expect(states).toMatchObject([{ routerId, isOff: true }]);
    const fresh = await listServiceChoices(staffCtx(), { customerId });
    expect(fresh.routers.filter(({ isOff }) => isOff)).toEqual([]);
  });
});
