import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { holdBit } from '@/lib/kit/words';

/** The same as `serviceNeverEnds`, for a service `s` that has not ended yet; a test proves both equal. */
export const isEndless = sql`(s.interval_count is null
  and s.holds & ${sql.raw(String(holdBit('ended')))} = 0
  and exists (
    select 1 from catalog_items i join catalog_item_versions v on v.id = s.item_version_id
    where i.id = s.item_id and i.kind = 'internet' and (s.end_date is null or v.data_limit_bytes is not null)))`;

export type EndlessServices = {
  count: number;
  /** The id when there is exactly one such service, else null. */
  serviceId: number | null;
};

/**
 * Finds internet services that run forever for a single payment. The rules reject such a service now, but
 * services created before the rule may still exist.
 */
export async function findEndlessServices(ctx: Ctx): Promise<EndlessServices> {
  requireStaff(ctx, 'services.read');
  const [row] = await readDb(ctx).execute<{ count: number; first: number | null }>(sql`
    select count(*)::int as count, min(s.id)::int as first from services s
    where s.archived_at is null and ${isEndless}`);
  const { count, first } = row ?? { count: 0, first: null };
  return { count, serviceId: count === 1 ? first : null };
}
