import { requireStaff } from '@/lib/authorise/authorise';
import { ChangeItem, type ItemTerms } from '@/lib/catalog/item-input';
import { changedTerms, requireEnd, termsForKind } from '@/lib/catalog/rules';
import type { Ctx } from '@/lib/context';
import type { RolloutMoment } from '@/lib/kit/words';
import { getItem } from '@/lib/screens/admin/catalogue-item';
import { previewRollout, type RolloutPreview } from './preview-rollout';

export type ItemChangePreview = {
  /** Names of the terms that differ; if none do, no version is written. */
  changed: (keyof ItemTerms)[];
  liveServices: number;
  /** The effect on existing services; null if the item has none or nothing changes. */
  rollouts: Record<RolloutMoment, RolloutPreview> | null;
};

/** Shows what saving the item would do. */
export async function previewItemChange(ctx: Ctx, input: ChangeItem): Promise<ItemChangePreview> {
  requireStaff(ctx, 'catalog.write');
  const change = ChangeItem.parse(input);
  const { itemId } = change;
  const item = await getItem(ctx, itemId);
  const terms = termsForKind(item.kind, change.terms);
  requireEnd(item.kind, { before: item.terms, after: terms });
  const changed = changedTerms(item.terms, terms);
  const { liveServices } = item;
  if (changed.length === 0 || liveServices === 0) return { changed, liveServices, rollouts: null };
  const { unitPriceMinor, taxRatePpm, ...rest } = terms;
  // No service has version 0, so every service counts as one that would change.
  const target = {
    itemId,
    versionId: 0,
    unitPriceMinor,
    taxRatePpm,
    rhythm: rest,
    onRouter: routerTermsOf(rest),
  };
  const previewOf = (moment: RolloutMoment) =>
    previewRollout(ctx, { itemId, plan: { kind: 'version', moment, target } });
  return {
    changed,
    liveServices,
    rollouts: { now: await previewOf('now'), period_end: await previewOf('period_end') },
  };
}

function routerTermsOf(terms: Omit<ItemTerms, 'unitPriceMinor' | 'taxRatePpm'>) {
  const { routerProfile, downBitsPerSecond, upBitsPerSecond, priority, burstSeconds } = terms;
  const { burstDownBitsPerSecond, burstUpBitsPerSecond } = terms;
  const { slowDownBitsPerSecond, slowUpBitsPerSecond } = terms;
  return {
    routerProfile,
    downBitsPerSecond,
    upBitsPerSecond,
    burstDownBitsPerSecond,
    burstUpBitsPerSecond,
    burstSeconds,
    priority,
    slowDownBitsPerSecond,
    slowUpBitsPerSecond,
  };
}
