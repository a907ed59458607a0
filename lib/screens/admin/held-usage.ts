import { and, count, desc, eq } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import { routers } from '@/db/schema/routers';
import { services } from '@/db/schema/services';
import { usageHeldReadings } from '@/db/schema/usage';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import type { HeldReason } from '@/lib/kit/words';

export type HeldReadingView = {
  heldId: number;
  serviceId: number;
  customerId: number;
  customerName: string;
  login: string | null;
  /** Null when the router was deleted. */
  routerName: string | null;
  reason: HeldReason;
  /** Null when the start of the traffic is unknown. */
  fromAt: Date | null;
  polledAt: Date;
  downBytes: bigint;
  upBytes: bigint;
  boundDownBytes: bigint | null;
  boundUpBytes: bigint | null;
};

/**
 * Lists readings that wait for a decision, newest first, of one service or of all.
 * @throws DomainError `forbidden`
 */
export async function listHeldReadings(
  ctx: Ctx,
  { serviceId, limit = 100 }: { serviceId?: number; limit?: number } = {},
): Promise<HeldReadingView[]> {
  requireStaff(ctx, 'usage.read');
  const held = usageHeldReadings;
  return readDb(ctx)
    .select({
      heldId: held.id,
      serviceId: held.serviceId,
      customerId: services.customerId,
      customerName: customers.name,
      login: services.login,
      routerName: routers.name,
      reason: held.reason,
      fromAt: held.fromAt,
      polledAt: held.polledAt,
      downBytes: held.downBytes,
      upBytes: held.upBytes,
      boundDownBytes: held.boundDownBytes,
      boundUpBytes: held.boundUpBytes,
    })
    .from(held)
    .innerJoin(services, eq(services.id, held.serviceId))
    .innerJoin(customers, eq(customers.id, services.customerId))
    .leftJoin(routers, eq(routers.id, held.routerId))
    .where(
      and(
        eq(held.state, 'open'),
        serviceId === undefined ? undefined : eq(held.serviceId, serviceId),
      ),
    )
    .orderBy(desc(held.polledAt), desc(held.id))
    .limit(limit);
}

/**
 * Counts the readings that wait for a decision.
 * @throws DomainError `forbidden`
 */
export async function countHeldReadings(ctx: Ctx): Promise<number> {
  requireStaff(ctx, 'usage.read');
  const [row] = await readDb(ctx)
    .select({ count: count() })
    .from(usageHeldReadings)
    .where(eq(usageHeldReadings.state, 'open'));
  return row?.count ?? 0;
}
