import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { holdBit } from '@/lib/kit/words';

export type WaitingForNothing = {
  count: number;
  /** The id when there is exactly one such service, else null. */
  serviceId: number | null;
};

/**
 * Finds services that wait for another one which is archived, deleted or over. Nothing starts them by itself, because
 * what they were sold with is gone: staff let them start or archive them.
 */
export async function findWaitingForNothing(ctx: Ctx): Promise<WaitingForNothing> {
  requireStaff(ctx, 'services.read');
  const [row] = await readDb(ctx).execute<{ count: number; first: number | null }>(sql`
    select count(*)::int as count, min(w.id)::int as first
    from services w left join services s on s.id = w.waits_for_service_id
    where w.waits_for_service_id is not null and w.archived_at is null and w.holds & ${holdBit('waiting')}::int <> 0
      and (s.id is null or s.archived_at is not null or s.holds & ${holdBit('ended')}::int <> 0)`);
  const { count, first } = row ?? { count: 0, first: null };
  return { count, serviceId: count === 1 ? first : null };
}
