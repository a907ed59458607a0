import { and, eq, inArray, ne } from 'drizzle-orm';
import { catalogItemVersions } from '@/db/schema/catalog';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { chargeAhead, type ShownCharge } from '../shown-charge';
import { listNextCharges } from './next-charges';

/**
 * Returns the next charge of each service as it would be if its planned plan change were cancelled; nothing for a service
 * without one. The caller has checked access to the services.
 */
export async function listChargesIfCancelled(
  ctx: Ctx,
  serviceIds: readonly number[],
): Promise<Map<number, ShownCharge>> {
  if (serviceIds.length === 0) return new Map();
  const planned = await readDb(ctx)
    .select({ serviceId: services.id, itemVersionId: services.nextInsteadOfVersionId })
    .from(services)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.nextItemVersionId))
    .where(
      and(
        inArray(services.id, [...serviceIds]),
        // Newer terms of the plan itself cannot be cancelled for one service.
        ne(catalogItemVersions.itemId, services.itemId),
      ),
    );
  const ids = planned.map(({ serviceId }) => serviceId);
  const supposed = planned.map((one) => ({ ...one, feeMinor: 0n }));
  const charges = await listNextCharges(ctx, ids, supposed);
  return new Map([...charges].map(([id, charge]) => [id, chargeAhead(ctx.now, charge)]));
}
