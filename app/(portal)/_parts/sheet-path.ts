import type { OrderRequest } from '@/lib/orders/order-input';

/** Where other offers are than the one of a request. */
export function offersPath(request: OrderRequest): string {
  switch (request.kind) {
    case 'new_service':
      return '/plans';
    case 'pack':
      return `/services/${request.serviceId}`;
    case 'plan_change':
      return `/plans?service=${request.serviceId}`;
  }
}

/** The confirm sheet of a request, beside what was confirmed before on another one. */
export function sheetPath(request: OrderRequest, was: string): string {
  const query = new URLSearchParams({ was });
  switch (request.kind) {
    case 'new_service':
      return `/plans/${request.itemId}?${query}`;
    case 'pack':
      return `/services/${request.serviceId}/packs/${request.packId}?${query}`;
    case 'plan_change':
      query.set('moment', request.moment);
      return `/services/${request.serviceId}/change/${request.itemId}?${query}`;
  }
}
