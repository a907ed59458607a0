import { beforeEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { type ChangeSettings, changeSettings } from '@/lib/settings/change-settings';
import { getSettings } from '@/lib/settings/get-settings';
import { installOperator } from '@/lib/settings/install-operator';
import {
  at,
  balanceOf,
  givenCustomer,
  givenOperator,
  staffCtx,
  start,
  subscriberCtx,
  systemCtx,
} from '@/tests/support/fixtures';

const settings: ChangeSettings = {
  operatorName: 'Hill Net',
  currency: 'EUR',
  timeZone: 'Africa/Johannesburg',
  taxMode: 'exclusive',
  minimumBalanceMinor: -500n,
  topUpMinMinor: 200n,
  topUpMaxMinor: 50_000n,
  fourEyesAboveMinor: 10_000n,
  selfSignUp: true,
  sellsAhead: true,
  disputeStopsServices: true,
  mapTileUrl: 'https://tiles.example.test/{z}/{x}/{y}.png',
  supportContact: 'help@hill.test',
};

const owner = staffCtx(at(start, { days: 1 }));

beforeEach(() => givenOperator({ minimumBalanceMinor: 0n }));

async function auditsOfSettings() {
  return getSql()<
    { actor: string; before: Record<string, unknown>; after: Record<string, unknown> }[]
  >`
    select actor, before, after from audit_log where action = 'settings.change' order by id`;
}

describe('changing the settings', () => {
  test('saves every field for all later reads, with before and after in the audit log', async () => {
    const earlier = (await auditsOfSettings()).length;
    await changeSettings(owner, settings);
    expect(await getSettings({})).toMatchObject(settings);
    const audits = (await auditsOfSettings()).slice(earlier);
    expect(audits).toHaveLength(1);
    expect(audits[0]).toMatchObject({
      actor: 'staff:1',
      before: { operatorName: 'Harbour Net', topUpMinMinor: '100' },
      after: { operatorName: 'Hill Net', topUpMinMinor: '200', selfSignUp: true },
    });
  });

  test('is idempotent', async () => {
    await changeSettings(owner, settings);
    await changeSettings(owner, settings);
    expect(await getSettings({})).toMatchObject(settings);
  });

  test('gives new wallets the new floor and keeps the old one on existing wallets', async () => {
    const before = await givenCustomer();
    await changeSettings(owner, settings);
    const after = await givenCustomer();
    const rows = await getSql()<{ id: number; floor: number }[]>`
      select customer_id::int as id, floor_minor::int as floor from accounts
      where kind = 'wallet' and customer_id in (${before}, ${after}) order by customer_id`;
    expect([...rows]).toEqual([
      { id: before, floor: 0 },
      { id: after, floor: -500 },
    ]);
    expect(await balanceOf(after)).toBe(0n);
  });

  test.each<[keyof ChangeSettings, unknown, string]>([
    ['operatorName', '  ', 'field_required'],
    ['operatorName', 'x'.repeat(121), 'field_too_long'],
    ['currency', 'euro', 'currency_unknown'],
    ['timeZone', 'Moon/Crater', 'time_zone_unknown'],
    ['topUpMinMinor', 0n, 'amount_not_positive'],
    ['topUpMaxMinor', -1n, 'amount_not_positive'],
    ['fourEyesAboveMinor', 0n, 'amount_not_positive'],
    ['mapTileUrl', 'tiles', 'field_invalid'],
    ['supportContact', 'x'.repeat(301), 'field_too_long'],
  ])('refuses a bad %s at its field: %s', async (field, value, message) => {
    const before = await getSettings({});
    await expect(changeSettings(owner, { ...settings, [field]: value })).rejects.toMatchObject({
      issues: [{ path: [field], message }],
    });
    expect(await getSettings({})).toEqual(before);
  });

  test.each<[string, Partial<ChangeSettings>, string, object]>([
    ['EUR', { topUpMinMinor: 10n }, 'topUpMinMinor', { min: { minor: 50n } }],
    ['EUR', { topUpMaxMinor: 100_000_000n }, 'topUpMaxMinor', { max: { minor: 99_999_999n } }],
    ['HUF', { topUpMinMinor: 17_499n }, 'topUpMinMinor', { min: { minor: 17_500n } }],
    ['UGX', { topUpMaxMinor: 1_000_000n }, 'topUpMaxMinor', { max: { minor: 999_999n } }],
    ['KWD', { topUpMaxMinor: 50_005n }, 'topUpMaxMinor', { step: { minor: 10n } }],
  ])(
    'refuses in %s limits that Stripe cannot charge, and names the one that it can: %o',
    async (currency, change, field, params) => {
      const before = await getSettings({});
      await expect(
        changeSettings(owner, { ...settings, currency, ...change }),
      ).rejects.toMatchObject({ code: 'invalid-input', field, params });
      expect(await getSettings({})).toEqual(before);
    },
  );

  test('accepts twelve digits in rupiah, as Stripe does', async () => {
    const rupiah = { currency: 'IDR', topUpMinMinor: 1_000_000n, topUpMaxMinor: 999_999_999_999n };
    await changeSettings(owner, { ...settings, ...rupiah });
    expect(await getSettings({})).toMatchObject(rupiah);
  });

  test('refuses a smallest top-up above the largest, at the field of the largest', async () => {
    const crossed = { ...settings, topUpMinMinor: 501n, topUpMaxMinor: 500n };
    await expect(changeSettings(owner, crossed)).rejects.toMatchObject({
      key: 'top_up_limits_crossed',
      field: 'topUpMaxMinor',
    });
    await changeSettings(owner, { ...crossed, topUpMinMinor: 500n });
  });

  test('is closed to staff without the right, subscribers and jobs', async () => {
    const before = await getSettings({});
    const others = [
      staffCtx(start, 'support'),
      staffCtx(start, 'auditor'),
      subscriberCtx(1),
      systemCtx(),
    ];
    for (const ctx of others) {
      await expect(changeSettings(ctx, settings)).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await getSettings({})).toEqual(before);
  });

  test('by two people at once leaves one complete set of settings, and audits both', async () => {
    const earlier = (await auditsOfSettings()).length;
    const [one, two] = [
      { ...settings, operatorName: 'One', supportContact: 'one' },
      { ...settings, operatorName: 'Two', supportContact: 'two' },
    ];
    await Promise.all([changeSettings(owner, one), changeSettings(owner, two)]);
    const { operatorName, supportContact } = await getSettings({});
    expect(supportContact).toBe(operatorName.toLowerCase());
    const [first, second] = (await auditsOfSettings()).slice(earlier);
    expect(second?.before['operatorName']).toBe(first?.after['operatorName']);
  });

  test('is not undone by running the setup again', async () => {
    await changeSettings(owner, settings);
    const { operatorName, ...rest } = { operatorName: 'Fresh', currency: 'EUR', timeZone: 'UTC' };
    expect(await installOperator(systemCtx(), { operatorName, ...rest })).toBe(false);
    expect(await getSettings({})).toMatchObject(settings);
  });
});

describe('the currency', () => {
  const dollars = { ...settings, currency: 'USD' };

  test('can change while no money has moved', async () => {
    await givenCustomer();
    await changeSettings(owner, dollars);
    expect(await getSettings({})).toMatchObject({ currency: 'USD', currencyExponent: 2 });
  });

  test('is fixed with the first movement, and everything else can still change', async () => {
    await givenCustomer({ balance: 1n });
    await expect(changeSettings(owner, dollars)).rejects.toMatchObject({
      code: 'invalid-state',
      key: 'currency_is_fixed',
      params: { currency: 'EUR' },
    });
    expect((await getSettings({})).operatorName).toBe('Harbour Net');
    await changeSettings(owner, settings);
    expect((await getSettings({})).operatorName).toBe('Hill Net');
  });
});
