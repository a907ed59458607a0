import { and, asc, eq, gt, ne, sql } from 'drizzle-orm';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { orders } from '@/db/schema/orders';
import { scheduledChanges, services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { setsOwnPrice } from '@/lib/services/rules/planned-price';
import { readChange } from '@/lib/services/scheduled-change-input';
import type { Replaced } from '../rules/quote';
import { isWaitingChangeOf } from './is-waiting-change-of';

type Change = {
  customerId: number;
  serviceId: number;
  itemId: number;
  moment: string;
  keepsPlanned?: true | undefined;
};

/**
 * Lists what a plan change replaces: the plan scheduled for the end of the paid period, other ordered changes
 * that wait for payment, and prices planned for the old plan. The caller has checked access to the service.
 */
export async function listReplaced(ctx: Ctx, change: Change): Promise<Replaced[]> {
  return [
    ...(change.keepsPlanned ? [] : await findPlannedPlan(ctx, change.serviceId)),
    ...(await listOtherChanges(ctx, change)),
    ...(await listPlannedPrices(ctx, change.serviceId)),
  ];
}

async function findPlannedPlan(ctx: Ctx, serviceId: number): Promise<Replaced[]> {
  const rows = await readDb(ctx)
    .select({
      id: catalogItems.id,
      versionId: catalogItemVersions.id,
      name: catalogItems.name,
    })
    .from(services)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.nextItemVersionId))
    .innerJoin(catalogItems, eq(catalogItems.id, catalogItemVersions.itemId))
    .where(and(eq(services.id, serviceId), ne(catalogItemVersions.itemId, services.itemId)));
  return rows.map(({ id, versionId, name }) => ({
    kind: 'planned',
    id: String(id),
    versionId: String(versionId),
    name,
  }));
}

/** An order for the same change is excluded, because repeating it loses nothing. */
async function listOtherChanges(ctx: Ctx, change: Change): Promise<Replaced[]> {
  const { itemId, moment } = change;
  const rows = await readDb(ctx)
    .select({ id: orders.id, name: catalogItems.name })
    .from(orders)
    .innerJoin(catalogItems, sql`${catalogItems.id} = (${orders.payload} ->> 'itemId')::bigint`)
    .where(
      and(
        isWaitingChangeOf(change),
        gt(orders.expiresAt, ctx.now),
        sql`not (${orders.payload} ->> 'itemId' = ${String(itemId)} and ${orders.payload} ->> 'moment' = ${moment})`,
      ),
    )
    .orderBy(asc(orders.createdAt), asc(orders.id));
  return rows.map(({ id, name }) => ({ kind: 'order', id, name }));
}

async function listPlannedPrices(ctx: Ctx, serviceId: number): Promise<Replaced[]> {
  const rows = await readDb(ctx)
    .select({ id: scheduledChanges.id, payload: scheduledChanges.payload })
    .from(scheduledChanges)
    .where(and(eq(scheduledChanges.serviceId, serviceId), eq(scheduledChanges.state, 'pending')))
    .orderBy(asc(scheduledChanges.id));
  return rows.flatMap(({ id, payload }): Replaced[] => {
    const change = readChange(payload);
    return change !== null && setsOwnPrice(change)
      ? [{ kind: 'price', id: String(id), name: '' }]
      : [];
  });
}
