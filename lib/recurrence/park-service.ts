import { sql } from 'drizzle-orm';
import { readFault } from '@/db/read-fault';
import { parkedServices } from '@/db/schema/recurrence';
import { apart } from '@/db/transaction';
import { recordAudit } from '@/lib/audit/record-audit';
import type { Ctx } from '@/lib/context';
import { logDefect } from '@/lib/kit/log';
import { lockSchedule } from './store';

/**
 * Excludes a service from all sweeps until staff retry it, because deciding it failed and would fail again.
 * Nothing is charged and nothing is cut off: the fault is the operator's to fix.
 */
export async function parkService(
  ctx: Ctx,
  { serviceId, job, error }: { serviceId: number; job: string; error: unknown },
): Promise<void> {
  const fault = readFault(error).code;
  const errorId = logDefect(error, { job, serviceId });
  await apart(ctx, async (tctx) => {
    await lockSchedule(tctx, serviceId);
    await tctx.tx
      .insert(parkedServices)
      .values({ serviceId, parkedAt: ctx.now, job, fault, errorId })
      .onConflictDoUpdate({
        target: parkedServices.serviceId,
        set: { fault, errorId, attempts: sql`${parkedServices.attempts} + 1` },
      });
    await recordAudit(tctx, {
      action: 'service.park',
      subject: { kind: 'service', id: serviceId },
      after: { job, fault, errorId },
    });
  });
}

/**
 * Runs one service's work in isolation: a fault in its row parks the service; a transient fault is thrown,
 * because the whole sweep is then retried.
 */
export async function doOrPark<T>(
  ctx: Ctx,
  { serviceId, job }: { serviceId: number; job: string },
  work: () => Promise<T>,
): Promise<T | 'parked'> {
  // A second attempt distinguishes a fault in the row from a momentary one, such as a login taken just now.
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (readFault(error).isPassing) throw error;
      if (tries === 1) continue;
      await parkService(ctx, { serviceId, job, error });
      return 'parked';
    }
  }
}
