import type { ErrorKey } from '@/lib/kit/errors';
import type { CustomerStatus } from '@/lib/kit/words';

/** What decides whether one customer may be merged into another. */
export type MergeSide = {
  customerId: number;
  status: CustomerStatus;
  mergedIntoId: number | null;
  isErased: boolean;
  /** Payments that may still bring money, and money that is on its way back. */
  openPayments: number;
  openDisputes: number;
};

export type MergeVerdict = { allowed: true } | { allowed: false; why: ErrorKey };

const no = (why: ErrorKey): MergeVerdict => ({ allowed: false, why });

/** Money on its way finds the customer it was for only while nobody moves: then a merge has to wait. */
export function decideMerge(from: MergeSide, into: MergeSide): MergeVerdict {
  if (from.customerId === into.customerId) return no('merge_same');
  if (from.mergedIntoId !== null || into.mergedIntoId !== null) return no('merge_already');
  if (from.isErased || into.isErased) return no('customer_erased');
  if (into.status !== 'active') return no('merge_into_inactive');
  if (from.openPayments > 0) return no('merge_payment_open');
  if (from.openDisputes > 0) return no('merge_dispute_open');
  return { allowed: true };
}

export const suspicions = ['email', 'phone', 'name'] as const;
export type Suspicion = (typeof suspicions)[number];

/** Customers who may be one: why, and who. */
export type SuspectGroup = { reasons: Suspicion[]; customerIds: number[] };

/** The same people found for several reasons are one group; the strongest reason leads. */
export function groupSuspects(
  found: readonly { reason: Suspicion; customerIds: readonly number[] }[],
): SuspectGroup[] {
  const groups = new Map<string, SuspectGroup>();
  for (const { reason, customerIds } of found) {
    const ids = customerIds.toSorted((one, other) => one - other);
    const key = ids.join(',');
    const group = groups.get(key) ?? { reasons: [], customerIds: ids };
    groups.set(key, { ...group, reasons: [...group.reasons, reason] });
  }
  const strength = ({ reasons }: SuspectGroup) =>
    Math.min(...reasons.map((reason) => suspicions.indexOf(reason))) - reasons.length;
  return [...groups.values()].sort((one, other) => strength(one) - strength(other));
}
