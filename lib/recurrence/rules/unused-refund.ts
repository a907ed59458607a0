import { type UnusedPart, unusedCredit, unusedPart } from '@/lib/pricing/rules/plan-change';
import type { RunningPeriod } from '../running-period';

/** What comes back of the running period, to the account that paid for it, unused from a moment on. */
export type Refund = {
  grossMinor: bigint;
  taxMinor: bigint;
  account: 'wallet' | 'postpaid';
  from: Date;
  part: UnusedPart | null;
};

/** Returns what is unused from a moment on of a period; nothing without a period that was paid for. */
export function refundOf(running: RunningPeriod | null, from: Date): Refund {
  if (!running?.paidBy)
    return { grossMinor: 0n, taxMinor: 0n, account: 'wallet', from, part: null };
  const part = unusedPart(running, from, running.data);
  const price = { grossMinor: running.timeMinor, taxMinor: running.timeTaxMinor };
  return { ...unusedCredit(price, part), account: running.paidBy, from, part };
}

/** Whether the unused part of a period comes back: as when it was paid, or as the plan says if that is unknown. */
export function givesBackUnused(running: RunningPeriod | null, refundsUnused: boolean): boolean {
  return running?.givesBack ? running.givesBack !== 'never' : refundsUnused;
}
