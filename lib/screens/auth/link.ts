import { and, eq, gt, isNull } from 'drizzle-orm';
import { oneTimeTokens, users } from '@/db/schema/identity';
import { readDb } from '@/db/transaction';
import type { TokenKind } from '@/lib/identity/lookups';
import type { PublicCtx } from '@/lib/identity/proven-ctx';
import { hashToken } from '@/lib/identity/rules/token';

/** Returns the holder of a mailed link, to greet them by name; null once the link no longer works. */
export async function findLinkHolder(
  ctx: PublicCtx,
  { token, kind }: { token: string; kind: TokenKind },
): Promise<{ name: string; email: string } | null> {
  const [row] = await readDb(ctx)
    .select({ name: users.name, email: users.email })
    .from(oneTimeTokens)
    .innerJoin(users, eq(users.id, oneTimeTokens.userId))
    .where(
      and(
        eq(oneTimeTokens.tokenHash, hashToken(token)),
        eq(oneTimeTokens.kind, kind),
        isNull(oneTimeTokens.usedAt),
        gt(oneTimeTokens.expiresAt, ctx.now),
        eq(users.status, 'active'),
      ),
    );
  return row ?? null;
}
