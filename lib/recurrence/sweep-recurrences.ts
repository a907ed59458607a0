import { z } from 'zod';
import { inTransaction } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaffOrSystem } from '@/lib/identity/authorise';
import { sweepStatement } from './sweep-statement';

export const SweepRecurrences = z.object({
  /** Services a transaction aims for: a purchase of a customer in the chunk waits that long. */
  size: z.number().int().min(1).max(20_000).default(1_000),
  runner: z
    .object({ index: z.number().int().min(0), of: z.number().int().min(1) })
    .refine(({ index, of }) => index < of)
    .default({ index: 0, of: 1 }),
});

export type SweepResult = {
  decided: number;
  allocated: number;
  withheld: number;
  missed: number;
  more: boolean;
};

/**
 * Decides one chunk of due periods in one transaction; call again while `more`. Any number of sweepers,
 * late or doubled, come to the same result: a period is decided once.
 */
export async function sweepRecurrences(
  ctx: Ctx,
  input: z.input<typeof SweepRecurrences> = {},
): Promise<SweepResult> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const { size, runner } = SweepRecurrences.parse(input);
  return inTransaction(ctx, async (tctx) => {
    const [row] = await tctx.tx.execute<Omit<SweepResult, 'more'>>(
      sweepStatement({ now: ctx.now, size, runner }),
    );
    if (!row) throw new Error('the sweep returned nothing');
    return { ...row, more: row.decided > 0 };
  });
}
