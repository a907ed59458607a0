import { eq } from 'drizzle-orm';
import { services } from '@/db/schema/services';
import type { TxCtx } from '@/lib/context';
import { seal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';

/** Stores a service's own password, sealed to its row; null reverts to the customer's password. */
export async function savePassword(
  ctx: TxCtx,
  { serviceId, password }: { serviceId: number; password: string | null },
): Promise<void> {
  const passwordSealed =
    password === null
      ? null
      : seal(env().ENCRYPTION_KEYS, password, `service:${serviceId}|password`);
  await ctx.tx.update(services).set({ passwordSealed }).where(eq(services.id, serviceId));
}
