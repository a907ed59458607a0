import type { ErrorKey } from '@/lib/kit/errors';
import type { CustomerStatus } from '@/lib/kit/words';

/** What decides whether one customer may be merged into another. */
export type MergeSide = {
  customerId: number;
  status: CustomerStatus;
  mergedIntoId: number | null;
  isErased: boolean;
  /** Payments that may still arrive, and refunds in progress. */
  openPayments: number;
  openDisputes: number;
};

export type MergeVerdict = { allowed: true } | { allowed: false; why: ErrorKey };

const no = (why: ErrorKey): MergeVerdict => ({ allowed: false, why });

/**
 * Decides whether a merge is allowed. It waits for open payments and disputes, because their money is addressed to
 * the old customer.
 */
export function decideMerge(from: MergeSide, into: MergeSide): MergeVerdict {
  if (from.customerId === into.customerId) return no('merge_same');
  if (from.mergedIntoId !== null || into.mergedIntoId !== null) return no('merge_already');
  if (from.isErased || into.isErased) return no('customer_erased');
  if (into.status !== 'active') return no('merge_into_inactive');
  if (from.openPayments > 0) return no('merge_payment_open');
  if (from.openDisputes > 0) return no('merge_dispute_open');
  return { allowed: true };
}

/** One side of a merge, with its balances and the number of rows of each kind. */
export type MergeParty = MergeSide & {
  name: string;
  email: string | null;
  phone: string | null;
  createdAt: Date;
  /** Minor units; negative is owed. */
  walletMinor: bigint;
  postpaidMinor: bigint;
  counts: Record<MergedThing, number>;
  /** A dispute stops this customer's services, and stops those of both after a merge. */
  isStoppedByDispute: boolean;
};

export const mergedThings = [
  'services',
  'people',
  'addresses',
  'labels',
  'notes',
  'documents',
  'orders',
  'topUps',
  'mails',
] as const;
export type MergedThing = (typeof mergedThings)[number];
