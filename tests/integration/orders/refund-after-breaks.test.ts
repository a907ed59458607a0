import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { resumeService } from '@/lib/lifecycle/resume-service';
import { previewOrder } from '@/lib/orders/preview-order';
import {
  at,
  balanceOf,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { givenRouter, networkOn, setRouter, sweepDates } from '../services/router-off-world';
import { confirmAt } from './sheet';

beforeAll(() => givenOperator());

const later = (days: number) => at(start, { days });
const ofThirtyDays = { intervalUnit: 'day', intervalCount: 30 } as const;

/** A service paid with 30.00 for 30 days, on a router of its own, and a plan of 1.00 or the given terms to change to. */
async function givenMonth(terms: Parameters<typeof givenPlan>[0] = {}) {
  const customerId = await givenCustomer({ balance: 3_000n });
  const { itemId } = await givenPlan({ ...ofThirtyDays, unitPriceMinor: 3_000n });
  const target = await givenPlan({ ...ofThirtyDays, unitPriceMinor: 100n, ...terms });
  const routerId = await givenRouter();
  const network = await networkOn(routerId);
  const serviceId = await givenService({ customerId, itemId, network });
  return { customerId, serviceId, routerId, targetId: target.itemId };
}

type World = Awaited<ReturnType<typeof givenMonth>>;

const kinds = {
  paused: async ({ serviceId }: World, from: Date, until: Date) => {
    await pauseService(staffCtx(from), { serviceId, until: null });
    await resumeService(staffCtx(until), { serviceId });
  },
  'on a router out of service': async ({ routerId }: World, from: Date, until: Date) => {
    await setRouter(routerId, { isOff: true }, from);
    await setRouter(routerId, { isOff: false }, until);
    await sweepDates(until);
  },
};
const kindNames = ['paused', 'on a router out of service'] as const;

function sheetAt(now: Date, { customerId, serviceId, targetId: itemId }: World) {
  const request = { kind: 'plan_change', serviceId, itemId, moment: 'now' } as const;
  return previewOrder(subscriberCtx(customerId, now), { customerId, request });
}

/** What the sheet gives back, and what confirming it moves in the wallet. */
async function changeAt(now: Date, world: World) {
  const preview = await sheetAt(now, world);
  const before = await balanceOf(world.customerId);
  await confirmAt(now, { customerId: world.customerId, preview });
  const moved = (await balanceOf(world.customerId)) - before;
  const { lines } = preview.quote;
  return { moved, back: -(lines.find(({ kind }) => kind === 'unused_credit')?.amountMinor ?? 0n) };
}

describe.each(kindNames)('a service that was %s for 20 days of a paid month', (name) => {
  it('gets 20.00 of 30.00 back for the 20 paid days that are left', async () => {
    const world = await givenMonth();
    await kinds[name](world, later(10), later(30));
    expect(await changeAt(later(30), world)).toEqual({ back: 2_000n, moved: 1_900n });
  });

  it('pays 20 of 30 days where the new plan takes over the rest', async () => {
    const world = await givenMonth({ keepAnchor: true, unitPriceMinor: 6_000n });
    await kinds[name](world, later(10), later(30));
    await givenCredit(world.customerId, 10_000n, later(30));
    expect(await changeAt(later(30), world)).toEqual({ back: 2_000n, moved: 2_000n - 4_000n });
  });
});

describe('what comes back of a paid period', () => {
  it('and what was used of it make up its price, whatever breaks it had', async () => {
    const hours = fc.integer({ min: 1, max: 100 });
    const spells = fc.array(
      fc.record({ served: hours, stood: hours, kind: fc.constantFrom(...kindNames) }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(spells, hours, async (before, served) => {
        const world = await givenMonth();
        let clock = start;
        for (const spell of before) {
          const from = at(clock, { hours: spell.served });
          clock = at(from, { hours: spell.stood });
          await kinds[spell.kind](world, from, clock);
        }
        const used = before.reduce((sum, spell) => sum + spell.served, served);
        const { back } = await changeAt(at(clock, { hours: served }), world);
        expect(back + BigInt(Math.floor((3_000 * used) / 720))).toBe(3_000n);
      }),
      { numRuns: 10 },
    );
  });
});
