import { z } from 'zod';
import type { Right } from '@/lib/authorise/rights';
import { labelText as label } from '@/lib/customers/customer-input';
import { customerStatuses } from '@/lib/kit/words';
import { staffHolds } from '@/lib/services/rules';

const reason = z.string().trim().min(1, 'reason_required').max(500, 'field_too_long');

/** The action to apply to each row, with its parameters. */
export const BulkAct = z.discriminatedUnion('act', [
  z.object({ act: z.literal('customer_status'), status: z.enum(customerStatuses), reason }),
  z.object({ act: z.literal('label_put'), label }),
  z.object({ act: z.literal('label_taken'), label }),
  z.object({ act: z.literal('service_hold'), hold: z.enum(staffHolds), reason }),
  z.object({ act: z.literal('service_lift'), hold: z.enum(staffHolds), reason }),
]);
export type BulkAct = z.infer<typeof BulkAct>;

export const bulkRight = {
  customer: 'customers.write',
  service: 'services.write',
} as const satisfies Record<'customer' | 'service', Right>;
