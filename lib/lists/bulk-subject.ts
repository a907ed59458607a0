import type { BulkActName } from '@/lib/kit/words';

/** What the rows of an act are. */
export const bulkSubject = {
  customer_status: 'customer',
  label_put: 'customer',
  label_taken: 'customer',
  service_hold: 'service',
  service_lift: 'service',
} as const satisfies Record<BulkActName, 'customer' | 'service'>;
