import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { getPlanChangeSheet } from '@/lib/orders/sheet/queries';
import { findServiceCard } from '@/lib/services/admin/card/queries';
import { getServiceDetail } from '@/lib/services/admin/detail/queries';
import { getPortalService } from '@/lib/services/portal/queries';
import { scheduleChange } from '@/lib/services/schedule-change';
import type { ServiceInput } from '@/lib/services/service-input';
import { Random } from '@/tests/simulation/random';
import {
  at,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { change, sweepAt, waitingOn } from './support';

beforeAll(() => givenOperator({ taxMode: 'exclusive', timeZone: 'Europe/London' }));

const soon = at(start, { days: 1 });
const due = at(start, { days: 7 });
const random = new Random('next charges');
const services = 40;

function any<T>(list: readonly T[]): T {
  const one = random.pick(list);
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
}

type Plan = { itemId: number; versionId: number };

const givenPlans = () =>
  Promise.all(
    [499n, 1_234n, 2_000n].map((unitPriceMinor, index) =>
      givenPlan({
        ...{ unitPriceMinor, taxRatePpm: 175_000, changeFeeUpMinor: 333n, changeFeeDownMinor: 77n },
        intervalUnit: index === 2 ? 'month' : 'week',
      }),
    ),
  );

function anyInput(): Partial<ServiceInput> {
  const discount = () => ({
    ...(random.chance(0.5)
      ? { kind: 'percent' as const, percentPpm: random.int(1, 900_000) }
      : { kind: 'fixed' as const, amountMinor: BigInt(random.int(1, 900)) }),
    ...{ startDate: any(['2026-03-01', '2026-03-06', '2026-03-20']) },
    ...{ endDate: any([null, '2026-03-21']), stackable: random.chance(0.5) },
  });
  return {
    quantity: random.int(1, 4),
    customPriceMinor: random.chance(0.3) ? BigInt(random.int(0, 3_000)) : null,
    discounts: Array.from({ length: random.int(0, 2) }, discount),
  };
}

/** Fields that staff plan for a day before or after the renewal. */
async function planFields(serviceId: number): Promise<void> {
  await scheduleChange(staffCtx(soon), {
    ...{ serviceId, effectiveDate: any(['2026-03-05', '2026-03-09', '2026-03-15']) },
    change: {
      ...{ kind: 'fields' },
      fields: {
        ...(random.chance(0.7) ? { customPriceMinor: BigInt(random.int(0, 3_000)) } : {}),
        ...(random.chance(0.5) ? { quantity: random.int(1, 4) } : {}),
      },
    },
  });
}

async function givenAny([first, ...others]: Plan[]) {
  const customerId = await givenCustomer({ balance: 1_000_000n });
  const serviceId = await givenService({ customerId, itemId: first?.itemId ?? 0, ...anyInput() });
  const ids = { customerId, serviceId };
  if (random.chance(0.5)) await planFields(serviceId);
  const ctx = subscriberCtx(customerId, soon);
  if (random.chance(0.3)) return { ...ids, sheet: null };
  const asked = { ...ids, itemId: any(others).itemId };
  const sheet = await getPlanChangeSheet(ctx, { ...asked, moment: 'period_end' });
  await change(ctx, asked);
  return { ...ids, sheet };
}

async function periodAt(serviceId: number, startsAt: Date): Promise<bigint> {
  const [row] = await getSql()<{ price_minor: string }[]>`
    select price_minor from periods
    where service_id = ${serviceId} and starts_at = ${startsAt.toISOString()} and outcome = 'allocated'`;
  return BigInt(row?.price_minor ?? -1);
}

describe('the next charge of any service', () => {
  it('is the same in the sheet, on both faces and in the lists, and is what is charged', async () => {
    const plans = await givenPlans();
    const told: { serviceId: number; priceMinor: bigint }[] = [];
    for (let count = 0; count < services; count += 1) {
      const { sheet, ...ids } = await givenAny(plans);
      const portal = await getPortalService(subscriberCtx(ids.customerId, soon), ids.serviceId);
      if (portal.renewal.kind !== 'renews') throw new Error(portal.renewal.kind);
      const { priceMinor } = portal.renewal;
      const card = await findServiceCard(staffCtx(soon), ids.serviceId);
      expect(card?.next).toMatchObject({ dueAt: due, priceMinor });
      const waiting = await waitingOn(ids, soon);
      expect(waiting.staff).toEqual(waiting.portal);
      expect(waiting.list).toEqual(waiting.portal);
      if (sheet) {
        expect(sheet.next).toMatchObject({ at: due, priceMinor });
        expect((waiting.portal?.priceMinor ?? 0n) + (waiting.portal?.feeMinor ?? 0n)).toBe(
          priceMinor,
        );
      }
      const { priceTodayMinor } = await getServiceDetail(staffCtx(soon), ids.serviceId);
      expect(portal.priceMinor).toBe(priceTodayMinor);
      told.push({ serviceId: ids.serviceId, priceMinor });
    }
    for (const moment of [at(start, { days: 3 }), at(start, { days: 6, hours: 16 }), due])
      await sweepAt(moment);
    const charged = await Promise.all(
      told.map(async ({ serviceId }) => ({
        serviceId,
        priceMinor: await periodAt(serviceId, due),
      })),
    );
    expect(charged).toEqual(told);
  }, 300_000);
});
