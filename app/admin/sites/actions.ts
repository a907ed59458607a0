'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { staffAction } from '@/app/_operator/staff-action';
import { changeSite } from '@/lib/catalog/sites/change-site';
import { createSite } from '@/lib/catalog/sites/create-site';
import { deleteSite } from '@/lib/catalog/sites/delete-site';
import { SiteInput } from '@/lib/catalog/sites/site-input';

const siteId = z.number().int().positive();

export const addSite = staffAction({
  schema: SiteInput,
  run: async (ctx, input) => {
    const created = await createSite(ctx, input);
    redirect(`/admin/sites/${created.siteId}`);
  },
});

export const editSite = staffAction({
  schema: SiteInput.safeExtend({ siteId }),
  run: async (ctx, input) => {
    await changeSite(ctx, input);
    redirect(`/admin/sites/${input.siteId}`);
  },
});

export const removeSite = staffAction({
  schema: z.object({ siteId }),
  run: async (ctx, input) => {
    await deleteSite(ctx, input.siteId);
    redirect('/admin/sites');
  },
});
