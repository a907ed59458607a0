import { settings } from '@/db/schema/settings';
import type { TxCtx } from '@/lib/context';

/** Locks the operator's settings in share mode until the transaction ends: tax mode and zone affect every price. */
export async function holdSettings(ctx: TxCtx): Promise<void> {
  await ctx.tx.select({ id: settings.id }).from(settings).for('share');
}
