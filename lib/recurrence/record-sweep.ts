import { readFault } from '@/db/read-fault';
import type { Ctx } from '@/lib/context';
import { logDefect } from '@/lib/kit/log';
import type { SweepPart } from '@/lib/kit/words';
import type { SweepTally } from './decide-one-by-one';
import { recordSweepRun } from './record-sweep-run';

type Tally = SweepTally & { more: boolean; isNoted?: boolean };
type Sweep = (ctx: Ctx) => Promise<Tally>;

/** Wraps a sweep so that each of its chunks is recorded for staff, including failed ones. */
export function recordSweep(part: SweepPart, sweep: Sweep): Sweep {
  return async (ctx) => {
    const beganAt = performance.now();
    const took = () => ({ part, durationMs: Math.round(performance.now() - beganAt) });
    const tally = await sweep(ctx).catch(async (error: unknown) => {
      // The fault may also prevent the record; the first error is the one to report.
      await recordSweepRun(ctx, { ...took(), fault: readFault(error).code }).catch(
        (second: unknown) => logDefect(second, { job: 'sweep-recurrences', part }),
      );
      throw error;
    });
    if (!tally.isNoted) await recordSweepRun(ctx, { ...took(), ...tally });
    return tally;
  };
}
