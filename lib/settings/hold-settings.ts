import { settings } from '@/db/schema/settings';
import type { TxCtx } from '@/lib/context';

/** Keeps the operator's choices as they are for the transaction: tax mode and zone are part of every price. */
export async function holdSettings(ctx: TxCtx): Promise<void> {
  await ctx.tx.select({ id: settings.id }).from(settings).for('share');
}
