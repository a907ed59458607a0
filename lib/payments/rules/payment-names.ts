import { isUuid } from '@/lib/kit/ids';

/** The top-up and the customer that a payment's metadata names, as anybody may have written them at Stripe. */
export type PaymentNames = { topUpId: string | null; customerId: string | null };

/** Returns the top-up's id; null for none or one that cannot be ours. */
export function topUpNamed({ topUpId }: PaymentNames): string | null {
  return topUpId !== null && isUuid(topUpId) ? topUpId : null;
}

export function customerNamed({ customerId }: PaymentNames): number | null {
  return customerId !== null && /^[1-9]\d{0,14}$/.test(customerId) ? Number(customerId) : null;
}

/** Joins what a session and its intent name; null if they contradict each other. */
export function joinNames(one: PaymentNames, other: PaymentNames): PaymentNames | null {
  const agree = (a: string | null, b: string | null) => a === null || b === null || a === b;
  if (!agree(one.topUpId, other.topUpId) || !agree(one.customerId, other.customerId)) return null;
  return {
    topUpId: one.topUpId ?? other.topUpId,
    customerId: one.customerId ?? other.customerId,
  };
}

/**
 * Decides whose payment it is, given the customers that its names lead to (null for none). Names that lead nowhere
 * belong to nobody: a payment of another shop or installation at the same Stripe account. So do those that contradict
 * each other, and those without a top-up, because another shop's customers have numbers like ours.
 */
export function payerOf(
  names: PaymentNames,
  { ofTopUp, named }: { ofTopUp: number | null; named: number | null },
): number | null {
  if (names.topUpId === null) return null;
  return names.customerId === null || named === ofTopUp ? ofTopUp : null;
}

/** For whom a payment is set aside: `extra` for its payer, `names` until staff find out who its payer is. */
export type SetAsideFor = { customerId: number; reason: 'extra' | 'names' };

/**
 * Decides for whom a payment is set aside that is not the payment of its top-up. If its names contradict each other, it
 * waits with the customer of the top-up they name: only this installation makes such an id, so the money is meant for
 * one of its customers. Null if nobody here is named.
 */
export function setAsideFor(
  names: PaymentNames,
  found: { ofTopUp: number | null; named: number | null },
): SetAsideFor | null {
  const payer = payerOf(names, found);
  if (payer !== null) return { customerId: payer, reason: 'extra' };
  return found.ofTopUp === null ? null : { customerId: found.ofTopUp, reason: 'names' };
}
