import { and, asc, isNull, sql } from 'drizzle-orm';
import { events } from '@/db/schema/jobs';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import type { Ctx } from '@/lib/context';
import { PAGE_ROWS_MAX } from '@/lib/lists/rules';

export type WaitingEvent = {
  id: number;
  name: string;
  /** Ids and small facts; never secrets. */
  data: Record<string, unknown>;
  customerId: number | null;
  createdAt: Date;
  /** Earliest delivery; null means immediately. */
  notBefore: Date | null;
};

/** Lists undelivered events, oldest first. `after` is the last id of the previous page. */
export async function listWaitingEvents(
  ctx: Ctx,
  { after }: { after?: number | undefined } = {},
): Promise<{ rows: WaitingEvent[]; next: number | undefined }> {
  requireStaff(ctx, 'jobs.read');
  const rows = await readDb(ctx)
    .select({
      id: events.id,
      name: events.name,
      data: events.data,
      customerId: events.customerId,
      createdAt: events.createdAt,
      notBefore: events.notBefore,
    })
    .from(events)
    .where(
      and(
        isNull(events.deliveredAt),
        after === undefined ? undefined : sql`${events.id} > ${after}`,
      ),
    )
    .orderBy(asc(events.id))
    .limit(PAGE_ROWS_MAX + 1);
  const shown = rows.slice(0, PAGE_ROWS_MAX);
  return { rows: shown, next: rows.length > PAGE_ROWS_MAX ? shown.at(-1)?.id : undefined };
}
