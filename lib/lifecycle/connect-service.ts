import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { emitEvents } from '@/lib/jobs/emit-events';
import { holdMask } from '@/lib/kit/words';
import { type LockedService, lockService } from '@/lib/services/lock-service';
import { findItemKind, findRouterFacts } from '@/lib/services/lookups';
import { missingMeans } from '@/lib/services/rules/connection';
import { endStandstill } from './end-standstill';
import { findHold } from './store';

export type Connection =
  | 'connected'
  /** It is connected already, or still lacks something. */
  | 'unchanged'
  /** A live service has its login. */
  | 'login_taken';

/**
 * Lets a service go on that has the means to connect again, or for the first time: its clock runs from now,
 * what it waited for is charged, its router is told by trigger, its customer by mail.
 */
export async function connectService(ctx: TxCtx, serviceId: number): Promise<Connection> {
  const service = await lockService(ctx, serviceId);
  const hold = await findHold(ctx, { serviceId, reason: 'not_connected' });
  if (!hold || service.archivedAt !== null || (await lacksMeans(ctx, service))) return 'unchanged';
  // What has begun would be live at once, and its login was free for others meanwhile.
  if (!service.state.holds.includes('unpaid') && (await isLoginLive(ctx, service)))
    return 'login_taken';
  await endStandstill(ctx, { serviceId, reason: 'not_connected' });
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

/** As in `services_login_live_key`. */
async function isLoginLive(ctx: TxCtx, { id, login }: LockedService): Promise<boolean> {
  const [row] = await ctx.tx.execute<{ is_live: boolean }>(sql`
    select exists (select 1 from services where lower(login) = lower(${login}) and id <> ${id}
      and archived_at is null and holds & ${holdMask('pending')}::int = 0) as is_live`);
  return row?.is_live ?? false;
}
