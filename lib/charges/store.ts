import { chargeLines } from '@/db/schema/charges';
import type { TxCtx } from '@/lib/context';

export type NewChargeLine = Omit<typeof chargeLines.$inferInsert, 'id' | 'at' | 'line'>;

/** Records the lines of one cause, in order. */
export async function insertLines(ctx: TxCtx, lines: readonly NewChargeLine[]): Promise<void> {
  if (lines.length === 0) return;
  await ctx.tx
    .insert(chargeLines)
    .values(lines.map((one, line) => ({ ...one, line, at: ctx.now })));
}
