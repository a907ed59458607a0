import type { TxCtx } from '@/lib/context';
import { settleServices } from '@/lib/recurrence/settle-services';
import { shiftPeriod } from '@/lib/recurrence/shift-period';
import { liftHolds } from './lift-holds';
import { findHold, lockService } from './store';

/** Lifts a pause under the service's lock: first the time it stood still is given back, then it is settled. */
export async function endPause(ctx: TxCtx, serviceId: number): Promise<void> {
  await lockService(ctx, serviceId);
  const hold = await findHold(ctx, { serviceId, reason: 'paused' });
  if (!hold) return;
  await shiftPeriod(ctx, { serviceId, since: hold.since });
  const lifted = await liftHolds(ctx, { serviceIds: [serviceId], reason: 'paused' });
  await settleServices(ctx, lifted);
}
