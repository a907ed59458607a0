import type { CapAction, CapDirection } from '@/lib/kit/words';
import type { Counters } from './counters';

/** The part of an allocation that decides how it is used. */
export type Bucket = { id: number; grantedBytes: bigint; usedBytes: bigint; expiresAt: Date };

export type Draw = { id: number; bytes: bigint };
export type DrawDown = {
  draws: Draw[];
  /** Bytes no bucket took, because there is none. */
  undrawnBytes: bigint;
};

/** What of the traffic the plan's limit counts. */
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

/** The order of use: what expires first goes first, the older of two equal ones before the newer. */
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
 * Spreads `bytes` over the buckets in order of use. What flowed past the last one between two polls
 * goes on its account, so that every counted byte stands on exactly one bucket; a later grant does
 * not pay for it.
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
  /** Null when the plan has no data limit. */
  action: CapAction | null;
  leftBytes: bigint;
  isBlocked: boolean;
  isThrottled: boolean;
  /** A period is due and not decided yet: it may bring new data in the next moment. */
  isRenewalDue: boolean;
};
export type CapDecision = 'block' | 'slow' | 'restore' | 'none';

/** What must change about a service for what is left of its data. */
export function decideCap(state: CapState): CapDecision {
  const isLimited = state.isBlocked || state.isThrottled;
  if (state.action === null || state.leftBytes > 0n) return isLimited ? 'restore' : 'none';
  if (state.isRenewalDue) return 'none';
  if (state.action === 'block') return state.isBlocked ? 'none' : 'block';
  return isLimited ? 'none' : 'slow';
}
