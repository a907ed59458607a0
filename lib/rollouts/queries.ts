import { and, asc, count, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { catalogItems, catalogItemVersions } from '@/db/schema/catalog';
import { customers } from '@/db/schema/customers';
import { rolloutRows, rollouts } from '@/db/schema/rollouts';
import { services } from '@/db/schema/services';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { found } from '@/lib/kit/errors';
import { isUuid } from '@/lib/kit/ids';
import type { RolloutKind, RolloutMoment, RolloutRowState } from '@/lib/kit/words';
import { listBillingTerms } from '@/lib/recurrence/queries';
import type { RolloutService, RouterTerms, TargetTerms } from './rules';

const routerColumns = {
  routerProfile: catalogItemVersions.routerProfile,
  downBitsPerSecond: catalogItemVersions.downBitsPerSecond,
  upBitsPerSecond: catalogItemVersions.upBitsPerSecond,
  burstDownBitsPerSecond: catalogItemVersions.burstDownBitsPerSecond,
  burstUpBitsPerSecond: catalogItemVersions.burstUpBitsPerSecond,
  burstSeconds: catalogItemVersions.burstSeconds,
  priority: catalogItemVersions.priority,
  slowDownBitsPerSecond: catalogItemVersions.slowDownBitsPerSecond,
  slowUpBitsPerSecond: catalogItemVersions.slowUpBitsPerSecond,
};

/** Saved terms as a target. */
export async function getTargetTerms(
  ctx: Pick<Ctx, 'tx'>,
  versionId: number,
): Promise<TargetTerms> {
  const [row] = await readDb(ctx)
    .select({
      itemId: catalogItemVersions.itemId,
      unitPriceMinor: catalogItemVersions.unitPriceMinor,
      taxRatePpm: catalogItemVersions.taxRatePpm,
      rhythm: {
        recurrenceMode: catalogItemVersions.recurrenceMode,
        intervalCount: catalogItemVersions.intervalCount,
        intervalUnit: catalogItemVersions.intervalUnit,
      },
      onRouter: routerColumns,
    })
    .from(catalogItemVersions)
    .where(eq(catalogItemVersions.id, versionId));
  return { versionId, ...found(row) };
}

export type ServiceInRollout = RolloutService & {
  serviceId: number;
  customerId: number;
  customerName: string;
  login: string | null;
};

/** These services as the rules see them, in id order. */
export async function listRolloutServices(
  ctx: Pick<Ctx, 'tx'>,
  serviceIds: readonly number[],
): Promise<ServiceInRollout[]> {
  if (serviceIds.length === 0) return [];
  const nextVersions = alias(catalogItemVersions, 'next_versions');
  const rows = await readDb(ctx)
    .select({
      service: {
        serviceId: services.id,
        customerId: services.customerId,
        login: services.login,
        itemId: services.itemId,
        itemVersionId: services.itemVersionId,
        nextItemVersionId: services.nextItemVersionId,
        routerId: services.routerId,
        archivedAt: services.archivedAt,
      },
      customerName: customers.name,
      nextItemId: nextVersions.itemId,
      onRouter: routerColumns,
    })
    .from(services)
    .innerJoin(customers, eq(customers.id, services.customerId))
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, services.itemVersionId))
    .leftJoin(nextVersions, eq(nextVersions.id, services.nextItemVersionId))
    .where(inArray(services.id, [...serviceIds]))
    .orderBy(asc(services.id));
  const terms = new Map(
    (await listBillingTerms(ctx, serviceIds)).map((one) => [one.serviceId, one]),
  );
  return rows.map(({ service: { routerId, archivedAt, ...service }, ...row }) => {
    const own = found(terms.get(service.serviceId));
    return {
      ...service,
      customerName: row.customerName,
      nextItemId: row.nextItemId,
      isArchived: archivedAt !== null,
      isRecurring: own.interval !== null && own.mode !== 'none',
      hasRouter: routerId !== null,
      rhythm: {
        recurrenceMode: own.mode,
        intervalCount: own.interval?.count ?? null,
        intervalUnit: own.interval?.unit ?? null,
      },
      onRouter: row.onRouter satisfies RouterTerms,
      price: own.price,
    };
  });
}

/** Live services of an item after `afterId`, in id order. */
export async function listLiveServiceIds(
  ctx: Pick<Ctx, 'tx'>,
  { itemId, afterId, limit }: { itemId: number; afterId: number; limit: number },
): Promise<number[]> {
  const rows = await readDb(ctx)
    .select({ id: services.id })
    .from(services)
    .where(
      and(
        eq(services.itemId, itemId),
        isNull(services.archivedAt),
        sql`${services.id} > ${afterId}`,
      ),
    )
    .orderBy(asc(services.id))
    .limit(limit);
  return rows.map((row) => row.id);
}

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

/** One rollout with its progress. */
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

/** The latest rollouts of an item, newest first. */
export async function listRollouts(ctx: Ctx, itemId: number): Promise<RolloutHead[]> {
  requireStaff(ctx, 'catalog.read');
  return selectRollouts(ctx)
    .where(eq(rollouts.itemId, itemId))
    .orderBy(desc(rollouts.createdAt), desc(rollouts.id))
    .limit(20);
}

function selectRollouts(ctx: Pick<Ctx, 'tx'>) {
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

/** Rows of a rollout after a service id; those that need a person's eye can be asked for alone. */
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
    .limit(rowsPerPage + 1);
  const page = rows.slice(0, rowsPerPage);
  return {
    rows: page,
    nextAfterId: rows.length > rowsPerPage ? (page.at(-1)?.serviceId ?? null) : null,
  };
}

const rowsPerPage = 50;
