import { eq, sql } from 'drizzle-orm';
import { prices, type StoredDiscount } from '@/db/schema/charges';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import type { GivesBack } from '@/lib/kit/charge-words';
import type { TaxMode } from '@/lib/kit/words';
import type { AppliedDiscount } from '@/lib/pricing/rules/price';
import type { LinePrice, LineView } from './line-view';

/** Returns what of a recorded price can be given back; null if the price was not recorded. */
export async function findGivesBack(
  ctx: ActorlessCtx,
  priceId: number | null,
): Promise<GivesBack | null> {
  if (priceId === null) return null;
  const [row] = await readDb(ctx)
    .select({ givesBack: prices.givesBack })
    .from(prices)
    .where(eq(prices.id, priceId));
  return row?.givesBack ?? null;
}

/** Lists the lines of these causes, those of one cause in their order. The caller has authorised. */
export async function listLines(
  ctx: ActorlessCtx,
  causeKeys: readonly string[],
): Promise<LineView[]> {
  if (causeKeys.length === 0) return [];
  const rows = await readDb(ctx).execute<LineRow>(sql`
    select cause_key, what, starts_at, ends_at, net_minor::text, tax_minor::text, gross_minor::text, part::text,
      part_of::text, part_unit, quantity, unit_price_minor::text, is_custom, list_minor::text, discounts, tax_rate_ppm,
      tax_mode, whole_minor::text
    from lines_of_causes(${sql.param([...new Set(causeKeys)])}::text[])`);
  return rows.map(toView);
}

type LineRow = {
  cause_key: string;
  what: LineView['what'];
  starts_at: string | null;
  ends_at: string | null;
  net_minor: string;
  tax_minor: string;
  gross_minor: string;
  part: string | null;
  part_of: string | null;
  part_unit: 'seconds' | 'bytes' | null;
  quantity: number;
  unit_price_minor: string;
  is_custom: boolean;
  list_minor: string | null;
  discounts: StoredDiscount[];
  tax_rate_ppm: number;
  tax_mode: TaxMode;
  whole_minor: string;
};

function toView(row: LineRow): LineView {
  const { part, part_of: of, part_unit: unit } = row;
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  return {
    causeKey: row.cause_key,
    what: row.what,
    startsAt: instant(row.starts_at),
    endsAt: instant(row.ends_at),
    netMinor: BigInt(row.net_minor),
    taxMinor: BigInt(row.tax_minor),
    grossMinor: BigInt(row.gross_minor),
    share:
      part === null || of === null || unit === null
        ? null
        : { part: BigInt(part), of: BigInt(of), unit },
    price: row.list_minor === null ? null : priceOf(row, row.list_minor),
  };
}

function priceOf(row: LineRow, listMinor: string): LinePrice {
  return {
    quantity: row.quantity,
    unitPriceMinor: BigInt(row.unit_price_minor),
    isCustom: row.is_custom,
    listMinor: BigInt(listMinor),
    discounts: row.discounts.map(toDiscount),
    taxRatePpm: row.tax_rate_ppm,
    taxMode: row.tax_mode,
    grossMinor: BigInt(row.whole_minor),
  };
}

function toDiscount(stored: StoredDiscount): AppliedDiscount {
  const worthMinor = BigInt(stored.worthMinor);
  return stored.kind === 'percent'
    ? { ...stored, worthMinor }
    : { ...stored, amountMinor: BigInt(stored.amountMinor), worthMinor };
}
