import { eq } from 'drizzle-orm';
import { sentForms } from '@/db/schema/audit';
import type { TxCtx } from '@/lib/context';
import { fingerprint } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import { refuse } from '@/lib/kit/errors';

/**
 * Remembers, in the caller's transaction, what the form of this id said. Sent again with the same in it, it
 * passes, and the caller answers with what was done; with anything else it is refused. Of two at once, the
 * second waits for the first.
 * @param asked everything the form said, as parsed
 * @throws DomainError `conflict`
 */
export async function claimForm(
  ctx: TxCtx,
  { id, asked }: { id: string; asked: unknown },
): Promise<void> {
  // Keyed, because a form may hold a password that is easily guessed.
  const digest = fingerprint(env().ENCRYPTION_KEYS, wordsOf(asked), `form:${id}`);
  const inserted = await ctx.tx
    .insert(sentForms)
    .values({ id, digest, createdAt: ctx.now })
    .onConflictDoNothing()
    .returning({ id: sentForms.id });
  if (inserted.length > 0) return;
  const [sent] = await ctx.tx
    .select({ digest: sentForms.digest })
    .from(sentForms)
    .where(eq(sentForms.id, id));
  if (sent?.digest !== digest) refuse('conflict', 'form_reused');
}

/** Amounts in minor units are bigint, which JSON does not know. */
function wordsOf(asked: unknown): string {
  return JSON.stringify(asked, (_name, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}
