import type { Route } from 'next';

type Change = { serviceId: number; itemId: number; moment: 'now' | 'period_end' };

/**
 * Address of the confirm sheet of a plan change, compared with what an earlier one showed; `isLive` if the offer changed
 * while a person was looking.
 */
export function planSheetPath(
  { serviceId, itemId, moment }: Change,
  was: string,
  { isLive = false }: { isLive?: boolean } = {},
): Route {
  const live = isLive ? { live: '1' } : {};
  const query = new URLSearchParams({ item: String(itemId), moment, was, ...live });
  return `/admin/services/${serviceId}/plan?${query}` as Route;
}
