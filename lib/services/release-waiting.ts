import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/context';
import { liftHolds } from './lift-holds';

/** Releases services that waited for one of these, now that it runs, and returns them. */
export async function releaseWaiting(ctx: TxCtx, serviceIds: readonly number[]): Promise<number[]> {
  if (serviceIds.length === 0) return [];
  const rows = await ctx.tx.execute<{ id: number }>(sql`
    select w.id::int as id
    from services w join services s on s.id = w.waits_for_service_id
    where s.id in ${[...serviceIds]} and service_has_begun(s.holds, s.archived_at is not null) and w.archived_at is null
    order by w.id`);
  return liftHolds(ctx, { serviceIds: rows.map((row) => row.id), reason: 'waiting' });
}
