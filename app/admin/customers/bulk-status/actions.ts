'use server';

import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import type { StaffCtx } from '@/app/_auth/session';
import { messageOfRefusal } from '@/app/_operator/refusal-message';
import { staffAction } from '@/app/_operator/staff-action';
import { changeCustomerStatus } from '@/lib/customers/change-customer-status';
import { listCustomerSummaries } from '@/lib/customers/queries';
import { DomainError } from '@/lib/kit/errors';
import { customerStatuses } from '@/lib/kit/words';
import { countMax } from '@/lib/lists/rules';
import type { BulkResult } from './bulk-result';

const BulkStatus = z.object({
  ids: z
    .string()
    .regex(/^\d{1,15}(,\d{1,15})*$/)
    .transform((text) => [...new Set(text.split(',').map(Number))])
    .pipe(z.array(z.number()).max(countMax)),
  status: z.enum(customerStatuses),
  reason: z.string().trim().min(1, 'reason_required').max(500, 'field_too_long'),
});

/** One transaction a customer: a refusal for one is that row's answer, and the others go on. */
export const changeStatusOfMany = staffAction({
  schema: BulkStatus,
  run: async (ctx, { ids, status, reason }) => {
    const customers = await listCustomerSummaries(ctx, ids);
    const results: BulkResult[] = [];
    for (const { customerId, name, status: before } of customers) {
      const refusal = before === status ? null : await attempt(ctx, { customerId, status, reason });
      const outcome = before === status ? 'same' : refusal === null ? 'changed' : 'refused';
      results.push({ customerId, name, outcome, why: refusal ?? '' });
    }
    const t = await getTranslations('admin-customers.bulk');
    const changed = results.filter(({ outcome }) => outcome === 'changed').length;
    return { message: t('done', { changed, total: results.length }), data: results };
  },
});

async function attempt(
  ctx: StaffCtx,
  input: { customerId: number; status: (typeof customerStatuses)[number]; reason: string },
): Promise<string | null> {
  try {
    await changeCustomerStatus(ctx, input);
    return null;
  } catch (error) {
    if (error instanceof DomainError && error.code !== 'forbidden') return messageOfRefusal(error);
    throw error;
  }
}
