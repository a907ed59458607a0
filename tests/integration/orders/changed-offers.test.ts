import { getTableColumns } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import { keptStep } from '@/app/_live/kept-step';
import { getSql } from '@/db/client';
import { catalogItemVersions } from '@/db/schema/catalog';
import { changeItemStatus } from '@/lib/catalog/change-item-status';
import { type OrderPreview, previewOrder } from '@/lib/orders/preview-order';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { getOrder } from '@/lib/screens/shared/orders';
import {
  at,
  balanceOf,
  GIGABYTE,
  givenCredit,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';
import { confirmAt, givenSheet, monthly, shownAt, stateOf } from './sheet';
import { refusalOf } from './support';

beforeAll(() => givenOperator());

/** Edits that make the plan worse, or different, at the same price. */
const edits: Record<string, string> = {
  'less data': 'data_limit_bytes = 1000000',
  'a shorter period': `interval_unit = 'week', interval_count = 1`,
  'a lower speed': 'down_bits_per_second = 1000000, up_bits_per_second = 1000000',
  'another end of the data': `cap_action = 'slow', slow_down_bits_per_second = 64000, slow_up_bits_per_second = 64000`,
  'less unused data kept': 'rollover_periods = 0',
  'another renewal': `recurrence_mode = 'none'`,
  'more tax inside': 'tax_rate_ppm = 70000',
  'a higher price': 'unit_price_minor = 5001',
  'another direction that counts': `cap_direction = 'down'`,
  'a shorter or lower burst': `burst_seconds = 1, burst_down_bits_per_second = 60000000, burst_up_bits_per_second = 60000000`,
  'another router profile': `router_profile = 'slow'`,
  'another place in the queue': 'priority = 7',
  'data of which a part is gone sooner':
    'data_limit_bytes = 4000000000, bonus_data_bytes = 1000000000',
  'no grace': 'grace_days = 0',
  'dates that stay': 'keep_anchor = true',
  'another moment to leave it': `change_moment = 'period_end'`,
  'a fee for leaving it': 'change_fee_up_minor = 100, change_fee_down_minor = 100',
  'nothing back when it is left': 'refunds_unused = false',
  'less back where the data is used': `unused_by = 'time_or_data'`,
  'fewer pauses': 'pauses_per_year_max = 0',
  'shorter pauses': 'pause_days_max = 1',
  'a lower price': 'unit_price_minor = 4999',
};

async function edit(versionId: number, set: string): Promise<void> {
  await getSql().unsafe(`update catalog_item_versions set ${set} where id = ${versionId}`);
}

/** A sheet whose button says the same whatever it costs. */
const onScreen = ({ prints }: OrderPreview) => ({ ...prints, button: 'Confirm', compareHref: '/' });

const offered = {
  rolloverPeriods: 1,
  downBitsPerSecond: 50_000_000n,
  upBitsPerSecond: 10_000_000n,
  graceDays: 10,
  pausesPerYearMax: 2,
  pauseDaysMax: 30,
} as const;

/** Edits that promise nothing: descriptive text, authorship, and fees only a new service pays. */
const promiseNothing = [
  ...['id', 'item_id', 'version', 'created_at', 'created_by_user_id'],
  ...['description', 'specification', 'specification_text', 'unit', 'activation_fee_minor'],
];

describe('the terms of a plan', () => {
  it('are each either part of the promise or promise nothing', () => {
    const sets = Object.values(edits).join(', ');
    const columns = Object.values(getTableColumns(catalogItemVersions)).map(({ name }) => name);
    const forgotten = columns.filter(
      (name) => !sets.includes(`${name} =`) && !promiseNothing.includes(name),
    );
    expect(forgotten).toEqual([]);
  });
});

describe('a promise that changed between sheet and confirmation', () => {
  it.each(Object.entries(edits))('by %s is refused for a change at once', async (_what, set) => {
    const sheet = await givenSheet({ balance: 9_000n, to: offered });
    await edit(sheet.to.versionId, set);
    expect(await refusalOf(confirmAt(at(shownAt, { minutes: 1 }), sheet))).toBe('quote_changed');
    expect(await balanceOf(sheet.customerId)).toBe(9_000n);
    expect(await periodsOf(sheet.serviceId)).toHaveLength(1);
  });

  it.each(Object.entries(edits))('by %s is refused for a new service', async (_what, set) => {
    const { itemId, versionId } = await givenPlan({
      ...monthly,
      ...offered,
      unitPriceMinor: 5_000n,
    });
    const customerId = await givenCustomer({ balance: 9_000n });
    const request = { kind: 'new_service', itemId } as const;
    const preview = await previewOrder(subscriberCtx(customerId), { customerId, request });
    await edit(versionId, set);
    expect(await refusalOf(confirmAt(start, { customerId, preview }))).toBe('quote_changed');
    expect(await balanceOf(customerId)).toBe(9_000n);
  });

  it.each(Object.entries(edits))('by %s never replaces an open sheet', async (_what, set) => {
    const { customerId, request, preview, to } = await givenSheet({ balance: 9_000n, to: offered });
    await edit(to.versionId, set);
    const refreshed = await previewOrder(subscriberCtx(customerId, at(shownAt, { minutes: 1 })), {
      customerId,
      request,
    });
    expect(keptStep(onScreen(preview), onScreen(refreshed))).toBe('compare');
  });

  it('is not seen in a payment or in time that has passed', async () => {
    const sheet = await givenSheet({ balance: 9_000n, to: offered });
    const { customerId, request, preview } = sheet;
    await givenCredit(customerId, 100n);
    const later = at(shownAt, { minutes: 14 });
    const refreshed = await previewOrder(subscriberCtx(customerId, later), { customerId, request });
    expect(refreshed.prints.promise).not.toBe(preview.prints.promise);
    expect(keptStep(onScreen(preview), onScreen(refreshed))).toBe('keep');
    expect(await confirmAt(later, sheet)).toMatchObject({ kind: 'executed' });
  });

  it('is refused when the plan has been retired, for a change and for a new service', async () => {
    const sheet = await givenSheet({ balance: 9_000n });
    const { itemId } = sheet.to;
    const { customerId } = sheet;
    const request = { kind: 'new_service', itemId } as const;
    const preview = await previewOrder(subscriberCtx(customerId, shownAt), { customerId, request });
    await changeItemStatus(staffCtx(), { itemId, status: 'retired' });
    const bought = confirmAt(shownAt, { customerId, preview });
    expect(await refusalOf(bought)).toBe('offer_gone');
    expect(await refusalOf(confirmAt(shownAt, sheet))).toBe('offer_gone');
  });

  it.each([
    ['is given a last day', null, '2026-03-20'],
    ['gets an earlier last day', '2026-05-01', '2026-03-20'],
  ])('is refused when its service %s', async (_what, was, lastDay) => {
    const { customerId, serviceId, request } = await givenSheet({ balance: 9_000n, to: offered });
    const endOn = (day: string | null) =>
      getSql()`update services set end_date = ${day} where id = ${serviceId}`;
    await endOn(was);
    const ctx = subscriberCtx(customerId, shownAt);
    const preview = await previewOrder(ctx, { customerId, request });
    expect(preview.quote.lastDay).toBe(was ?? undefined);
    await endOn(lastDay);
    const confirmed = confirmAt(at(shownAt, { minutes: 1 }), { customerId, preview });
    expect(await refusalOf(confirmed)).toBe('quote_changed');
    expect(await balanceOf(customerId)).toBe(9_000n);
  });

  it('names the last day of its service, and no charge after it', async () => {
    const { customerId, serviceId, request } = await givenSheet({ balance: 9_000n, to: offered });
    await getSql()`update services set end_date = '2026-03-20' where id = ${serviceId}`;
    const ctx = subscriberCtx(customerId, shownAt);
    const preview = await previewOrder(ctx, { customerId, request });
    expect(preview.quote).toMatchObject({ lastDay: '2026-03-20', next: null });
    await confirmAt(at(shownAt, { minutes: 1 }), { customerId, preview });
    expect(await periodsOf(serviceId)).toHaveLength(2);
  });

  it.each([
    [at(start, { days: 4 }), '2026-03-20', 'not refused'],
    [at(start, { days: 4 }), '2026-03-06', 'not refused'],
    [at(start, { days: 4 }), '2026-03-05', 'service_past_last_day'],
  ])('at %s is sold to a service that ends on %s: %s', async (now, lastDay, outcome) => {
    const { customerId, serviceId, request } = await givenSheet({ balance: 9_000n, to: offered });
    await getSql()`update services set end_date = ${lastDay} where id = ${serviceId}`;
    const sheet = previewOrder(subscriberCtx(customerId, now), { customerId, request });
    expect(await refusalOf(sheet)).toBe(outcome);
  });

  it('is refused when the period was renewed after the sheet was opened', async () => {
    const { customerId, serviceId, request } = await givenSheet({ balance: 9_000n });
    const renewal = new Date('2026-04-02T09:00:00Z');
    const ctx = subscriberCtx(customerId, at(renewal, { minutes: -5 }));
    const preview = await previewOrder(ctx, { customerId, request });
    await sweepRecurrences(systemCtx(renewal));
    expect(await periodsOf(serviceId)).toHaveLength(2);
    const late = confirmAt(at(renewal, { minutes: 5 }), { customerId, preview });
    expect(await refusalOf(late)).toBe('quote_changed');
    expect(await balanceOf(customerId)).toBe(6_000n);
  });

  it('is refused for the second of two changes of one service', async () => {
    const sheet = await givenSheet({ balance: 20_000n });
    const third = await givenPlan({ ...monthly, unitPriceMinor: 7_000n });
    const { customerId } = sheet;
    const request = { ...sheet.request, itemId: third.itemId };
    const preview = await previewOrder(subscriberCtx(customerId, shownAt), { customerId, request });
    await confirmAt(at(shownAt, { minutes: 1 }), sheet);
    const second = confirmAt(at(shownAt, { minutes: 2 }), { customerId, preview });
    expect(await refusalOf(second)).toBe('quote_changed');
    expect(await periodsOf(sheet.serviceId)).toHaveLength(2);
  });

  it('is refused for a pack that became smaller or has another end', async () => {
    const customerId = await givenCustomer({ balance: 9_000n });
    const { itemId } = await givenPlan({ ...monthly, dataLimitBytes: GIGABYTE });
    const [pack] = await getSql()<{ id: string }[]>`
      insert into packs (item_id, name, data_bytes, price_minor) values (${itemId}, '1 GB', 1000000000, 200) returning id`;
    const packId = Number(pack?.id);
    const serviceId = await givenService({ customerId, itemId });
    const request = { kind: 'pack', serviceId, packId } as const;
    const preview = await previewOrder(subscriberCtx(customerId), { customerId, request });
    for (const set of ['data_bytes = 500000000', 'data_bytes = 1000000000, valid_days = 3']) {
      await getSql().unsafe(`update packs set ${set} where id = ${packId}`);
      expect(await refusalOf(confirmAt(start, { customerId, preview }))).toBe('quote_changed');
    }
  });
});

describe('a waiting order whose plan is changed', () => {
  it.each(Object.entries(edits))(
    'by %s fails; the money stays, and the old quote is kept',
    async (_what, set) => {
      const sheet = await givenSheet({ to: offered });
      const { customerId } = sheet;
      const placed = await confirmAt(shownAt, sheet);
      if (placed.kind !== 'waiting') throw new Error('it does not wait');
      await edit(sheet.to.versionId, set);
      const { orderId, shortMinor } = placed;
      await givenCredit(customerId, shortMinor, shownAt);
      const later = at(shownAt, { minutes: 5 });
      await putCreditToUse(systemCtx(later), { customerId, orderId });
      expect(await stateOf(orderId)).toEqual({ state: 'failed', failure: 'quote_changed' });
      expect(await balanceOf(customerId)).toBe(shortMinor);

      const ctx = subscriberCtx(customerId, later);
      const { was, request } = await getOrder(ctx, { customerId, orderId });
      const again = await previewOrder(ctx, { customerId, request, was: was ?? undefined });
      expect(again.compared?.was).toEqual(sheet.preview.quote);
    },
  );

  it('by retiring it fails, however the money arrives', async () => {
    const sheet = await givenSheet();
    const { customerId } = sheet;
    const placed = await confirmAt(shownAt, sheet);
    if (placed.kind !== 'waiting') throw new Error('it does not wait');
    await changeItemStatus(staffCtx(), { itemId: sheet.to.itemId, status: 'retired' });
    await givenCredit(customerId, placed.shortMinor, shownAt);
    await putCreditToUse(systemCtx(shownAt), { customerId, orderId: placed.orderId });
    expect(await stateOf(placed.orderId)).toMatchObject({ failure: 'offer_gone' });
  });
});
