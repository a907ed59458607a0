'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { say } from '@/app/_forms/answer';
import { staffAction } from '@/app/_operator/staff-action';
import { Location } from '@/lib/catalog/sites/site-input';
import { changeService } from '@/lib/lifecycle/change-service';

export const savePlace = staffAction({
  schema: Location.safeExtend({ serviceId: z.number().int().positive() }),
  run: async (ctx, { serviceId, latitude, longitude }) => {
    await changeService(ctx, { serviceId, fields: { latitude, longitude } });
    refresh();
    return say('map', 'pick.saved');
  },
});
