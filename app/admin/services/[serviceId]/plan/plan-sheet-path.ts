import type { Route } from 'next';

type Change = { serviceId: number; itemId: number; moment: 'now' | 'period_end' };

/** Address of the confirm sheet of a plan change, compared with what an earlier one showed. */
export function planSheetPath({ serviceId, itemId, moment }: Change, was: string): Route {
  const query = new URLSearchParams({ item: String(itemId), moment, was });
  return `/admin/services/${serviceId}/plan?${query}` as Route;
}
