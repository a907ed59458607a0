import type { Rhythm, RouterTerms, TargetTerms } from '@/lib/catalog/rules/target-terms';
import type { RolloutMoment } from '@/lib/kit/words';
import { type PriceTerms, priceOn } from '@/lib/pricing/rules/price';

/** The parts of a service that matter for a change of terms. */
export type RolloutService = {
  itemId: number;
  itemVersionId: number;
  nextItemVersionId: number | null;
  /** The item of the terms chosen for the next period, if any. */
  nextItemId: number | null;
  isArchived: boolean;
  /** Its first period is still to come. */
  isUnstarted: boolean;
  isRecurring: boolean;
  hasRouter: boolean;
  rhythm: Rhythm;
  onRouter: RouterTerms;
  price: PriceTerms;
};

export type UnchangedReason =
  | 'archived'
  | 'other_item'
  | 'already'
  | 'no_next_period'
  | 'plan_change_waits'
  | 'order_waits';

/** Terms of its own that a service keeps instead of the new ones. */
export type KeptReason =
  | 'kept_pay_period'
  | 'kept_own_price'
  | 'kept_both'
  /** Its first period is still to come, and costs and gives what was bought. */
  | 'kept_first_period';

/** The change of one service; prices per period, minor units, tax included. */
export type ServiceChange =
  | {
      kind: 'apply';
      oldPriceMinor: bigint;
      newPriceMinor: bigint;
      dueMinor: bigint;
      touchesRouter: boolean;
      kept: KeptReason | null;
    }
  | { kind: 'unchanged'; reason: UnchangedReason }
  | { kind: 'refused'; reason: string };

/**
 * Decides the effect of newer terms of its item on a service. Money moves with the next period, never now. The
 * service keeps its own price, its pay period and its discounts.
 * @param day business day whose prices are compared
 */
export function decideVersionChange(
  service: RolloutService,
  target: TargetTerms,
  { moment, day }: { moment: RolloutMoment; day: string },
): ServiceChange {
  const reason = whyUnchanged(service, target, momentFor(service, moment));
  if (reason) return { kind: 'unchanged', reason };
  const { unitPriceMinor, taxRatePpm } = target;
  return {
    kind: 'apply',
    oldPriceMinor: priceOn(service.price, day).grossMinor,
    newPriceMinor: priceOn({ ...service.price, unitPriceMinor, taxRatePpm }, day).grossMinor,
    dueMinor: 0n,
    touchesRouter: service.hasRouter && touchesRouter(service.onRouter, target.onRouter),
    kept: whatIsKept(service, target),
  };
}

function whatIsKept(
  { rhythm, price, isUnstarted }: RolloutService,
  target: TargetTerms,
): KeptReason | null {
  const keepsPeriod =
    rhythm.recurrenceMode !== target.rhythm.recurrenceMode ||
    rhythm.intervalCount !== target.rhythm.intervalCount ||
    rhythm.intervalUnit !== target.rhythm.intervalUnit;
  const keepsPrice =
    price.customPriceMinor !== null && price.unitPriceMinor !== target.unitPriceMinor;
  if (keepsPeriod && keepsPrice) return 'kept_both';
  if (isUnstarted) return 'kept_first_period';
  if (keepsPeriod) return 'kept_pay_period';
  return keepsPrice ? 'kept_own_price' : null;
}

/** When a service takes newer terms of its plan. What was bought and has not begun is never changed. */
export function momentFor(
  { isUnstarted }: Pick<RolloutService, 'isUnstarted'>,
  moment: RolloutMoment,
): RolloutMoment {
  return isUnstarted ? 'period_end' : moment;
}

function whyUnchanged(
  service: RolloutService,
  target: TargetTerms,
  moment: RolloutMoment,
): UnchangedReason | null {
  if (service.isArchived) return 'archived';
  if (service.itemId !== target.itemId) return 'other_item';
  const waitsForOther = service.nextItemId !== null && service.nextItemId !== service.itemId;
  if (moment === 'now')
    return service.itemVersionId === target.versionId &&
      (service.nextItemVersionId === null || waitsForOther)
      ? 'already'
      : null;
  if (!service.isRecurring) return 'no_next_period';
  if (waitsForOther) return 'plan_change_waits';
  const ahead = service.nextItemVersionId ?? service.itemVersionId;
  return ahead === target.versionId ? 'already' : null;
}

/** A profile created by Netpurse is named after the version, so it changes with every version. */
function touchesRouter(from: RouterTerms, to: RouterTerms): boolean {
  if (from.routerProfile === null || to.routerProfile === null) return true;
  const keys = Object.keys(to) as (keyof RouterTerms)[];
  return keys.some((key) => from[key] !== to[key]);
}

export type RolloutSummary = {
  total: number;
  applied: number;
  unchanged: number;
  refused: number;
  /** Of those that change, how many keep some terms of their own. */
  kept: number;
  routerChanges: number;
  /** Per period, summed over all services that change. */
  oldSumMinor: bigint;
  newSumMinor: bigint;
  /** The immediate change of the wallets; negative for refunds. */
  dueSumMinor: bigint;
};

export function summarise(changes: Iterable<ServiceChange>): RolloutSummary {
  const summary: RolloutSummary = {
    total: 0,
    applied: 0,
    unchanged: 0,
    refused: 0,
    kept: 0,
    routerChanges: 0,
    oldSumMinor: 0n,
    newSumMinor: 0n,
    dueSumMinor: 0n,
  };
  for (const change of changes) {
    summary.total += 1;
    if (change.kind !== 'apply') {
      summary[change.kind] += 1;
      continue;
    }
    summary.applied += 1;
    summary.kept += change.kept === null ? 0 : 1;
    summary.routerChanges += change.touchesRouter ? 1 : 0;
    summary.oldSumMinor += change.oldPriceMinor;
    summary.newSumMinor += change.newPriceMinor;
    summary.dueSumMinor += change.dueMinor;
  }
  return summary;
}
