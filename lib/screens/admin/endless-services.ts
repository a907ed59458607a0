import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { holdBit } from '@/lib/kit/words';

/** `serviceNeverEnds` of service `s`, which has not ended yet; a test proves both equal. */
export const isEndless = sql`(s.interval_count is null
  and s.holds & ${sql.raw(String(holdBit('ended')))} = 0
  and exists (
    select 1 from catalog_items i join catalog_item_versions v on v.id = s.item_version_id
    where i.id = s.item_id and i.kind = 'internet' and (s.end_date is null or v.data_limit_bytes is not null)))`;

export type EndlessServices = {
  count: number;
  /** The only one; null where there are none or several. */
  serviceId: number | null;
};

/**
 * Internet services that run for ever for one price. The rules let no service get there; some were made, or moved,
 * before the rules said so.
 */
export async function findEndlessServices(ctx: Ctx): Promise<EndlessServices> {
  requireStaff(ctx, 'services.read');
  const [row] = await readDb(ctx).execute<{ count: number; first: number | null }>(sql`
    select count(*)::int as count, min(s.id)::int as first from services s
    where s.archived_at is null and ${isEndless}`);
  const { count, first } = row ?? { count: 0, first: null };
  return { count, serviceId: count === 1 ? first : null };
}
