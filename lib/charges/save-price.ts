import { sql } from 'drizzle-orm';
import type { StoredDiscount } from '@/db/schema/charges';
import { inOneTrip } from '@/db/transaction';
import type { TxCtx } from '@/lib/context';
import type { AppliedDiscount } from '@/lib/pricing/rules/price';
import type { RecordedPrice } from './rules';

/** Records how a price came about, unless an equal price is recorded already, and returns its id. */
export async function savePrice(ctx: TxCtx, recorded: RecordedPrice): Promise<number> {
  const { itemVersionId, price, givesBack } = recorded;
  const digits = (minor: bigint) => minor.toString();
  const discounts = JSON.stringify(price.discounts.map(storedDiscount));
  const [row] = await ctx.tx.execute<{ id: string }>(
    inOneTrip(sql`
    with wanted as (
      select ${itemVersionId}::bigint as item_version_id, ${price.quantity}::int as quantity,
        ${digits(price.unitPriceMinor)}::bigint as unit_price_minor, ${price.isCustom}::boolean as is_custom,
        ${digits(price.listMinor)}::bigint as list_minor, ${discounts}::jsonb as discounts,
        ${digits(price.discountMinor)}::bigint as discount_minor, ${digits(price.netMinor)}::bigint as net_minor,
        ${price.taxRatePpm}::int as tax_rate_ppm, ${price.taxMode}::text as tax_mode,
        ${digits(price.taxMinor)}::bigint as tax_minor, ${digits(price.grossMinor)}::bigint as gross_minor,
        ${givesBack}::text as gives_back
    ),
    found as (
      select p.id from prices p join wanted w
        on p.unit_price_minor = w.unit_price_minor and p.gross_minor = w.gross_minor
        and p.item_version_id is not distinct from w.item_version_id and p.quantity = w.quantity
        and p.is_custom = w.is_custom and p.discounts = w.discounts and p.tax_rate_ppm = w.tax_rate_ppm
        and p.tax_mode = w.tax_mode and p.tax_minor = w.tax_minor and p.gives_back = w.gives_back
      order by p.id limit 1
    ),
    made as (
      insert into prices (item_version_id, quantity, unit_price_minor, is_custom, list_minor, discounts, discount_minor,
                          net_minor, tax_rate_ppm, tax_mode, tax_minor, gross_minor, gives_back)
      select * from wanted where not exists (select 1 from found)
      returning id
    )
    select id from found union all select id from made`),
  );
  if (!row) throw new Error('a price was neither found nor written');
  return Number(row.id);
}

function storedDiscount(discount: AppliedDiscount): StoredDiscount {
  const worthMinor = discount.worthMinor.toString();
  return discount.kind === 'percent'
    ? { kind: 'percent', percentPpm: discount.percentPpm, worthMinor }
    : { kind: 'fixed', amountMinor: discount.amountMinor.toString(), worthMinor };
}
