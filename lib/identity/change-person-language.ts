import { eq } from 'drizzle-orm';
import { users } from '@/db/schema/identity';
import { inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requirePerson } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { lockUser } from './store';

/** Changes the language (BCP 47) of mails about the caller's own account. A no-op if it is already set. */
export async function changePersonLanguage(
  ctx: Ctx,
  { language }: { language: string },
): Promise<void> {
  const person = requirePerson(ctx);
  await inTransaction(ctx, async (txCtx) => {
    const { language: before } = await lockUser(txCtx.tx, person.userId);
    if (before === language) return;
    await txCtx.tx
      .update(users)
      .set({ language, updatedAt: ctx.now })
      .where(eq(users.id, person.userId));
    await recordAudit(txCtx, {
      action: 'user.language',
      subject: { kind: 'user', id: person.userId },
      ...(person.kind === 'subscriber' ? { customerId: person.customerId } : {}),
      before: { language: before },
      after: { language },
    });
  });
}
