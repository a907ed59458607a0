import { beforeEach, describe, expect, it } from 'vitest';
import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import { listNextCharges } from '@/lib/orders/lookups/next-charges';
import { putCreditToUse } from '@/lib/orders/put-credit-to-use';
import { recheckSchedules } from '@/lib/recurrence/recheck-schedules';
import { refreshSchedule } from '@/lib/recurrence/refresh-schedule';
import { applySettings } from '@/lib/rollouts/apply-settings';
import type { ChangeSettings } from '@/lib/settings/change-settings';
import { getSettings } from '@/lib/settings/get-settings';
import {
  at,
  brokenLedgerRules,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  serviceNow,
  staffCtx,
  start,
  systemCtx,
} from '@/tests/support/fixtures';
import { sweepAt } from '../planned/support';

const monthly = { intervalUnit: 'month', intervalCount: 1 } as const;
const now = at(start, { days: 1 });

beforeEach(async () => {
  await givenOperator({ taxMode: 'inclusive', timeZone: 'UTC', minimumBalanceMinor: 0n });
  await getSql()`update services set archived_at = ${start.toISOString()} where archived_at is null`;
  await getSql()`delete from schedule`;
  await getSql()`
    update accounts set floor_minor = 0, under_floor_minor = greatest(-balance_minor, 0) where kind = 'wallet'`;
  await getSql()`delete from events`;
});

async function settingsWith(over: Partial<ChangeSettings>) {
  const { currencyExponent: _digits, locale: _locale, ...settings } = await getSettings({});
  return { ...settings, ...over };
}

/** Asks what the settings would do. */
async function asked(over: Partial<ChangeSettings>) {
  const answer = await applySettings(staffCtx(now), { ...(await settingsWith(over)), shown: null });
  if (answer.kind !== 'asks') throw new Error('it was saved without a question');
  return answer;
}

async function confirm(over: Partial<ChangeSettings>, shown: string | null) {
  return applySettings(staffCtx(now), { ...(await settingsWith(over)), shown });
}

/** Two services at 20 % tax, 10.00 a month and 5.00 a week, and one without tax. */
async function givenServices() {
  const taxed = { taxRatePpm: 200_000 };
  const plans = [
    await givenPlan({ ...monthly, ...taxed, unitPriceMinor: 1_000n }),
    await givenPlan({ ...taxed, unitPriceMinor: 500n }),
    await givenPlan({ ...monthly, unitPriceMinor: 700n }),
  ];
  const customerId = await givenCustomer({ balance: 90_000n });
  const ids: number[] = [];
  for (const { itemId } of plans) ids.push(await givenService({ customerId, itemId }));
  return ids;
}

async function schedules() {
  return getSql()`select * from schedule order by service_id`;
}

