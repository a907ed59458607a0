import type { ItemKind } from '@/lib/kit/words';

/** A sale as far as its end is concerned; `intervalCount` null is charged once. */
export type Ending = {
  kind: ItemKind;
  intervalCount: number | null;
};

/**
 * An internet plan without a pay period: nothing renews it and nothing ends it, it would serve for ever for one
 * price, and its data limit, which is given with each period, would never act.
 */
export function neverEnds({ kind, intervalCount }: Ending): boolean {
  return kind === 'internet' && intervalCount === null;
}

/** The same for one service: an end date ends it, but gives it no data. */
export function serviceNeverEnds(
  service: Ending & { endDate: string | null; dataLimitBytes: bigint | null },
): boolean {
  const hasEnd = service.endDate !== null && service.dataLimitBytes === null;
  return neverEnds(service) && !hasEnd;
}
