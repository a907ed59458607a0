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

/** One of the two customers, with how much of everything they have. */
export type MergeParty = MergeSide & {
  name: string;
  email: string | null;
  phone: string | null;
  createdAt: Date;
  /** Minor units; below zero is owed. */
  walletMinor: bigint;
  postpaidMinor: bigint;
  counts: Record<MergedThing, number>;
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
