'use server';

import { refresh } from 'next/cache';
import { type Answer, say } from '@/app/_forms/answer';
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

function done(key: 'kicked' | 'repushed'): Promise<Answer> {
  refresh();
  return say('admin-services.onRouter', key);
}
