import type { ItemKind } from '@/lib/kit/words';

/** The parts of a sale that decide when it ends; a null `intervalCount` means it is charged once. */
export type Ending = {
  kind: ItemKind;
  intervalCount: number | null;
};

/**
 * An internet plan without a pay period: it neither renews nor ends, so it would run forever for one price, and its
 * data limit, which is granted per period, would never apply.
 */
export function neverEnds({ kind, intervalCount }: Ending): boolean {
  return kind === 'internet' && intervalCount === null;
}

/** The same check for one service: an end date ends it, but grants it no data. */
export function serviceNeverEnds(
  service: Ending & { endDate: string | null; dataLimitBytes: bigint | null },
): boolean {
  const hasEnd = service.endDate !== null && service.dataLimitBytes === null;
  return neverEnds(service) && !hasEnd;
}
