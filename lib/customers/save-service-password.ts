import { randomInt } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { seal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';

type CustomerPassword = { customerId: number; password: string };

/** Stores the password for the customer's services that have none of their own, encrypted and bound to the row. */
export async function saveServicePassword(ctx: TxCtx, one: CustomerPassword): Promise<void> {
  await saveServicePasswords(ctx, [one]);
}

/** Stores the passwords of many customers in one statement. */
export async function saveServicePasswords(
  ctx: TxCtx,
  passwords: readonly CustomerPassword[],
): Promise<void> {
  const ring = env().ENCRYPTION_KEYS;
  const ids = passwords.map(({ customerId }) => String(customerId));
  const sealed = passwords.map(({ customerId, password }) =>
    seal(ring, password, servicePasswordContext(customerId)),
  );
  await ctx.tx.execute(sql`
    update customers c
    set service_password_sealed = given.sealed, updated_at = ${ctx.now.toISOString()}::timestamptz
    from unnest(${sql.param(ids)}::text[]::bigint[], ${sql.param(sealed)}::text[]) given (id, sealed)
    where c.id = given.id`);
}

/** The context the encrypted value is bound to: copied to another customer's row it cannot be decrypted. */
export function servicePasswordContext(customerId: number): string {
  return `customer:${customerId}|service_password`;
}

/** Without look-alikes, because people type it into a router by hand. About 57 bits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

export function newServicePassword(): string {
  return Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
