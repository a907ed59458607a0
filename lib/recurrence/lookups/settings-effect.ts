import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { TaxMode } from '@/lib/kit/words';
import { getSettings } from '@/lib/settings/get-settings';

/** What other settings do to services and wallets that exist. Minor units. */
export type SettingsEffect = {
  /** Services whose next period costs something else, and what all of these cost per month, before and after. */
  services: number;
  beforeMinor: bigint;
  afterMinor: bigint;
  /** When the first and the last of them is charged that; null without any. */
  from: Date | null;
  until: Date | null;
  /** Services whose periods follow another time zone, from their next one on. */
  moved: number;
  /** Wallets with another minimum balance, and what can be spent from them, before and after. At once. */
  wallets: number;
  spendableBeforeMinor: bigint;
  spendableAfterMinor: bigint;
};

export type PricedSettings = { taxMode: TaxMode; timeZone: string; minimumBalanceMinor: bigint };

const none: SettingsEffect = {
  ...{ services: 0, beforeMinor: 0n, afterMinor: 0n, from: null, until: null, moved: 0 },
  ...{ wallets: 0, spendableBeforeMinor: 0n, spendableAfterMinor: 0n },
};

/** Returns what these settings would do, from the same SQL that `repriceSchedules` applies. */
export async function readSettingsEffect(ctx: Ctx, next: PricedSettings): Promise<SettingsEffect> {
  requireStaff(ctx, 'settings.read');
  const now = await getSettings(ctx);
  const isRepriced = next.taxMode !== now.taxMode || next.timeZone !== now.timeZone;
  const isRefloored = next.minimumBalanceMinor !== now.minimumBalanceMinor;
  return {
    ...none,
    ...(isRepriced ? await readPrices(ctx, now, next) : {}),
    ...(isRefloored ? await readWallets(ctx, next.minimumBalanceMinor) : {}),
  };
}

type PriceRow = {
  services: number;
  moved: number;
  before: string;
  after: string;
  from_ms: number | null;
  until_ms: number | null;
};

async function readPrices(ctx: Ctx, now: PricedSettings, next: PricedSettings) {
  const [row] = await readDb(ctx).execute<PriceRow>(sql`
    select count(*) filter (where differs)::int as services, count(*) filter (where zone <> ${next.timeZone})::int as moved,
      coalesce(round(sum(a.gross_minor * per_month) filter (where differs)), 0)::text as before,
      coalesce(round(sum(b.gross_minor * per_month) filter (where differs)), 0)::text as after,
      (extract(epoch from min(c.next_due) filter (where differs)) * 1000)::float8 as from_ms,
      (extract(epoch from max(c.next_due) filter (where differs)) * 1000)::float8 as until_ms
    from schedule c
    join schedule_terms(${now.taxMode}, ${now.timeZone}) a on a.service_id = c.service_id
    join schedule_terms(${next.taxMode}, ${next.timeZone}) b on b.service_id = c.service_id
    cross join lateral (
      select a.gross_minor <> b.gross_minor as differs,
        case c.interval_unit when 'month' then 1.0 when 'week' then 365.2425 / 84 else 365.2425 / 12 end
          / c.interval_count as per_month
    ) m`);
  const at = (ms: number | null | undefined) => (ms == null ? null : new Date(ms));
  return {
    services: row?.services ?? 0,
    beforeMinor: BigInt(row?.before ?? 0),
    afterMinor: BigInt(row?.after ?? 0),
    from: at(row?.from_ms),
    until: at(row?.until_ms),
    moved: row?.moved ?? 0,
  };
}

async function readWallets(ctx: Ctx, floorMinor: bigint) {
  const floor = sql`${floorMinor.toString()}::bigint`;
  const [row] = await readDb(ctx).execute<{ wallets: number; before: string; after: string }>(sql`
    select count(*)::int as wallets, coalesce(sum(greatest(balance_minor - floor_minor, 0)), 0)::text as before,
      coalesce(sum(greatest(balance_minor - ${floor}, 0)), 0)::text as after
    from accounts where kind = 'wallet' and floor_minor <> ${floor}`);
  return {
    wallets: row?.wallets ?? 0,
    spendableBeforeMinor: BigInt(row?.before ?? 0),
    spendableAfterMinor: BigInt(row?.after ?? 0),
  };
}

/** Returns a text that differs when the effect that was shown is no longer the one to come; null without an effect. */
export function effectShown(effect: SettingsEffect): string | null {
  const { services, beforeMinor, afterMinor, moved, wallets } = effect;
  if (services + moved + wallets === 0) return null;
  return [services, beforeMinor, afterMinor, moved, wallets].join('/');
}
