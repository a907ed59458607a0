'use server';

import type { Route } from 'next';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { give } from '@/app/_forms/answer';
import { staffAction } from '@/app/_operator/staff-action';
import { scheduleChange } from '@/lib/calendar/schedule-change';
import { changeService } from '@/lib/lifecycle/change-service';
import { createService } from '@/lib/lifecycle/create-service';
import { offerAddresses } from '@/lib/screens/admin/addresses';
import { getServiceDetail } from '@/lib/screens/admin/service';
import { previewService } from '@/lib/screens/admin/service-preview';
import { changedFieldsOf, fieldsOf, NewService, networkOf, ServiceParts } from './form-schema';
import { plannedDifference } from './planned-difference';
import { previewWords } from './preview-words';

const id = z.number().int().positive();
const reason = z.string().trim().max(500, 'field_too_long').optional();

/** Returns what the service would cost; changes nothing. */
export const previewNewService = staffAction({
  schema: NewService,
  run: async (ctx, input) => {
    const preview = await previewService(ctx, { ...input, network: networkOf(input) });
    return give(await previewWords(preview));
  },
});

/** Returns free addresses for a permanent IP without reserving them; saving decides. */
export const offerFreeAddresses = staffAction({
  schema: z.object({
    routerId: id.nullable().default(null),
    networkId: id.nullable().default(null),
    limit: z.number().int().min(1).max(200).default(8),
  }),
  run: async (ctx, query) => give(await offerAddresses(ctx, query)),
});

export const addService = staffAction({
  schema: NewService.safeExtend({ idempotencyKey: z.uuid() }),
  run: async (ctx, input) => {
    const { customerId, itemId, recurrenceMode, intervalCount, intervalUnit } = input;
    await createService(ctx, {
      ...fieldsOf(input),
      customerId,
      itemId,
      recurrenceMode,
      intervalCount,
      intervalUnit,
      discounts: input.discounts,
      network: networkOf(input),
      requestId: input.idempotencyKey,
    });
    redirect(`/admin/customers/${customerId}` as Route);
  },
});

export const saveService = staffAction({
  schema: ServiceParts.extend({ serviceId: id, reason }),
  run: async (ctx, input) => {
    const { serviceId, discounts } = input;
    const network = networkOf(input);
    await changeService(ctx, {
      serviceId,
      fields: changedFieldsOf(input),
      discounts,
      ...(network ? { network } : {}),
      reason: input.reason,
    });
    redirect(`/admin/services/${serviceId}` as Route);
  },
});

/** Plans only the differences from the current state, so that concurrent edits by others are kept. */
export const planFields = staffAction({
  schema: ServiceParts.extend({ serviceId: id, reason, effectiveDate: z.iso.date('field_date') }),
  run: async (ctx, input) => {
    const { serviceId, effectiveDate } = input;
    const service = await getServiceDetail(ctx, serviceId);
    const { reason: why } = input;
    const change = { kind: 'fields', reason: why, ...plannedDifference(service, input) } as const;
    await scheduleChange(ctx, { serviceId, effectiveDate, change });
    redirect(`/admin/services/${serviceId}` as Route);
  },
});
