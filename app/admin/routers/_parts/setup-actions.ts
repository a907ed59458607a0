'use server';

import type { Route } from 'next';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { give, say } from '@/app/_forms/answer';
import { staffAction } from '@/app/_operator/staff-action';
import { AdoptRows, adoptRows } from '@/lib/routers/onboarding/adopt-rows';
import { FinishSetup, finishSetup } from '@/lib/routers/onboarding/finish-setup';
import { MatchRouterRows, matchRouterRows } from '@/lib/routers/onboarding/match-router-rows';
import { RehearseSync, rehearseSync } from '@/lib/routers/onboarding/rehearse-sync';

/** Returns the matches; writes nothing on the router. */
export const matchRows = staffAction({
  schema: MatchRouterRows,
  run: async (ctx, input) => {
    const data = await matchRouterRows(ctx, input);
    revalidatePath(`/admin/routers/${input.routerId}`, 'layout');
    return give(data);
  },
});

export const adoptChosen = staffAction({
  schema: AdoptRows,
  run: async (ctx, input) => {
    const { approved } = await adoptRows(ctx, input);
    revalidatePath(`/admin/routers/${input.routerId}`, 'layout');
    return say('admin-routers.rows', 'approved', { count: approved });
  },
});

/** Returns what the first sync would do; writes nothing on the router. */
export const rehearse = staffAction({
  schema: RehearseSync,
  run: async (ctx, input) => {
    const data = await rehearseSync(ctx, input);
    revalidatePath(`/admin/routers/${input.routerId}`, 'layout');
    return give(data);
  },
});

export const putIntoService = staffAction({
  schema: FinishSetup,
  run: async (ctx, input) => {
    await finishSetup(ctx, input);
    revalidatePath(`/admin/routers/${input.routerId}`, 'layout');
    redirect(`/admin/routers/${input.routerId}` as Route);
  },
});
