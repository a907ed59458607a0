import { listBuyableItems } from '@/lib/catalog/queries';
import type { Ctx } from '@/lib/context';
import { requireCustomerAccess } from '@/lib/identity/authorise';
import { localDateOf } from '@/lib/kit/time';
import { priceOn } from '@/lib/services/rules/pricing';
import { getOrderableService } from '../queries';
import { onPlanPrice } from '../rules';

/**
 * What a whole period that starts now costs this service on each plan it could be offered, by item: with its own
 * quantity and discounts. An item's own price says what one more service costs.
 */
export async function listChangePrices(
  ctx: Ctx,
  { customerId, serviceId }: { customerId: number; serviceId: number },
): Promise<Map<number, bigint>> {
  requireCustomerAccess(ctx, customerId, 'services.read');
  const [{ terms: own }, items] = await Promise.all([
    getOrderableService(ctx, { customerId, serviceId }),
    listBuyableItems(ctx, { customerId }),
  ]);
  const day = localDateOf(ctx.now, own.zone);
  return new Map(
    items.map(({ itemId, terms }) => [
      itemId,
      priceOn(onPlanPrice(own.price, terms), day).grossMinor,
    ]),
  );
}
