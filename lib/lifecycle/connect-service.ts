import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { offRouterMask } from '@/lib/kit/hold-masks';
import { type LockedService, lockService } from '@/lib/services/lock-service';
import { findItemKind, findRouterFacts } from '@/lib/services/lookups';
import { missingMeans } from '@/lib/services/rules/connection';
import { endStandstill } from './end-standstill';
import { findHold } from './store';

export type Connection =
  | 'connected'
  /** Already connected, or still missing something. */
  | 'unchanged'
  /** Another live service uses its login. */
  | 'login_taken';

/**
 * Connects a service that can connect again, or for the first time: its paid time runs again from now,
 * outstanding charges are made, a trigger notifies its router, and the customer gets an email.
 */
export async function connectService(ctx: TxCtx, serviceId: number): Promise<Connection> {
  const service = await lockService(ctx, serviceId);
  const hold = await findHold(ctx, { serviceId, reason: 'not_connected' });
  if (!hold || service.archivedAt !== null || (await lacksMeans(ctx, service))) return 'unchanged';
  // A service that has started would be live at once, and another one may have taken its login since.
  if (!service.state.holds.includes('unpaid') && (await isLoginLive(ctx, service)))
    return 'login_taken';
  await endStandstill(ctx, { serviceId, reason: 'not_connected' });
  // It is not online yet while its router refuses it.
  if (service.state.holds.includes('router_refused')) return 'connected';
  await emitEvents(ctx, [
    {
      name: 'service/connected',
      data: { serviceId, customerId: service.customerId },
      id: `service/connected:${serviceId}:${hold.since.getTime()}`,
    },
  ]);
  return 'connected';
}

async function lacksMeans(ctx: TxCtx, service: LockedService): Promise<boolean> {
  const router = await findRouterFacts(ctx, service);
  if (missingMeans({ ...service, router }).length === 0) return false;
  return (await findItemKind(ctx, service.itemId)) === 'internet';
}

/** Mirrors `services_login_live_key`. */
async function isLoginLive(ctx: TxCtx, { id, login }: LockedService): Promise<boolean> {
  const [row] = await ctx.tx.execute<{ is_live: boolean }>(sql`
    select exists (select 1 from services where lower(login) = lower(${login}) and id <> ${id}
      and archived_at is null and holds & ${offRouterMask()}::int = 0) as is_live`);
  return row?.is_live ?? false;
}
