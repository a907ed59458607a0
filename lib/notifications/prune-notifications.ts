import { and, lt, ne } from 'drizzle-orm';
import { notifications } from '@/db/schema/notifications';
import { inTransaction } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';

/** Long enough for any question about a mail, and longer than a cause can repeat. */
const KEPT_MS = 400 * 24 * 60 * 60_000;

/** Deletes notifications that were settled long ago. Idempotent. */
export async function pruneNotifications(ctx: Ctx): Promise<void> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const before = new Date(ctx.now.getTime() - KEPT_MS);
  await inTransaction(ctx, ({ tx }) =>
    tx
      .delete(notifications)
      .where(and(lt(notifications.createdAt, before), ne(notifications.state, 'queued'))),
  );
}
