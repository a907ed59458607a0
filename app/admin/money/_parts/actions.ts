'use server';

import type { Route } from 'next';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { say } from '@/app/_forms/answer';
import { moneyInput } from '@/app/_operator/money-input';
import { staffAction } from '@/app/_operator/staff-action';
import { refundTopUp } from '@/lib/payments/refund-top-up';
import { ReleaseServices, releaseServices } from '@/lib/payments/release-services';
import { ResolveParkedTopUp, resolveParkedTopUp } from '@/lib/payments/resolve-parked-top-up';

const reason = z.string().trim().min(1, 'reason_required').max(500, 'field_too_long');

/** Redirects to the same page with a preview of the refund; changes nothing. */
export const lookAtRefund = staffAction({
  schema: z.object({
    topUpId: z.uuid(),
    amount: moneyInput(),
    leftMinor: z.bigint().nonnegative(),
  }),
  run: async (_ctx, { topUpId, amount, leftMinor }) => {
    // What is left makes another address after each refund, so that a used sheet never stands for a new one.
    const query = `refund=${amount}&left=${leftMinor}`;
    redirect(`/admin/money/top-ups/${topUpId}?${query}#refund` as Route);
  },
});

/** Refunds exactly what the preview showed. */
export const refund = staffAction({
  schema: z.object({
    topUpId: z.uuid(),
    amountMinor: z.bigint().positive(),
    reason,
    debtMinor: z.bigint().nonnegative(),
    leftMinor: z.bigint().nonnegative(),
    idempotencyKey: z.uuid(),
  }),
  run: async (ctx, { idempotencyKey: requestId, ...wish }) => {
    try {
      const { status } = await refundTopUp(ctx, { ...wish, requestId });
      return await say('admin-money.refund', `done.${status}`);
    } finally {
      // A refusal names figures that the page does not show yet.
      revalidatePath('/admin/money', 'layout');
    }
  },
});

/** Lets a customer's services run despite a dispute. */
export const release = staffAction({
  schema: ReleaseServices,
  run: async (ctx, input) => {
    try {
      const { kind } = await releaseServices(ctx, input);
      return await say('admin-money.disputes', kind === 'released' ? 'released' : 'stillStopped');
    } finally {
      revalidatePath('/admin', 'layout');
    }
  },
});

export const decide = staffAction({
  schema: ResolveParkedTopUp.extend({ reason }),
  run: async (ctx, input) => {
    try {
      const { kind } = await resolveParkedTopUp(ctx, input);
      return await say('admin-money.parked', `done.${kind}`);
    } finally {
      // A refused decision may have fetched news from Stripe that the page does not show yet.
      revalidatePath('/admin/money', 'layout');
    }
  },
});
