import { eq, inArray } from 'drizzle-orm';
import { catalogItems, catalogItemVersions, planTargets } from '@/db/schema/catalog';
import type { TxCtx } from '@/lib/context';
import { refuseField } from '@/lib/kit/errors';
import type { ItemKind } from '@/lib/kit/words';
import { planTargetVerdict, targetFaults } from './rules/plan-target';

/** Refuses targets that no service of an item could change to. Those that the item has already are left alone. */
export async function requireItemTargets(
  { tx }: TxCtx,
  { itemId = 0, kind, targetItemIds }: { itemId?: number; kind: ItemKind; targetItemIds: number[] },
): Promise<void> {
  const present = await tx
    .select({ id: planTargets.targetItemId })
    .from(planTargets)
    .where(eq(planTargets.itemId, itemId));
  const kept = new Set([itemId, ...present.map(({ id }) => id)]);
  const added = targetItemIds.filter((id) => !kept.has(id));
  const targets = await tx
    .select({
      ...{ name: catalogItems.name, kind: catalogItems.kind },
      intervalCount: catalogItemVersions.intervalCount,
    })
    .from(catalogItems)
    .innerJoin(catalogItemVersions, eq(catalogItemVersions.id, catalogItems.currentVersionId))
    .where(inArray(catalogItems.id, added));
  for (const { name, ...target } of targets) {
    const verdict = planTargetVerdict({ kind }, target);
    if (!verdict.allowed) refuseField('targetItemIds', targetFaults[verdict.why], { name });
  }
}
