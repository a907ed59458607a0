import { getSql } from '@/db/client';
import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { takeVersion } from '@/lib/lifecycle/take-version';

/** Newer terms of an item at 6.00, which the service takes with its next period. */
export async function givenNewerTerms(
  ctx: Ctx,
  { itemId, serviceId }: { itemId: number; serviceId: number },
): Promise<number> {
  const [made] = await getSql()<{ id: string }[]>`
    insert into catalog_item_versions overriding system value
    select (jsonb_populate_record(v, jsonb_build_object(
      'id', v.id + 100000, 'version', v.version + 1, 'unit_price_minor', 600))).*
    from catalog_item_versions v where v.item_id = ${itemId}
    returning id`;
  const itemVersionId = Number(made?.id);
  await inTransaction(ctx, (tctx) =>
    takeVersion(tctx, { serviceId, itemVersionId, moment: 'period_end' }),
  );
  return itemVersionId;
}
