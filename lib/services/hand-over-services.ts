import { and, eq, isNull } from 'drizzle-orm';
import { scheduledChanges, services } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';
import { recordHistory } from './record-history';
import { savePassword } from './save-password';

/**
 * Moves all services of one customer to another. A service that used the former owner's service password
 * keeps it as its own, so that routers and modems need no change. The caller has locked schedules and
 * wallets.
 */
export async function handOverServices(
  ctx: TxCtx,
  {
    fromId,
    toId,
    servicePassword,
  }: { fromId: number; toId: number; servicePassword: string | null },
): Promise<number[]> {
  const shared = await ctx.tx
    .select({ id: services.id })
    .from(services)
    .where(
      and(
        eq(services.customerId, fromId),
        isNull(services.passwordSealed),
        isNull(services.archivedAt),
      ),
    )
    .orderBy(services.id);
  for (const { id: serviceId } of servicePassword === null ? [] : shared)
    await savePassword(ctx, { serviceId, password: servicePassword });
  const moved = await ctx.tx
    .update(services)
    .set({ customerId: toId, updatedAt: ctx.now })
    .where(eq(services.customerId, fromId))
    .returning({ id: services.id });
  await ctx.tx
    .update(scheduledChanges)
    .set({ customerId: toId })
    .where(eq(scheduledChanges.customerId, fromId));
  await recordHistory(
    ctx,
    moved.map(({ id: serviceId }) => ({
      ...{ serviceId, customerId: toId, action: 'changed' },
      ...{ before: { customerId: fromId }, after: { customerId: toId } },
    })),
  );
  return moved.map(({ id }) => id).sort((one, other) => one - other);
}
