import type { TxCtx } from '@/lib/context';
import { settleServices } from '@/lib/recurrence/settle-services';
import { liftHolds } from '@/lib/services/lift-holds';
import { lockService } from '@/lib/services/lock-service';
import { giveBackTime } from './give-back-time';

/** Lifts a pause under the service's lock: first the time it stood still is given back, then it is settled. */
export async function endPause(ctx: TxCtx, serviceId: number): Promise<void> {
  await lockService(ctx, serviceId);
  await giveBackTime(ctx, { serviceId, reason: 'paused' });
  const lifted = await liftHolds(ctx, { serviceIds: [serviceId], reason: 'paused' });
  await settleServices(ctx, lifted);
}
