import type { CapAction, CapDirection } from '@/lib/kit/words';
import type { Counters } from './count-delta';

/** The part of an allocation that decides how it is used. */
export type Bucket = { id: number; grantedBytes: bigint; usedBytes: bigint; expiresAt: Date };

export type Draw = { id: number; bytes: bigint };
export type DrawDown = {
  draws: Draw[];
  /** Bytes that could not be drawn because there is no allocation. */
  undrawnBytes: bigint;
};

/** Returns the traffic that counts towards the plan's limit. */
export function countedBytes(usage: Counters, direction: CapDirection): bigint {
  switch (direction) {
    case 'down':
      return usage.downBytes;
    case 'up':
      return usage.upBytes;
    case 'both':
      return usage.downBytes + usage.upBytes;
  }
}

/** Sorts by order of use: earliest expiry first, and the older of two with equal expiry. */
export function inOrderOfUse<B extends Pick<Bucket, 'id' | 'expiresAt'>>(
  buckets: readonly B[],
): B[] {
  return [...buckets].sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime() || a.id - b.id);
}

export function leftIn(bucket: Pick<Bucket, 'grantedBytes' | 'usedBytes'>): bigint {
  const left = bucket.grantedBytes - bucket.usedBytes;
  return left > 0n ? left : 0n;
}

export function leftInAll(buckets: readonly Pick<Bucket, 'grantedBytes' | 'usedBytes'>[]): bigint {
  return buckets.reduce((sum, bucket) => sum + leftIn(bucket), 0n);
}

/**
 * Draws `bytes` from the allocations in order of use. Use beyond the last one is still booked to it, so that every
 * counted byte belongs to exactly one allocation and a later grant does not pay for it.
 */
export function drawDown(buckets: readonly Bucket[], bytes: bigint): DrawDown {
  const ordered = inOrderOfUse(buckets);
  const draws: Draw[] = [];
  let rest = bytes;
  for (const [position, bucket] of ordered.entries()) {
    const isLast = position === ordered.length - 1;
    const left = leftIn(bucket);
    const taken = isLast || rest < left ? rest : left;
    if (taken > 0n) draws.push({ id: bucket.id, bytes: taken });
    rest -= taken;
  }
  return { draws, undrawnBytes: rest };
}

export type CapState = {
  /** Null if the plan has no data limit. */
  action: CapAction | null;
  leftBytes: bigint;
  isBlocked: boolean;
  isThrottled: boolean;
  /** A period is due but not decided yet, so new data may be granted in a moment. */
  isRenewalDue: boolean;
};
export type CapDecision = 'block' | 'slow' | 'restore' | 'none';

/** Decides how the cap of a service must change, given its remaining data. */
export function decideCap(state: CapState): CapDecision {
  const isLimited = state.isBlocked || state.isThrottled;
  if (state.action === null || state.leftBytes > 0n) return isLimited ? 'restore' : 'none';
  if (state.isRenewalDue) return 'none';
  if (state.action === 'block') return state.isBlocked ? 'none' : 'block';
  return isLimited ? 'none' : 'slow';
}
