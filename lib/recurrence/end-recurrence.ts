import type { TxCtx } from '@/lib/context';
import { endRunningPeriod } from './running-period';
import { deleteSchedule, findRunningPeriod, lockSchedule } from './store';

/** Ends a service's recurrence now: nothing more becomes due, and the running period's data ends. */
export async function endRecurrence(ctx: TxCtx, serviceId: number): Promise<void> {
  await lockSchedule(ctx, serviceId);
  const running = await findRunningPeriod(ctx, serviceId);
  if (running) await endRunningPeriod(ctx, { serviceId, index: running.index });
  await deleteSchedule(ctx, serviceId);
}
