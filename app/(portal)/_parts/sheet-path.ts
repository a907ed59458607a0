import type { OrderRequest } from '@/lib/orders/order-input';

/** Address of the other offers of the same kind. */
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

/**
 * Address of the confirm sheet of a request, compared with what an earlier one showed: with what was confirmed or, if the
 * offer changed while a person was looking (`isLive`), with what was open.
 */
export function sheetPath(
  request: OrderRequest,
  was: string,
  { isLive = false }: { isLive?: boolean } = {},
): string {
  const query = new URLSearchParams({ was, ...(isLive ? { live: '1' } : {}) });
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
