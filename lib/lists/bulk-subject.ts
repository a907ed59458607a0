import type { BulkActName } from '@/lib/kit/words';

/** The kind of row each bulk action applies to. */
export const bulkSubject = {
  customer_status: 'customer',
  label_put: 'customer',
  label_taken: 'customer',
  service_hold: 'service',
  service_lift: 'service',
} as const satisfies Record<BulkActName, 'customer' | 'service'>;
