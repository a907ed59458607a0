import { and, eq, isNotNull } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { listNextCharges, type NextCharge } from './next-charges';

/**
 * Returns the next charge as it would be if the planned plan change were cancelled; null if none is planned. The
 * caller has checked access to the service.
 */
export async function findChargeIfCancelled(
  ctx: Ctx,
  serviceId: number,
): Promise<NextCharge | null> {
  const [row] = await readDb(ctx)
    .select({ itemVersionId: services.nextInsteadOfVersionId })
    .from(services)
    .where(and(eq(services.id, serviceId), isNotNull(services.nextItemVersionId)));
  if (!row) return null;
  const supposed = { serviceId, itemVersionId: row.itemVersionId, feeMinor: 0n };
  return (await listNextCharges(ctx, [serviceId], supposed)).get(serviceId) ?? null;
}
