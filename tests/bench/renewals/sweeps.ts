import type { Ctx } from '@/lib/context';
import { drainInShares } from '@/lib/recurrence/drain-in-shares';
import { sweepRecurrences } from '@/lib/recurrence/sweep-recurrences';
import { timed } from '../harness';

export const benchCtx = (): Ctx => ({
  actor: { kind: 'system', job: 'bench' },
  now: new Date(),
});

/** Sweeps until nothing is due; returns the number of services decided and how long each chunk held its locks. */
export async function sweepAll(
  runner: { index: number; of: number },
  held: number[] = [],
): Promise<number> {
  const ctx = benchCtx();
  let decided = 0;
  for (let more = true; more; ) {
    const took = await timed(async () => {
      const result = await sweepRecurrences(ctx, { runner });
      decided += result.decided;
      more = result.more;
    });
    if (more) held.push(took);
  }
  return decided;
}

/** Runs several runners at once, each with its share of the wallets. */
export async function sweepWith(runners: number, held: number[] = []): Promise<number> {
  const shares = Array.from({ length: runners }, (_, index) =>
    sweepAll({ index, of: runners }, held),
  );
  return (await Promise.all(shares)).reduce((sum, one) => sum + one, 0);
}

/** Calls the job's shares directly: its runners, with chunks sized to the machine's speed. */
export async function sweepInShares(): Promise<void> {
  const step = drainInShares((ctx, share) => sweepRecurrences(ctx, share));
  while ((await step(benchCtx())).more);
}
