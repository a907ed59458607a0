import type { TxCtx } from '@/lib/context';
import { lockService } from '@/lib/services/lock-service';
import { endStandstill } from './end-standstill';

/** Lifts a pause under the service's lock. */
export async function endPause(ctx: TxCtx, serviceId: number): Promise<void> {
  await lockService(ctx, serviceId);
  await endStandstill(ctx, { serviceId, reason: 'paused' });
}
