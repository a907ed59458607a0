'use server';

import type { Route } from 'next';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { staffAction } from '@/app/_operator/staff-action';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { isLocalDate } from '@/lib/kit/time';
import { staffHolds } from '@/lib/services/rules';

const reason = z.string().trim().min(1, 'reason_required').max(500, 'field_too_long');
const day = z.string().refine(isLocalDate, 'field_date');

/** The actions of the form; field changes have a separate form. */
const PlannedAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plan'), itemId: z.number().int().positive() }),
  z.object({ kind: z.literal('stop'), hold: z.enum(staffHolds), reason }),
  z.object({ kind: z.literal('unstop'), hold: z.enum(staffHolds), reason }),
  z.object({ kind: z.literal('pause'), until: day.nullable().default(null) }),
  z.object({ kind: z.literal('resume') }),
  z.object({ kind: z.literal('archive'), reason, givesBack: z.boolean() }),
]);

export const planAct = staffAction({
  schema: z.object({
    serviceId: z.number().int().positive(),
    effectiveDate: day,
    change: PlannedAct,
  }),
  run: async (ctx, input) => {
    await scheduleChange(ctx, input);
    redirect(`/admin/services/${input.serviceId}` as Route);
  },
});
