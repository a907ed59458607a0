import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { lockService } from '@/lib/services/lock-service';
import { endStandstill } from './end-standstill';
import { findHold } from './store';

/** A customer who waited no longer than this saw it happen, and gets no email about it. */
const UNNOTICED_MS = 10 * 60_000;

/**
 * Lets a service on that its router refused before and accepts now: its paid time runs again from now, and outstanding
 * charges are made. The customer gets an email after a longer wait. Returns whether the service was waiting.
 */
export async function acceptService(ctx: TxCtx, serviceId: number): Promise<boolean> {
  const asConnection = { ...ctx, actor: { kind: 'system', job: 'connection' } as const };
  const { archivedAt, customerId, state } = await lockService(asConnection, serviceId);
  const hold = await findHold(asConnection, { serviceId, reason: 'router_refused' });
  if (!hold || archivedAt !== null) return false;
  await endStandstill(asConnection, { serviceId, reason: 'router_refused' });
  const isStillWaiting = state.holds.includes('not_connected');
  if (isStillWaiting || ctx.now.getTime() - hold.since.getTime() < UNNOTICED_MS) return true;
  await emitEvents(asConnection, [
    {
      name: 'service/connected',
      data: { serviceId, customerId },
      id: `service/connected:${serviceId}:${hold.since.getTime()}`,
    },
  ]);
  return true;
}
