import type { TxCtx } from '@/lib/context';
import { endRunningPeriod } from './running-period';
import { deleteSchedule, findRunningPeriod, lockSchedule } from './store';

/**
 * Ends a service's recurrence now: nothing more becomes due, and the running period's data ends. A period that stood still
 * ends where it did.
 */
export async function endRecurrence(
  ctx: TxCtx,
  serviceId: number,
  stood?: { index: number; since: Date },
): Promise<void> {
  await lockSchedule(ctx, serviceId);
  const running = await findRunningPeriod(ctx, serviceId);
  if (stood) await endRunningPeriod(ctx, { serviceId, index: stood.index, at: stood.since });
  else if (running) await endRunningPeriod(ctx, { serviceId, index: running.index });
  await deleteSchedule(ctx, serviceId);
}
