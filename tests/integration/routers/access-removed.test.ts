import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { readRouterCounters } from '@/lib/routers/read-router-counters';
import { findServiceCard } from '@/lib/screens/admin/service-cards';
import { getPortalService } from '@/lib/screens/portal/services';
import {
  at,
  givenOperator,
  givenPlan,
  periodsOf,
  serviceNow,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { brokenInvariants } from '@/tests/support/invariants/check';
import { givenOpenRouter, givenPaid, later, secondsLost, sync } from './refused-world';

beforeAll(() => givenOperator());

const hour = (hours: number) => at(start, { hours });

/** Two services that their router has confirmed; somebody changes the first one's login there, and the router goes away. */
async function givenChangedByHand(act: 'remove' | 'disable' | 'other profile') {
  const router = await givenOpenRouter();
  const { itemId } = await givenPlan();
  const [one, other] = [await givenPaid(router, { itemId }), await givenPaid(router, { itemId })];
  await sync(router, start);
  const row = { '.id': one.login };
  if (act === 'remove') router.sim.run('/ppp/secret/remove', row);
  else if (act === 'disable') router.sim.run('/ppp/secret/set', { ...row, disabled: 'yes' });
  else router.sim.run('/ppp/secret/set', { ...row, profile: 'default' });
  await readRouterCounters(systemCtx(hour(1)), router.routerId);
  await router.sim.setReachable(false);
  await sync(router, hour(2));
  return { router, one, other };
}

describe('a service with some of its rows unconfirmed, on a router that does not respond', () => {
  it.each(['remove', 'disable'] as const)(
    'is not served, and its time stands still, after somebody did this to its login: %s',
    async (act) => {
      const { router, one, other } = await givenChangedByHand(act);
      const { customerId, serviceId } = one;
      const waiting = { status: 'pending', holds: ['router_refused'] };
      expect(await serviceNow(serviceId)).toMatchObject(waiting);
      expect(await serviceNow(other.serviceId)).toMatchObject({ status: 'active', holds: [] });
      const shown = await getPortalService(subscriberCtx(customerId, hour(3)), serviceId);
      expect(shown).toMatchObject({ status: 'pending', renewal: { kind: 'none' } });
      expect(shown.reasons).toMatchObject([{ reason: 'router_refused' }]);
      const card = await findServiceCard(staffCtx(hour(3)), serviceId);
      expect(card).toMatchObject({ status: 'pending', next: { isStandingStill: true } });
      await router.sim.setReachable(true);
      await sync(router, hour(49));
      expect(await serviceNow(serviceId)).toMatchObject({ status: 'active', holds: [] });
      const [period] = await periodsOf(serviceId);
      expect(Math.abs(secondsLost(period?.endsAt, later(9)))).toBeLessThan(30);
      expect(await brokenInvariants({ sql: getSql() })).toEqual([]);
    },
  );

  it('is served, and its time runs, while its login still lets it online', async () => {
    const { one } = await givenChangedByHand('other profile');
    expect(await serviceNow(one.serviceId)).toMatchObject({ status: 'active', holds: [] });
  });
});
