import { and, eq, gt } from 'drizzle-orm';
import { signUps } from '@/db/schema/sign-up';
import { readDb } from '@/db/transaction';
import type { PublicCtx } from '@/lib/identity/proven-ctx';
import { listOfferedPlaces, type SignUpPlaces } from '@/lib/sign-up/lookups';
import { requireSignUpOpen } from '@/lib/sign-up/require-sign-up-open';
import { hashLinkToken } from '@/lib/sign-up/rules/link-token';

/** Returns the person who signed up with this link, to greet them by name; null once the link no longer works. */
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
 * Lists the places the form offers.
 * @throws DomainError `not-found` while the operator has sign-up switched off
 */
export async function listSignUpPlaces(ctx: PublicCtx): Promise<SignUpPlaces> {
  await requireSignUpOpen(ctx);
  return listOfferedPlaces(ctx);
}
