'use server';

import type { Route } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { getOperatorFormats } from '@/app/_operator/operator';
import { staffAction } from '@/app/_operator/staff-action';
import { placeOrder } from '@/lib/orders/place-order';

const id = z.number().int().positive();

/** The order id comes with the sheet: a double click is one change. */
export const confirmPlan = staffAction({
  schema: z.object({
    orderId: z.uuid(),
    customerId: id,
    serviceId: id,
    itemId: id,
    moment: z.enum(['now', 'period_end']),
    expectedTotalMinor: z.bigint(),
  }),
  run: async (ctx, { orderId, customerId, expectedTotalMinor, ...change }) => {
    const request = { kind: 'plan_change', ...change } as const;
    const placed = await placeOrder(ctx, { orderId, customerId, request, expectedTotalMinor });
    if (placed.kind === 'executed') redirect(`/admin/services/${change.serviceId}` as Route);
    const [t, f] = await Promise.all([
      getTranslations('admin-services.plan'),
      getOperatorFormats(),
    ]);
    return { message: t('waiting', { short: f.money(placed.shortMinor) }) };
  },
});
