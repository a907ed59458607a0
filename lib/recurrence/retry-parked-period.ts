import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { parkedServices } from '@/db/schema/recurrence';
import { apart, inTransaction } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { decideDueService } from './decide-due-service';
import { doOrPark } from './park-service';
import { startOwedPeriods } from './start-owed-periods';
import { lockSchedule } from './store';

export const RetryParkedPeriod = z.object({ serviceId: z.number().int().positive() });

export type RetriedPeriod = {
  /** `decided`: its due period, or its resume; `released`: nothing is due now; `parked`: it failed again. */
  outcome: 'decided' | 'released' | 'parked';
};

/**
 * Retries a repaired service: decides its due period, or settles what its holds allow, and returns it to the
 * sweeps. Of two concurrent calls, only one does this.
 * @throws DomainError `forbidden` | `not-found`
 */
export async function retryParkedPeriod(
  ctx: Ctx,
  input: z.input<typeof RetryParkedPeriod>,
): Promise<RetriedPeriod> {
  requireStaff(ctx, 'jobs.write');
  const { serviceId } = RetryParkedPeriod.parse(input);
  return inTransaction(ctx, async (tctx) => {
    await lockSchedule(tctx, serviceId);
    const [row] = await tctx.tx
      .select()
      .from(parkedServices)
      .where(eq(parkedServices.serviceId, serviceId))
      .for('update');
    const { job } = found(row);
    // In a savepoint, so that a service that fails again stays parked.
    const outcome = await doOrPark(tctx, { serviceId, job }, () =>
      apart(tctx, (inner) => release(inner, serviceId)),
    );
    await recordAudit(tctx, {
      action: 'service.retry',
      subject: { kind: 'service', id: serviceId },
      after: { job, outcome },
    });
    return { outcome };
  });
}

async function release(ctx: TxCtx, serviceId: number): Promise<'decided' | 'released'> {
  await ctx.tx.delete(parkedServices).where(eq(parkedServices.serviceId, serviceId));
  const due = await decideDueService(ctx, serviceId);
  if (due.outcome === 'not_connected') return 'released';
  if (due.outcome !== 'not_due') return 'decided';
  const [settled] = await startOwedPeriods(ctx, [serviceId]);
  return settled?.outcome === 'started' ? 'decided' : 'released';
}
