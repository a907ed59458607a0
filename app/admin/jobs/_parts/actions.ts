'use server';

import type { Route } from 'next';
import { redirect } from 'next/navigation';
import { staffAction } from '@/app/_operator/staff-action';
import { RetryRun, retryRun } from '@/lib/jobs/retry-run';

export const runAgain = staffAction({
  schema: RetryRun,
  run: async (ctx, input) => {
    const { runId } = await retryRun(ctx, input);
    redirect(`/admin/jobs/runs/${runId}` as Route);
  },
});
