import type { Formats } from '@/lib/kit/format';

type Worth = { percentPpm: number } | { amountMinor: bigint };

/** What a discount takes off, with every digit of a percentage. */
export function discountWorth(f: Formats, worth: Worth): string {
  return 'percentPpm' in worth
    ? `−${f.percentExact(worth.percentPpm / 1_000_000)}`
    : `−${f.money(worth.amountMinor)}`;
}
