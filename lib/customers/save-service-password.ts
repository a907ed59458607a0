import { randomInt } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { customers } from '@/db/schema/customers';
import type { TxCtx } from '@/lib/context';
import { seal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';

/** Stores the password that the customer's services use when they have none of their own, sealed to the row. */
export async function saveServicePassword(
  ctx: TxCtx,
  { customerId, password }: { customerId: number; password: string },
): Promise<void> {
  const servicePasswordSealed = seal(
    env().ENCRYPTION_KEYS,
    password,
    `customer:${customerId}|service_password`,
  );
  await ctx.tx
    .update(customers)
    .set({ servicePasswordSealed, updatedAt: ctx.now })
    .where(eq(customers.id, customerId));
}

/** No look-alikes: people type it into a router by hand. About 57 bits. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

export function newServicePassword(): string {
  return Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('');
}
