'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { say } from '@/app/_forms/answer';
import { getOperator, getOperatorFormats } from '@/app/_operator/operator';
import { orRefresh } from '@/app/_operator/or-refresh';
import { subscriberAction } from '@/app/_operator/subscriber-action';
import { ChooseOwnSite, chooseOwnSite } from '@/lib/customers/account/choose-own-site';
import { DomainError } from '@/lib/kit/errors';
import { uuidOf } from '@/lib/kit/ids';
import { pauseService } from '@/lib/lifecycle/pause-service';
import { ResumeService, resumeService } from '@/lib/lifecycle/resume-service';
import { cancelOrder } from '@/lib/orders/cancel-order';
import { CancelPlanChange, cancelPlanChange } from '@/lib/orders/cancel-plan-change';
import { OrderRequest } from '@/lib/orders/order-input';
import { placeOrder } from '@/lib/orders/place-order';
import { RenewService, renewService } from '@/lib/orders/renew-service';
import { isStaleQuote } from '@/lib/orders/stale-quote';
import { paymentsFor } from '@/lib/payments/rules/payments-for';
import { landingPath, type StartedTopUp, startTopUp } from '@/lib/payments/start-top-up';
import { getPortalService } from '@/lib/screens/portal/services';
import { proposeTopUpId } from '@/lib/screens/portal/top-up';
import { SyncService, syncService } from '@/lib/services/sync-service';
import { topUpLimits } from '@/lib/settings/rules/top-up-limits';
import { goTo } from './go-to';
import { MoneyText } from './money-text';
import { sheetPath } from './sheet-path';

/** Starts a payment and redirects to Stripe's page, or to the result of an earlier submission of this form. */
export const payIn = subscriberAction({
  schema: z.object({
    amount: MoneyText,
    orderId: z.uuid().optional(),
    idempotencyKey: z.uuid(),
  }),
  run: async (ctx, { amount, orderId, idempotencyKey }) => {
    const started = await startTopUp(ctx, {
      // The amount is part of the intent: going back and choosing another one makes another payment.
      topUpId: uuidOf(`${idempotencyKey}|${amount}|${orderId ?? ''}`),
      customerId: ctx.actor.customerId,
      amountMinor: amount,
      ...(orderId === undefined ? {} : { orderId }),
    }).catch((error: unknown) => toOrder(error, orderId));
    return goTo(addressOf(started));
  },
});

/** Redirects to the order's page, which shows its outcome; an invalid amount is reported at its form instead. */
function toOrder(error: unknown, orderId: string | undefined): never {
  const isOfOrder = error instanceof DomainError && error.field === undefined;
  if (isOfOrder && orderId !== undefined) return goTo(`/orders/${orderId}`);
  throw error;
}

function addressOf(started: StartedTopUp): string {
  return started.kind === 'pay' ? started.url : landingPath(started.topUpId);
}

/**
 * Orders what the confirm sheet showed; whatever credit does not cover is paid first, and the order executes when it
 * arrives.
 */
export const buy = subscriberAction({
  schema: z.object({
    orderId: z.uuid(),
    quote: z.string(),
    request: OrderRequest,
  }),
  run: async (ctx, input) => {
    const { customerId } = ctx.actor;
    const placed = await placeOrder(ctx, { ...input, customerId }).catch((error: unknown) => {
      // Back to the sheet, which compares what was confirmed with the current offer.
      if (isStaleQuote(error)) return goTo(sheetPath(input.request, input.quote));
      throw error;
    });
    const { orderId } = placed;
    if (placed.kind === 'executed') return goTo(`/orders/${orderId}`);
    const limits = topUpLimits(await getOperator());
    const { firstMinor: amountMinor } = paymentsFor(placed.shortMinor, limits);
    const purpose = `order:${orderId}`;
    const topUpId = await proposeTopUpId(ctx, { customerId, purpose, amountMinor });
    const started = await startTopUp(ctx, { topUpId, customerId, amountMinor, orderId });
    return goTo(addressOf(started));
  },
});

/** Sets the customer's site, once: their plans are connected there. */
export const chooseSite = subscriberAction({
  schema: ChooseOwnSite,
  run: async (ctx, input) => {
    await chooseOwnSite(ctx, input);
    revalidatePath('/', 'layout');
    return say('portal', 'place.saved');
  },
});

export const giveUpOrder = subscriberAction({
  schema: z.object({ orderId: z.uuid() }),
  run: async (ctx, { orderId }) => {
    await cancelOrder(ctx, { orderId, customerId: ctx.actor.customerId });
    revalidatePath('/', 'layout');
    return say('portal', 'orders.cancelled');
  },
});

export const renew = subscriberAction({
  schema: RenewService.omit({ customerId: true }),
  run: async (ctx, input) => {
    await orRefresh(renewService(ctx, { customerId: ctx.actor.customerId, ...input }));
    revalidatePath('/', 'layout');
    return say('portal', 'renew.done');
  },
});

export const askRouterAgain = subscriberAction({
  schema: SyncService,
  run: async (ctx, input) => {
    await syncService(ctx, input);
    revalidatePath('/', 'layout');
    return say('portal', 'sync.asked');
  },
});

export const pause = subscriberAction({
  // An empty date means the longest pause the plan allows.
  schema: z.object({ serviceId: z.number().int().positive(), until: z.iso.date().optional() }),
  run: async (ctx, { serviceId, until: wished }) => {
    const { until } = await pauseService(ctx, { serviceId, until: wished ?? null });
    revalidatePath('/', 'layout');
    if (until === null) return say('portal', 'pause.done');
    return say('portal', 'pause.doneUntil', { date: (await getOperatorFormats()).date(until) });
  },
});

export const cancelPlanned = subscriberAction({
  schema: CancelPlanChange.extend({ shown: CancelPlanChange.shape.shown.unwrap() }),
  run: async (ctx, input) => {
    await orRefresh(cancelPlanChange(ctx, input));
    revalidatePath('/', 'layout');
    const { itemName } = await getPortalService(ctx, input.serviceId);
    return say('portal', 'planned.ownDone', { plan: itemName });
  },
});

export const resume = subscriberAction({
  schema: ResumeService,
  run: async (ctx, input) => {
    await resumeService(ctx, input);
    revalidatePath('/', 'layout');
    return say('portal', 'pause.resumed');
  },
});
