'use server';

import type { Route } from 'next';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { staffAction } from '@/app/_operator/staff-action';

/** What a list sends of its selection: rows, or its address for "all that match". */
const Selection = z.object({
  ids: z
    .array(z.string().regex(/^\d{1,15}$/))
    .max(50)
    .default([]),
  allMatching: z.boolean().default(false),
  query: z.string().max(2_000).default(''),
});

/** Goes on to the page that says what a change of status would do, before anything is done. */
export const chooseForStatus = staffAction({
  schema: Selection,
  run: async (_ctx, { ids, allMatching, query }) => {
    const selected = allMatching ? `all=on&${query}` : `ids=${ids.join(',')}`;
    redirect(`/admin/customers/bulk-status?${selected}` as Route);
  },
});
