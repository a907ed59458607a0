import { and, asc, eq, sql } from 'drizzle-orm';
import { catalogItems } from '@/db/schema/catalog';
import { scheduledChanges } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { ActorlessCtx } from '@/lib/context';
import type { StandingChange } from '../rules/conflict';
import { readChange } from '../scheduled-change-input';

/** Lists the changes planned for days ahead of a service, in the order in which they happen. */
export async function listStandingChanges(
  ctx: ActorlessCtx,
  serviceId: number,
): Promise<StandingChange[]> {
  const { payload, effectiveDate: day } = scheduledChanges;
  const rows = await readDb(ctx)
    .select({ payload, day, toName: catalogItems.name })
    .from(scheduledChanges)
    .leftJoin(catalogItems, sql`${catalogItems.id} = (${payload} ->> 'itemId')::bigint`)
    .where(and(eq(scheduledChanges.serviceId, serviceId), eq(scheduledChanges.state, 'pending')))
    .orderBy(asc(day), asc(scheduledChanges.id));
  return rows.flatMap(({ payload: stored, ...row }) => {
    const change = readChange(stored);
    return change === null ? [] : [{ ...row, change }];
  });
}
