export type ProjectionFacts = {
  /** When the data in force was first used. */
  since: Date;
  asOf: Date;
  /** When the last of it expires. */
  until: Date;
  usedBytes: bigint;
  leftBytes: bigint;
};
export type Projection =
  /** Too little time or use for an estimate. */
  | { kind: 'unknown' }
  | { kind: 'used-up' }
  /** At this rate it lasts; `leftBytes` remain when it expires. */
  | { kind: 'lasts'; leftBytes: bigint }
  /** At this rate the data runs out at `at`, this long before it would expire. */
  | { kind: 'runs-out'; at: Date; earlySeconds: number };

/** A rate measured over less time changes with every download. */
const OBSERVED_MS_MIN = 6 * 3_600_000;

/** Estimates the data left at expiry if the customer continues as they have since `since`. */
export function projectionOf(facts: ProjectionFacts): Projection {
  if (facts.leftBytes <= 0n) return { kind: 'used-up' };
  const observedMs = facts.asOf.getTime() - facts.since.getTime();
  const remainingMs = facts.until.getTime() - facts.asOf.getTime();
  if (observedMs < OBSERVED_MS_MIN || remainingMs <= 0) return { kind: 'unknown' };
  const needed = (facts.usedBytes * BigInt(remainingMs)) / BigInt(observedMs);
  if (needed <= facts.leftBytes) return { kind: 'lasts', leftBytes: facts.leftBytes - needed };
  const lastsMs = Number((facts.leftBytes * BigInt(observedMs)) / facts.usedBytes);
  return {
    kind: 'runs-out',
    at: new Date(facts.asOf.getTime() + lastsMs),
    earlySeconds: Math.floor((remainingMs - lastsMs) / 1000),
  };
}
