import { beforeAll, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { placeOrder } from '@/lib/orders/place-order';
import { previewOrder } from '@/lib/orders/preview-order';
import { getMoneyToday } from '@/lib/screens/admin/overview';
import { getStatement } from '@/lib/screens/shared/papers';
import { listEntries } from '@/lib/screens/shared/wallet';
import { asOwner } from '@/tests/support/as-owner';
import {
  at,
  GIGABYTE,
  givenOperator,
  givenPlan,
  staffCtx,
  start,
  subscriberCtx,
} from '@/tests/support/fixtures';
import { changeTo, check, givenRunning, linesOf, useData } from './support';

beforeAll(() => givenOperator({ taxMode: 'inclusive' }));

const monthly = { intervalUnit: 'month', intervalCount: 1 } as const;

describe('the unused part of a period', () => {
  const halfway = at(start, { days: 15, hours: 12 });

  it('is a line that names what it gives back: so much of its time, with the tax inside', async () => {
    const world = await givenRunning({ taxRatePpm: 190_000, activationFeeMinor: 10_000n });
    await changeTo(world, { unitPriceMinor: 0n }, halfway);
    const lines = await linesOf(world.serviceId);
    expect(lines.at(-1)).toMatchObject({
      ...{ what: 'unused_credit', grossMinor: -1_500n, taxMinor: -240n },
      ...{ startsAt: halfway, endsAt: at(start, { days: 31 }) },
      share: { part: 15n * 86_400n + 43_200n, of: 31n * 86_400n, unit: 'seconds' },
      price: { unitPriceMinor: 3_000n, taxRatePpm: 190_000 },
    });
    const { lines: moved } = await getStatement(subscriberCtx(world.customerId), {
      ...{ customerId: world.customerId, month: '2026-03' },
    });
    expect(moved.at(-1)).toMatchObject({ kind: 'plan_change_refund', taxMinor: 240n });
    expect(await check(world.customerId)).toEqual([]);
  });

  it('is listed under the plan that is left, once, and its tax as tax', async () => {
    const world = await givenRunning({ name: 'Left plan', taxRatePpm: 190_000 });
    const { customerId, serviceId } = world;
    await changeTo(world, { name: 'New plan', unitPriceMinor: 0n, taxRatePpm: 0 }, halfway);
    const entries = await listEntries(subscriberCtx(customerId), { customerId });
    const back = entries.filter((entry) => entry.serviceId === serviceId && entry.amountMinor > 0n);
    const shown = back.map(({ kind, text, amountMinor, lines }) => ({
      ...{ kind, text, amountMinor },
      lines: lines.map(({ what }) => what),
    }));
    expect(shown).toEqual([
      { kind: 'tax', text: 'Left plan', amountMinor: 240n, lines: [] },
      {
        ...{ kind: 'plan_change_refund', text: 'Left plan', amountMinor: 1_260n },
        lines: ['unused_credit'],
      },
    ]);
  });

  it('does not count as spent on the day', async () => {
    const spent = async () => (await getMoneyToday(staffCtx(halfway))).spentMinor;
    const world = await givenRunning();
    const before = await spent();
    await changeTo(world, { unitPriceMinor: 1_000n }, halfway);
    expect((await spent()) - before).toBe(1_000n - 1_500n);
  });

  it.each([
    ['nothing', 400n, 0n],
    ['a quarter', 300n, 788n],
    ['no more than by time', 100n, 1_575n],
  ])(
    'is %s where %s of 400 GB are used halfway through and unused data counts',
    async (_what, used, back) => {
      const world = await givenRunning({
        ...{ unitPriceMinor: 3_150n, dataLimitBytes: 400n * GIGABYTE, unusedBy: 'time_or_data' },
      });
      await useData(world.serviceId, used * GIGABYTE);
      const { preview } = await changeTo(world, { unitPriceMinor: 0n }, halfway);
      expect(-preview.quote.totalMinor).toBe(back);
      const given = (await linesOf(world.serviceId)).filter(({ what }) => what === 'unused_credit');
      expect(given.map(({ grossMinor }) => -grossMinor)).toEqual(back === 0n ? [] : [back]);
      expect(await check(world.customerId)).toEqual([]);
    },
  );

  it('is as shown although data was used between the sheet and its confirmation', async () => {
    const world = await givenRunning({ unusedBy: 'time_or_data', dataLimitBytes: 4n * GIGABYTE });
    const { customerId, serviceId } = world;
    const { itemId } = await givenPlan({ ...monthly, unitPriceMinor: 0n });
    const request = { kind: 'plan_change', serviceId, itemId, moment: 'now' } as const;
    const ctx = subscriberCtx(customerId, halfway);
    const {
      orderId,
      sealedQuote: quote,
      quote: shown,
    } = await previewOrder(ctx, { customerId, request });
    await useData(serviceId, 4n * GIGABYTE);
    const placed = await placeOrder(ctx, { orderId, customerId, request, quote });
    expect(placed.kind).toBe('executed');
    expect((await linesOf(serviceId)).at(-1)?.grossMinor).toBe(shown.totalMinor);
  });

  it('follows what applied when the period was paid, not what the plan says since', async () => {
    const kept = await givenRunning({ refundsUnused: true });
    const { versionId } = kept;
    await asOwner(
      (sql) => sql`update catalog_item_versions set refunds_unused = false where id = ${versionId}`,
    );
    const { preview } = await changeTo(kept, { unitPriceMinor: 0n }, halfway);
    expect(preview.quote.totalMinor).toBe(-1_500n);
  });
});

describe('the rest of a period', () => {
  it('costs and grants its share: on the last of 31 days, a thirty-first of the price and of the data', async () => {
    const terms = { keepAnchor: true, dataLimitBytes: 31n * GIGABYTE };
    const world = await givenRunning({ ...terms, unitPriceMinor: 3_100n });
    const { preview } = await changeTo(
      world,
      {
        ...terms,
        unitPriceMinor: 6_200n,
        dataLimitBytes: 310n * GIGABYTE,
        bonusDataBytes: 31n * GIGABYTE,
      },
      at(start, { days: 30 }),
    );
    expect(preview.quote).toMatchObject({ totalMinor: 100n, dataBytes: 11n * GIGABYTE });
    expect((await linesOf(world.serviceId)).at(-1)).toMatchObject({
      ...{ what: 'period', grossMinor: 200n },
      share: { part: 86_400n, of: 31n * 86_400n, unit: 'seconds' },
      price: { grossMinor: 6_200n },
    });
    const granted = await getSql()`
      select source, granted_bytes from allocations where service_id = ${world.serviceId} and period_index = 1 order by id`;
    expect(granted).toEqual([
      { source: 'bonus', granted_bytes: String(GIGABYTE) },
      { source: 'period', granted_bytes: String(10n * GIGABYTE) },
    ]);
    expect(await check(world.customerId)).toEqual([]);
  });
});
