'use server';

import type { Route } from 'next';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { StaffCtx } from '@/app/_auth/session';
import { staffAction } from '@/app/_operator/staff-action';
import { customerQueryFrom } from '@/app/admin/_list/customer-table';
import { readServiceQuery } from '@/app/admin/_list/service-table';
import type { BulkAct } from '@/lib/bulk/bulk-input';
import { type BulkSelection, startBulk } from '@/lib/bulk/start-bulk';
import { labelText } from '@/lib/customers/customer-input';
import { customerStatuses } from '@/lib/kit/words';
import { bulkHref, Selection } from './selection';

const reason = z.string().trim().min(1, 'reason_required').max(500, 'field_too_long');
const Start = Selection.extend({ idempotencyKey: z.uuid() });
type Start = z.infer<typeof Start>;

export const chooseForCustomers = staffAction({
  schema: Selection,
  run: async (_ctx, chosen) => redirect(bulkHref('/admin/customers/bulk', chosen)),
});

export const chooseForServices = staffAction({
  schema: Selection,
  run: async (_ctx, chosen) => redirect(bulkHref('/admin/services/bulk', chosen)),
});

export const changeStatusOfMany = staffAction({
  schema: Start.extend({ status: z.enum(customerStatuses), reason }),
  run: async (ctx, { status, reason: why, ...start }) =>
    begin(ctx, { act: 'customer_status', status, reason: why }, { start, ...ofCustomers(start) }),
});

export const labelMany = staffAction({
  schema: Start.extend({ what: z.enum(['label_put', 'label_taken']), label: labelText }),
  run: async (ctx, { what, label, ...start }) =>
    begin(ctx, { act: what, label }, { start, ...ofCustomers(start) }),
});

const holdActs = {
  stop: { act: 'service_hold', hold: 'staff_stopped' },
  unstop: { act: 'service_lift', hold: 'staff_stopped' },
  disable: { act: 'service_hold', hold: 'staff_disabled' },
  enable: { act: 'service_lift', hold: 'staff_disabled' },
} as const;

export const holdMany = staffAction({
  schema: Start.extend({ what: z.enum(['stop', 'unstop', 'disable', 'enable']), reason }),
  run: async (ctx, { what, reason: why, ...start }) =>
    begin(ctx, { ...holdActs[what], reason: why }, { start, ...ofServices(start) }),
});

async function begin(
  ctx: StaffCtx,
  act: BulkAct,
  { start, selection }: { start: Start; selection: BulkSelection },
): Promise<never> {
  const { bulkId } = await startBulk(ctx, { bulkId: start.idempotencyKey, act, selection });
  redirect(`/admin/bulk/${bulkId}` as Route);
}

function ofCustomers({ ids, allMatching, query }: Start): { selection: BulkSelection } {
  return {
    selection: allMatching ? { customers: customerQueryFrom(query) } : { ids: ids.map(Number) },
  };
}

function ofServices({ ids, allMatching, query }: Start): { selection: BulkSelection } {
  return {
    selection: allMatching
      ? { services: readServiceQuery(new URLSearchParams(query)) }
      : { ids: ids.map(Number) },
  };
}
