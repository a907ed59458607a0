'use server';

import { refresh } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { staffAction } from '@/app/_operator/staff-action';
import { RepushService, repushService } from '@/lib/routers/repush-service';
import { RequestKick, requestKick } from '@/lib/routers/request-kick';

export const kick = staffAction({
  schema: RequestKick,
  run: async (ctx, input) => {
    await requestKick(ctx, input);
    return done('kicked');
  },
});

export const repush = staffAction({
  schema: RepushService,
  run: async (ctx, input) => {
    await repushService(ctx, input);
    return done('repushed');
  },
});

async function done(key: 'kicked' | 'repushed') {
  const t = await getTranslations('admin-services.onRouter');
  refresh();
  return { message: t(key) };
}