describe('a new tax mode', () => {
  it('is shown with its effect before anything is saved', async () => {
    await givenServices();
    const before = await schedules();
    const { effect } = await asked({ taxMode: 'exclusive' });
    expect(effect).toMatchObject({
      services: 2,
      // 10.00, and 5.00 for each of the 4.348 weeks of a month.
      beforeMinor: 3_174n,
      afterMinor: 3_809n,
      from: at(start, { days: 7 }),
      until: new Date('2026-04-02T09:00:00Z'),
      ...{ moved: 0, wallets: 0 },
    });
    expect(await getSettings({})).toMatchObject({ taxMode: 'inclusive' });
    expect(await schedules()).toEqual(before);
  });

  it('is what the next two renewals cost, as shown, once it is confirmed', async () => {
    const ids = await givenServices();
    const { shown } = await asked({ taxMode: 'exclusive' });
    expect(await confirm({ taxMode: 'exclusive' }, shown)).toEqual({ kind: 'saved' });
    const charges = await listNextCharges(staffCtx(now), ids);
    expect(ids.map((id) => charges.get(id)?.duePriceMinor)).toEqual([1_200n, 600n, 700n]);
    for (let days = 2; days <= 70; days += 1) await sweepAt(at(start, { days }));
    const rows = await getSql()<{ id: number; price: number }[]>`
      select service_id::int as id, price_minor::int as price from periods
      where service_id in ${getSql()(ids)} and index in (1, 2) order by service_id, index`;
    expect(rows.map(({ price }) => price)).toEqual([1_200, 1_200, 600, 600, 700, 700]);
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('is asked about again if it would now do something else than shown', async () => {
    await givenServices();
    const { shown } = await asked({ taxMode: 'exclusive' });
    await givenServices();
    const again = await confirm({ taxMode: 'exclusive' }, shown);
    expect(again).toMatchObject({ kind: 'asks', effect: { services: 4 } });
    expect(await getSettings({})).toMatchObject({ taxMode: 'inclusive' });
  });
});

describe('new settings', () => {
  it('are saved at once if they do nothing to existing services', async () => {
    await givenServices();
    // Wallets from before a minimum balance applied to all.
    await getSql()`update accounts set floor_minor = -100 where kind = 'wallet'`;
    expect(await confirm({ operatorName: 'Hill Net' }, null)).toEqual({ kind: 'saved' });
    expect(await getSettings({})).toMatchObject({ operatorName: 'Hill Net' });
  });

  it('leave in the schedule what the rules write for each service, and nothing to repair', async () => {
    const ids = await givenServices();
    await getSql()`insert into service_discounts (service_id, kind, percent_ppm, start_date, end_date)
      select id, 'percent', 333333, '2026-03-01', '2026-04-02' from services where id = ${ids[0] ?? 0}`;
    await inTransaction(systemCtx(), (ctx) => refreshSchedule(ctx, ids[0] ?? 0));
    const over = { taxMode: 'exclusive', timeZone: 'Pacific/Apia' } as const;
    const { shown, effect } = await asked(over);
    expect(effect).toMatchObject({ services: 2, moved: 3 });
    await confirm(over, shown);
    const written = await schedules();
    expect(await recheckSchedules(systemCtx(now))).toEqual({ repaired: 0, more: false });
    for (const id of ids) await inTransaction(systemCtx(), (ctx) => refreshSchedule(ctx, id));
    expect(await schedules()).toEqual(written);
  });
});

describe('a new minimum balance', () => {
  it('is shown with its effect, applies to every wallet, and starts what the credit then covers', async () => {
    const customerId = await givenCustomer({ balance: 300n });
    const { itemId } = await givenPlan({ ...monthly, unitPriceMinor: 500n });
    const serviceId = await givenService({ customerId, itemId });
    await getSql()`delete from events`;
    const { effect, shown } = await asked({ minimumBalanceMinor: -200n });
    expect(effect).toMatchObject({ services: 0, moved: 0 });
    expect(effect.spendableAfterMinor - effect.spendableBeforeMinor).toBe(
      200n * BigInt(effect.wallets),
    );
    expect(await confirm({ minimumBalanceMinor: -200n }, shown)).toEqual({ kind: 'saved' });
    const events = await getSql()`
      select 1 from events where name = 'wallet/credited' and customer_id = ${customerId}`;
    expect(events).toHaveLength(1);
    await putCreditToUse(systemCtx(now), { customerId });
    expect((await serviceNow(serviceId)).status).toBe('active');
    expect(await brokenLedgerRules()).toEqual([]);
  });

  it('above what a wallet holds stops its purchases and takes nothing from it', async () => {
    const customerId = await givenCustomer({ balance: 300n });
    const { shown } = await asked({ minimumBalanceMinor: 1_000n });
    await confirm({ minimumBalanceMinor: 1_000n }, shown);
    const [wallet] = await getSql()`
      select balance_minor::int as balance, floor_minor::int as floor, under_floor_minor::int as missing
      from accounts where customer_id = ${customerId} and kind = 'wallet'`;
    expect(wallet).toEqual({ balance: 300, floor: 1_000, missing: 700 });
    const { itemId } = await givenPlan({ ...monthly, unitPriceMinor: 1n });
    const serviceId = await givenService({ customerId, itemId });
    expect((await serviceNow(serviceId)).holds).toEqual(['unpaid']);
    expect(await brokenLedgerRules()).toEqual([]);
  });
});
