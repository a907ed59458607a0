'use server';

import type { Route } from 'next';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { say } from '@/app/_forms/answer';
import { getOperatorFormats } from '@/app/_operator/operator';
import { staffAction } from '@/app/_operator/staff-action';
import { placeOrder } from '@/lib/orders/place-order';
import { isStaleQuote } from '@/lib/orders/stale-quote';
import { planSheetPath } from './plan-sheet-path';

const id = z.number().int().positive();

/** The order id comes with the sheet, so that a double click is one change. */
export const confirmPlan = staffAction({
  schema: z.object({
    orderId: z.uuid(),
    customerId: id,
    serviceId: id,
    itemId: id,
    moment: z.enum(['now', 'period_end']),
    quote: z.string(),
  }),
  run: async (ctx, { orderId, customerId, quote, ...change }) => {
    const request = { kind: 'plan_change', ...change } as const;
    const order = { orderId, customerId, request, quote };
    const placed = await placeOrder(ctx, order).catch((error: unknown) => {
      if (!isStaleQuote(error)) throw error;
      return redirect(planSheetPath(change, quote));
    });
    if (placed.kind === 'executed') redirect(`/admin/services/${change.serviceId}` as Route);
    const f = await getOperatorFormats();
    return say('admin-services.plan', 'waiting', { short: f.money(placed.shortMinor) });
  },
});
