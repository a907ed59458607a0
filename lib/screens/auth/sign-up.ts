import { and, eq, gt } from 'drizzle-orm';
import { signUps } from '@/db/schema/sign-up';
import { readDb } from '@/db/transaction';
import type { PublicCtx } from '@/lib/identity/proven-ctx';
import { listOfferedPlaces, type SignUpPlaces } from '@/lib/sign-up/lookups';
import { requireSignUpOpen } from '@/lib/sign-up/require-sign-up-open';
import { hashLinkToken } from '@/lib/sign-up/rules/link-token';

/** Who signed up with a link that still works, to greet them; null as soon as it does not. */
export async function findSignUpByLink(
  ctx: PublicCtx,
  token: string,
): Promise<{ name: string; email: string } | null> {
  const [row] = await readDb(ctx)
    .select({ name: signUps.name, email: signUps.email })
    .from(signUps)
    .where(and(eq(signUps.tokenHash, hashLinkToken(token)), gt(signUps.tokenExpiresAt, ctx.now)));
  return row ?? null;
}

/**
 * The places to choose from in the form.
 * @throws DomainError `not-found` while the operator has sign-up switched off
 */
export async function listSignUpPlaces(ctx: PublicCtx): Promise<SignUpPlaces> {
  await requireSignUpOpen(ctx);
  return listOfferedPlaces(ctx);
}
