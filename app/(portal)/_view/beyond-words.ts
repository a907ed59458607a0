import type { Words } from '../_parts/words';

/** Says why a payment is more than what is missing, and where the rest goes; empty if it is not. */
export function beyondWords({ t, f }: Words, restMinor: bigint): string {
  return restMinor > 0n ? t('sheet.paidBeyond', { rest: f.money(restMinor) }) : '';
}
