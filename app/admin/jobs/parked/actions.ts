'use server';

import { refresh } from 'next/cache';
import { say } from '@/app/_forms/answer';
import { staffAction } from '@/app/_operator/staff-action';
import { refuse } from '@/lib/kit/errors';
import { RetryParkedPeriod, retryParkedPeriod } from '@/lib/recurrence/retry-parked-period';

export const tryAgain = staffAction({
  schema: RetryParkedPeriod,
  run: async (ctx, input) => {
    const { outcome } = await retryParkedPeriod(ctx, input);
    refresh();
    if (outcome === 'parked') refuse('invalid-state', 'service_still_fails');
    return say('admin-jobs.parked', outcome);
  },
});
