import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { rolloutRows, rollouts } from '@/db/schema/rollouts';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import { requireStaff } from '@/lib/authorise/authorise';
import { getCurrentVersionId, getTargetTerms } from '@/lib/catalog/lookups';
import type { TargetTerms } from '@/lib/catalog/rules/target-terms';
import type { ActorlessCtx, Ctx } from '@/lib/context';
import { found } from '@/lib/kit/errors';
import { isUuid } from '@/lib/kit/ids';
import type { RolloutKind, RolloutMoment, RolloutRowState } from '@/lib/kit/words';

export type RolloutView = {
  rolloutId: string;
  kind: RolloutKind;
  moment: RolloutMoment;
  itemId: number;
  itemName: string;
  target: { itemId: number; name: string; version: number };
  createdAt: Date;
  finishedAt: Date | null;
  counts: Record<RolloutRowState, number>;
  total: number;
};

const targetItems = alias(catalogItems, 'target_items');

/** Returns a rollout with its progress. */
export async function getRollout(ctx: Ctx, rolloutId: string): Promise<RolloutView> {
  requireStaff(ctx, 'catalog.read');
  const [row] = isUuid(rolloutId)
    ? await selectRollouts(ctx).where(eq(rollouts.id, rolloutId))
    : [];
  const { rolloutId: id, ...rollout } = found(row);
  const counted = await readDb(ctx)
    .select({ state: rolloutRows.state, count: count() })
    .from(rolloutRows)
    .where(eq(rolloutRows.rolloutId, id))
    .groupBy(rolloutRows.state);
  const counts = { pending: 0, applied: 0, unchanged: 0, refused: 0 };
  for (const { state, count: number } of counted) counts[state] = number;
  const total = Object.values(counts).reduce((sum, number) => sum + number, 0);
  return { rolloutId: id, ...rollout, counts, total };
}

export type RolloutHead = Omit<RolloutView, 'counts' | 'total'>;

/** Lists the latest rollouts of an item, newest first. */
export async function listRollouts(ctx: Ctx, itemId: number): Promise<RolloutHead[]> {
  requireStaff(ctx, 'catalog.read');
  return selectRollouts(ctx)
    .where(eq(rollouts.itemId, itemId))
    .orderBy(desc(rollouts.createdAt), desc(rollouts.id))
    .limit(20);
}

function selectRollouts(ctx: ActorlessCtx) {
  return readDb(ctx)
    .select({
      rolloutId: rollouts.id,
      kind: rollouts.kind,
      moment: rollouts.moment,
      itemId: rollouts.itemId,
      itemName: catalogItems.name,
      target: {
        itemId: catalogItemVersions.itemId,
        name: targetItems.name,
        version: catalogItemVersions.version,
      },
      createdAt: rollouts.createdAt,
      finishedAt: rollouts.finishedAt,
    })
    .from(rollouts)
    .innerJoin(catalogItems, eq(catalogItems.id, rollouts.itemId))
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, rollouts.targetVersionId))
    .innerJoin(targetItems, eq(targetItems.id, catalogItemVersions.itemId))
    .$dynamic();
}

export type RolloutRowView = {
  serviceId: number;
  customerId: number;
  customerName: string;
  login: string | null;
  state: RolloutRowState;
  reason: string | null;
  oldPriceMinor: bigint | null;
  newPriceMinor: bigint | null;
  settledAt: Date | null;
};

/** Lists the rows of a rollout after a service id, optionally only those that need attention. */
export async function listRolloutRows(
  ctx: Ctx,
  {
    rolloutId,
    states,
    afterId = 0,
  }: { rolloutId: string; states: readonly RolloutRowState[]; afterId?: number },
): Promise<{ rows: RolloutRowView[]; nextAfterId: number | null }> {
  requireStaff(ctx, 'catalog.read');
  const rows = await readDb(ctx)
    .select({
      serviceId: rolloutRows.serviceId,
      customerId: rolloutRows.customerId,
      customerName: customers.name,
      login: services.login,
      state: rolloutRows.state,
      reason: rolloutRows.reason,
      oldPriceMinor: rolloutRows.oldPriceMinor,
      newPriceMinor: rolloutRows.newPriceMinor,
      settledAt: rolloutRows.settledAt,
    })
    .from(rolloutRows)
    .innerJoin(customers, eq(customers.id, rolloutRows.customerId))
    .innerJoin(services, eq(services.id, rolloutRows.serviceId))
    .where(
      and(
        eq(rolloutRows.rolloutId, rolloutId),
        sql`${rolloutRows.serviceId} > ${afterId}`,
        states.length > 0 ? inArray(rolloutRows.state, [...states]) : undefined,
      ),
    )
    .orderBy(asc(rolloutRows.serviceId))
    .limit(ROWS_PER_PAGE + 1);
  const page = rows.slice(0, ROWS_PER_PAGE);
  return {
    rows: page,
    nextAfterId: rows.length > ROWS_PER_PAGE ? (page.at(-1)?.serviceId ?? null) : null,
  };
}

const ROWS_PER_PAGE = 50;

/** Returns the newest terms of an item, which a rollout would apply. @throws DomainError `forbidden` | `not-found` */
export async function getRolloutTarget(ctx: Ctx, itemId: number): Promise<TargetTerms> {
  requireStaff(ctx, 'catalog.read');
  const { versionId } = await getCurrentVersionId(ctx, itemId);
  return getTargetTerms(ctx, versionId);
}
