import type { TargetTerms } from '@/lib/catalog/rules/target-terms';
import type { Ctx } from '@/lib/context';
import { DomainError, found } from '@/lib/kit/errors';
import { uuidOf } from '@/lib/kit/ids';
import { localDateOf } from '@/lib/kit/time';
import type { RolloutKind, RolloutMoment } from '@/lib/kit/words';
import { termsOfItem } from '@/lib/orders/lookups';
import type { OrderRequest } from '@/lib/orders/order-input';
import { previewOrder } from '@/lib/orders/preview-order';
import { termsOnItem } from '@/lib/orders/rules';
import { priceOn } from '@/lib/pricing/rules/price';
import { listBillingTerms } from '@/lib/recurrence/lookups';
import { getSettings } from '@/lib/settings/get-settings';
import type { ServiceInRollout } from './lookups';
import { decideVersionChange, type ServiceChange } from './rules';

/** The change to apply to each service. */
export type RolloutPlan = { kind: RolloutKind; moment: RolloutMoment; target: TargetTerms };

/**
 * Computes the change of one service from the database at `ctx.now`. Both the preview and the job use it, so they
 * agree.
 */
export async function planServiceChange(
  ctx: Ctx,
  plan: RolloutPlan,
  service: ServiceInRollout,
): Promise<ServiceChange> {
  if (plan.kind === 'plan') return (await planMove(ctx, plan, service)).change;
  const { timeZone } = await getSettings(ctx);
  return decideVersionChange(service, plan.target, {
    moment: plan.moment,
    day: localDateOf(ctx.now, timeZone),
  });
}

export function moveRequest(
  plan: RolloutPlan,
  service: { serviceId: number },
): Extract<OrderRequest, { kind: 'plan_change' }> {
  return {
    kind: 'plan_change',
    serviceId: service.serviceId,
    itemId: plan.target.itemId,
    moment: plan.moment,
    // Nobody confirms a sheet, so a plan confirmed for the end of the period still follows, as after a planned change.
    ...(plan.moment === 'now' ? { keepsPlanned: true } : {}),
  };
}

/** One order per service and rollout, so that a retried step finds it. */
export function moveOrderId(rolloutId: string, serviceId: number): string {
  return uuidOf(`rollout:${rolloutId}:${serviceId}`);
}

/**
 * Returns the move of one service and the quote its order is placed with; the quote is null if there is nothing to
 * order.
 */
export async function planMove(
  ctx: Ctx,
  plan: RolloutPlan,
  service: ServiceInRollout,
): Promise<{ change: ServiceChange; quote: string | null }> {
  const none = (change: ServiceChange) => ({ change, quote: null });
  if (service.isArchived) return none({ kind: 'unchanged', reason: 'archived' });
  if (service.itemId === plan.target.itemId) return none({ kind: 'unchanged', reason: 'already' });
  const { customerId, nextItemId } = service;
  const isChosen = nextItemId !== null && nextItemId !== service.itemId;
  if (plan.moment === 'period_end' && isChosen && nextItemId !== plan.target.itemId)
    return none({ kind: 'unchanged', reason: 'plan_change_waits' });
  try {
    const preview = await previewOrder(ctx, { customerId, request: moveRequest(plan, service) });
    // Its payment may be under way.
    if (preview.quote.replaces?.some(({ kind }) => kind === 'order'))
      return none({ kind: 'unchanged', reason: 'order_waits' });
    if (preview.outcome.kind === 'short') return none({ kind: 'refused', reason: 'order_short' });
    const change = {
      kind: 'apply',
      ...(await pricesOf(ctx, plan, service)),
      dueMinor: preview.quote.totalMinor,
      touchesRouter: service.hasRouter,
      // An order applies the new plan completely.
      kept: null,
    } as const;
    return { change, quote: preview.sealedQuote };
  } catch (error) {
    if (error instanceof DomainError) return none({ kind: 'refused', reason: error.key });
    throw error;
  }
}

async function pricesOf(ctx: Ctx, plan: RolloutPlan, service: ServiceInRollout) {
  const [own] = await listBillingTerms(ctx, [service.serviceId]);
  const { customerId } = service;
  const item = await termsOfItem(ctx, { customerId, itemId: plan.target.itemId });
  const next = termsOnItem(found(own), item);
  const day = localDateOf(ctx.now, next.zone);
  return {
    oldPriceMinor: priceOn(found(own).price, day).grossMinor,
    newPriceMinor: priceOn(next.price, day).grossMinor,
  };
}
