'use server';

import { redirect } from 'next/navigation';
import { orRefresh } from '@/app/_operator/or-refresh';
import { staffAction } from '@/app/_operator/staff-action';
import { StartRollout, startRollout } from '@/lib/rollouts/start-rollout';

export const startRolloutAction = staffAction({
  schema: StartRollout.extend({
    shownVersionId: StartRollout.shape.shownVersionId.unwrap(),
    shownCount: StartRollout.shape.shownCount.unwrap(),
  }),
  run: async (ctx, input) => {
    const { rolloutId } = await orRefresh(startRollout(ctx, input));
    redirect(`/admin/catalogue/roll-outs/${rolloutId}`);
  },
});
