import { getSql } from '@/db/client';
import type { ItemTerms } from '@/lib/catalog/item-input';
import { syncRouter } from '@/lib/routers/sync-router';
import type { RouterSimulator } from '@/stand-ins/routeros/simulator';
import {
  at,
  givenCustomer,
  givenPlan,
  givenService,
  serviceNow,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { PASSWORD, startRouter } from './support';

export const later = (days: number) => at(start, { days });

type At = { sim: RouterSimulator; routerId: number };

let made = 0;

/** A router in service, that accepts every row it can. */
export async function givenOpenRouter(): Promise<At> {
  const router = await startRouter({ personality: '7.23' });
  router.sim.run('/ip/pool/add', { name: 'gold-pool', ranges: '10.77.0.10-10.77.0.99' });
  return router;
}

/** Adds the profile that the plans of these tests name. */
export function makeProfile({ sim }: At): void {
  sim.run('/ppp/profile/add', {
    ...{ name: 'gold', 'local-address': '10.77.0.1', 'remote-address': 'gold-pool' },
  });
}

/** A weekly plan at 500 on a profile that the router does not have, unless the test makes it. */
export const givenGold = (over: Partial<ItemTerms> = {}) =>
  givenPlan({ routerProfile: 'gold', ...over });

/** A customer with a paid service of the plan on the router, not pushed yet. */
export async function givenPaid(
  { routerId }: At,
  { itemId, balance = 2_000n }: { itemId: number; balance?: bigint },
) {
  made += 1;
  const login = `gold-${process.pid}-${made}`;
  const customerId = await givenCustomer({ balance });
  const network = { routerId, accessMethod: 'pppoe' as const, login, password: PASSWORD };
  const serviceId = await givenService({ customerId, itemId, network });
  return { customerId, serviceId, login };
}

/** The same on the plan with the missing profile, after the router refused it. */
export async function givenRefused(router: At, balance = 2_000n) {
  const { itemId } = await givenGold();
  const world = await givenPaid(router, { itemId, balance });
  await sync(router, start);
  return { ...world, itemId };
}

export const sync = ({ routerId }: At, now: Date) => syncRouter(systemCtx(now), { routerId });

export const isHeld = async (serviceId: number) =>
  (await serviceNow(serviceId)).holds.includes('router_refused');

/** How often the service was held for a refusal, and let on again. */
export async function turnsOf(serviceId: number): Promise<string[]> {
  const rows = await getSql()<{ action: string }[]>`
    select action from service_history where service_id = ${serviceId} and hold = 'router_refused' order by id`;
  return rows.map(({ action }) => action);
}

/** Seconds from one time to another; the hold begins when the router answered, moments after the purchase. */
export const secondsLost = (endsAt: string | undefined, whole: Date) =>
  (whole.getTime() - new Date(endsAt ?? 0).getTime()) / 1_000;
