import { X509Certificate } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { getDb } from '@/db/client';
import type { Ctx } from '@/lib/context';
import type { RouterFailure } from '@/lib/kit/words';
import { createNetwork } from '@/lib/network/create-network';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { createRouter } from '@/lib/routers/create-router';
import { syncRouter } from '@/lib/routers/sync-router';
import { getPortalService } from '@/lib/screens/portal/services';
import portal from '@/messages/en/portal.json';
import type { Personality } from '@/stand-ins/routeros/personality';
import { type RouterSimulator, startRouterSimulator } from '@/stand-ins/routeros/simulator';
import {
  at,
  balanceOf,
  brokenLedgerRules,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenReached,
  givenService,
  periodsOf,
  start,
} from '@/tests/support/fixtures';
import { routerCertificates } from '@/tests/support/routeros-certificates';

export const PASSWORD = 'sub-secret';
const PRICE = 500n;

let seconds = 0;
let counter = 0;

/** A job's context; each call is one second later than the previous. */
export function job(): Ctx {
  seconds += 1;
  return { actor: { kind: 'system', job: 'test' }, now: at(start, { seconds }) };
}

/** Advances our clock. */
export function wait(ms: number): void {
  seconds += Math.ceil(ms / 1_000);
}

/** Creates the operator and the addresses for subscribers, once per file. */
export async function givenProvider(): Promise<void> {
  await givenOperator();
  await createNetwork(job(), { name: 'Homes', cidr: '10.78.0.0/16', usage: 'permanent' });
}

/** Kept until the file ends, because a freed port could be given to the file's next router. */
export const running: RouterSimulator[] = [];

export async function startRouter(personality: Personality = '7.23') {
  const sim = await startRouterSimulator({ personality, tls: routerCertificates.first });
  running.push(sim);
  counter += 1;
  const { fingerprint256 } = new X509Certificate(routerCertificates.first.cert);
  const { routerId } = await createRouter(job(), {
    ...{ name: `router-${counter}`, siteId: null, host: '127.0.0.1', port: sim.port },
    useTls: true,
    certificate: { fingerprint256, certificatePem: routerCertificates.first.cert },
    ...{ username: sim.user, password: sim.password },
    ...{ accessMethods: ['pppoe'], pppLocalAddress: '10.255.0.1' },
  });
  await givenReached(routerId);
  return { sim, routerId };
}

export type World = Awaited<ReturnType<typeof startRouter>> & {
  customerId: number;
  serviceId: number;
  login: string;
};

/** A subscriber online with a fixed address, whose first week is paid. */
export async function onlineSubscriber(personality?: Personality): Promise<World> {
  const router = await startRouter(personality);
  const { itemId } = await givenPlan({ downBitsPerSecond: 50_000_000n });
  const customerId = await givenCustomer({ balance: PRICE, now: job().now });
  counter += 1;
  const login = `login-${counter}`;
  const { routerId, sim } = router;
  const serviceId = await givenService(
    {
      ...{ customerId, itemId },
      network: {
        ...{ routerId, accessMethod: 'pppoe', login, password: PASSWORD },
        ...{ ipv4Mode: 'permanent', ipv4Address: `10.78.${counter}.2` },
      },
    },
    job().now,
  );
  await syncRouter(job(), { routerId });
  sim.dial(login, PASSWORD, 'AA:BB:CC:00:08:01');
  return { ...router, customerId, serviceId, login };
}

/** The same a week later: no credit, so the service is stopped and in the walled garden. */
export async function stoppedSubscriber(personality?: Personality): Promise<World> {
  const world = await onlineSubscriber(personality);
  wait(8 * 24 * 3_600_000);
  for (let more = true; more; ) ({ more } = await sweepRecurrences(job(), {}));
  await syncRouter(job(), { routerId: world.routerId });
  return world;
}

/** Pays for one period and runs what follows the moment it arrives. */
export async function pay({ customerId }: Pick<World, 'customerId'>): Promise<void> {
  const ctx = job();
  await givenCredit(customerId, PRICE, ctx.now);
  await putCreditToUse(ctx, { customerId });
}

/** Does what `sync-router` and its retries do, until nothing is due. */
export async function settle({ routerId }: Pick<World, 'routerId'>): Promise<void> {
  wait(2_000);
  for (let round = 0; round < 12; round += 1) {
    const result = await syncRouter(job(), { routerId });
    if (result.kind === 'clean') return;
    if (result.kind === 'busy') await letLeasesExpire();
    if ('retryAfterMs' in result) wait(result.retryAfterMs);
    else if (result.kind === 'synced' && result.failed > 0) wait(600_000);
  }
  throw new Error('the router did not come to what is desired');
}

/** Has the effect of half a minute on a dead process's lease, because the database has its own clock. */
async function letLeasesExpire(): Promise<void> {
  await getDb().execute(sql`update router_leases set expires_at = now()`);
}

/** The sentence about the network that the portal shows the subscriber. */
export async function sentence({ customerId, serviceId }: World): Promise<string> {
  const actor = { kind: 'subscriber', userId: 1, customerId, sessionId: 'test' } as const;
  const { onRouter, status } = await getPortalService({ ...job(), actor }, serviceId);
  if (onRouter.kind === 'not_on_a_router') return '';
  if (onRouter.kind === 'confirmed') return status === 'active' ? 'ready' : status;
  if (onRouter.kind === 'out_of_service')
    return portal.router[status === 'active' ? 'off' : 'offChange'];
  if (onRouter.failure !== null) return portal.failure[onRouter.failure];
  return portal.router[status === 'active' ? 'activating' : 'changing'];
}

export function reason(failure: RouterFailure): string {
  return portal.failure[failure];
}

/** Returns the number of paid periods, the balance, and any broken ledger rule. */
export async function money({ customerId, serviceId }: World) {
  const periods = await periodsOf(serviceId);
  return {
    paid: periods.filter(({ outcome }) => outcome === 'allocated').length,
    balance: await balanceOf(customerId),
    broken: await brokenLedgerRules(),
  };
}

/** The first week and the one paid now, each charged once. */
export const twoWeeksPaid = { paid: 2, balance: 0n, broken: [] };
