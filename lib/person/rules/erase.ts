import type { ErrorKey } from '@/lib/kit/errors';

/** What can prevent an erasure: services, money or payments that still need the person. */
export type EraseState = {
  mergedIntoId: number | null;
  liveServices: number;
  /** Minor units. */
  walletMinor: bigint;
  postpaidMinor: bigint;
  openPayments: number;
  openDisputes: number;
};

export type EraseVerdict = { allowed: true } | { allowed: false; why: ErrorKey };

const no = (why: ErrorKey): EraseVerdict => ({ allowed: false, why });

export function decideErase(state: EraseState): EraseVerdict {
  if (state.mergedIntoId !== null) return no('erase_merged');
  if (state.liveServices > 0) return no('erase_services_live');
  if (state.openPayments > 0 || state.openDisputes > 0) return no('erase_payment_open');
  if (state.walletMinor !== 0n || state.postpaidMinor !== 0n) return no('erase_balance_left');
  return { allowed: true };
}

/** The permanent replacement for the name. */
export function erasedName(customerId: number): string {
  return `Erased customer ${customerId}`;
}
