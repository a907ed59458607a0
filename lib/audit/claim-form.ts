import { eq } from 'drizzle-orm';
import { sentForms } from '@/db/schema/audit';
import type { TxCtx } from '@/lib/context';
import { fingerprint } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import { refuse } from '@/lib/kit/errors';

/**
 * Records a keyed digest of a form's contents under its id, in the caller's transaction. Resending the same contents
 * is a no-op, so the caller returns the earlier result; different contents under the same id are refused. Of two
 * concurrent submissions, the second waits for the first.
 * @param asked all parsed fields of the form
 * @throws DomainError `conflict`
 */
export async function claimForm(
  ctx: TxCtx,
  { id, asked }: { id: string; asked: unknown },
): Promise<void> {
  // Keyed, because a form may contain an easily guessed password.
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

/** Serialises bigint amounts, which JSON cannot represent. */
function wordsOf(asked: unknown): string {
  return JSON.stringify(asked, (_name, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}
