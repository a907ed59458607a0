import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import type { AccessMethod } from '@/lib/kit/words';
import { decideDueService } from '@/lib/recurrence/decide-due-service';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { isServedAt, serviceLevels } from '@/lib/routers/rules/service-level';
import { isUnserved } from '@/lib/services/lookups/connection';
import {
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  systemCtx,
} from '@/tests/support/fixtures';
import { givenRouter, later, networkOn } from './router-off-world';

beforeAll(() => givenOperator());

const offers: readonly AccessMethod[][] = [['pppoe', 'hotspot', 'static'], ['hotspot'], []];
const rowsOf = { pppoe: '/ppp/secret', hotspot: '/ip/hotspot/user' } as const;
const levels = [null, 0, 1, 2, 3, 4] as const;

type Case = {
  serviceId: number;
  isOff: boolean;
  methods: readonly AccessMethod[];
  applied: (typeof levels)[number];
  pushedAs: keyof typeof rowsOf;
};

/**
 * By the rule in words: nothing is pushed to a router out of service, so it can't give full speed to a slowed service
 * either; one in use keeps what it once connected.
 */
function isUnservedByRule({ isOff, methods, applied, pushedAs }: Case): boolean {
  if (!isOff && methods.includes('pppoe')) return false;
  if (isOff) return !isServedAt(applied, null) || applied === serviceLevels.slow;
  return !(applied !== null && applied >= 1 && pushedAs === 'pppoe');
}

const situations = [false, true].flatMap((isOff) =>
  offers.flatMap((methods) =>
    levels.flatMap((applied) =>
      (['pppoe', 'hotspot'] as const).map((pushedAs) => ({ isOff, methods, applied, pushedAs })),
    ),
  ),
);

/** A PPPoE service with its data used up, in every situation of its router, due on day 7. */
async function givenEverySituation(): Promise<Case[]> {
  const { itemId } = await givenPlan();
  const cases: Case[] = [];
  for (const situation of situations) {
    const customerId = await givenCustomer({ balance: 2_000n });
    const routerId = await givenRouter();
    const network = await networkOn(routerId);
    const serviceId = await givenService({ customerId, itemId, network });
    await getSql()`insert into service_holds (service_id, reason, since, actor)
      values (${serviceId}, 'data_cap', ${later(1).toISOString()}, 'test')`;
    await bringAbout({ ...situation, serviceId }, routerId);
    cases.push({ ...situation, serviceId });
  }
  return cases;
}

async function bringAbout(
  { serviceId, isOff, methods, applied, pushedAs }: Case,
  routerId: number,
): Promise<void> {
  const sql = getSql();
  if (applied !== null)
    await sql`
      insert into service_router_states (service_id, router_id, applied_version, applied_level, applied_rows)
      values (${serviceId}, ${routerId}, 1, ${applied}, jsonb_build_array(jsonb_build_object('menu', ${rowsOf[pushedAs]}::text, 'key', 'x')))`;
  await sql`update routers set status = ${isOff ? 'off' : 'online'}, access_methods = ${[...methods]}
    where id = ${routerId}`;
}

describe.each([
  ['the sweep of many', () => sweepRecurrences(systemCtx(later(7)))],
  [
    'the decision of one',
    async () => {
      const due = await getSql()<{ id: string }[]>`
        select service_id as id from schedule where not held and next_due <= ${later(7).toISOString()}`;
      for (const { id } of due)
        await inTransaction(systemCtx(later(7)), (ctx) => decideDueService(ctx, Number(id)));
    },
  ],
] as const)('%s', (_how, decide) => {
  it('holds exactly the services that no router serves, as orders and pages see it', async () => {
    const cases = await givenEverySituation();
    expect(cases).toHaveLength(72);
    const seen = new Map<number, boolean>();
    for (const { serviceId } of cases) seen.set(serviceId, await isUnserved({}, serviceId));
    await decide();
    for (const one of cases) {
      const { holds } = await serviceNow(one.serviceId);
      const unserved = isUnservedByRule(one);
      expect(seen.get(one.serviceId), JSON.stringify(one)).toBe(unserved);
      expect(holds.includes('not_connected'), JSON.stringify(one)).toBe(unserved);
    }
  });
});

describe('a service without a router of its own', () => {
  it('is unserved as a plan, and not as any other kind of item', async () => {
    const { itemId } = await givenPlan();
    const customerId = await givenCustomer({ balance: 2_000n });
    const serviceId = await givenService({ customerId, itemId, network: { routerId: null } });
    expect(await isUnserved({}, serviceId)).toBe(true);
    await getSql()`update catalog_items set kind = 'voice' where id = ${itemId}`;
    expect(await isUnserved({}, serviceId)).toBe(false);
  });
});
