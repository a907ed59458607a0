import { z } from 'zod';
import { labelText as label } from '@/lib/customers/customer-input';
import type { Right } from '@/lib/identity/rules';
import { type BulkActName, customerStatuses } from '@/lib/kit/words';
import { staffHolds } from '@/lib/services/rules';

const reason = z.string().trim().min(1, 'reason_required').max(500, 'field_too_long');

/** What to do to each row, with what it needs. */
export const BulkAct = z.discriminatedUnion('act', [
  z.object({ act: z.literal('customer_status'), status: z.enum(customerStatuses), reason }),
  z.object({ act: z.literal('label_put'), label }),
  z.object({ act: z.literal('label_taken'), label }),
  z.object({ act: z.literal('service_hold'), hold: z.enum(staffHolds), reason }),
  z.object({ act: z.literal('service_lift'), hold: z.enum(staffHolds), reason }),
]);
export type BulkAct = z.infer<typeof BulkAct>;

/** What the rows of an act are. */
export const bulkSubject = {
  customer_status: 'customer',
  label_put: 'customer',
  label_taken: 'customer',
  service_hold: 'service',
  service_lift: 'service',
} as const satisfies Record<BulkActName, 'customer' | 'service'>;

export const bulkRight = {
  customer: 'customers.write',
  service: 'services.write',
} as const satisfies Record<'customer' | 'service', Right>;
