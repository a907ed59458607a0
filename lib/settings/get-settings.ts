import { settings } from '@/db/schema/settings';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import { currencyExponent } from '@/lib/kit/money';

/** The operator's settings as commands and screens use them. */
export type OperatorSettings = Omit<typeof settings.$inferSelect, 'id' | 'updatedAt'> & {
  currencyExponent: number;
};

/**
 * Returns the operator's settings.
 * @throws Error if the installation has no settings row: set-up writes it, so its absence is a defect.
 */
export async function getSettings(ctx: ActorlessCtx): Promise<OperatorSettings> {
  const [row] = await readDb(ctx).select().from(settings).limit(1);
  if (!row) throw new Error('settings: the operator row is missing; run the set-up');
  const { id: _id, updatedAt: _updatedAt, ...rest } = row;
  return { ...rest, currencyExponent: currencyExponent(rest.currency) };
}
