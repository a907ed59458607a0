import type { Ctx } from '@/lib/context';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { timed } from '../harness';

export const benchCtx = (): Ctx => ({
  actor: { kind: 'system', job: 'bench' },
  now: new Date(),
});

/** Into `held` the milliseconds each chunk held its locks. */
type SweepOptions = { held?: number[]; size?: number };

/** Sweeps until nothing is due; returns how many services were decided. */
export async function sweepAll(
  runner: { index: number; of: number },
  { held = [], size }: SweepOptions = {},
): Promise<number> {
  const ctx = benchCtx();
  let decided = 0;
  for (let more = true; more; ) {
    const took = await timed(async () => {
      const result = await sweepRecurrences(ctx, { runner, size });
      decided += result.decided;
      more = result.more;
    });
    if (more) held.push(took);
  }
  return decided;
}

/** Several runners at once, each with its share of the wallets. */
export async function sweepWith(runners: number, options: SweepOptions = {}): Promise<number> {
  const shares = Array.from({ length: runners }, (_, index) =>
    sweepAll({ index, of: runners }, options),
  );
  return (await Promise.all(shares)).reduce((sum, one) => sum + one, 0);
}
