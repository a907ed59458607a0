import type { IntervalUnit, RecurrenceMode } from '@/lib/kit/words';

/** The parts of an item's version that affect existing services. */
export type TargetTerms = {
  itemId: number;
  /** 0 for terms that are not saved yet. */
  versionId: number;
  unitPriceMinor: bigint;
  taxRatePpm: number;
  rhythm: Rhythm;
  onRouter: RouterTerms;
};

/** How it renews; without a period it is charged once. */
export type Rhythm = {
  recurrenceMode: RecurrenceMode;
  intervalCount: number | null;
  intervalUnit: IntervalUnit | null;
};

/** The terms that are configured on a router. */
export type RouterTerms = {
  routerProfile: string | null;
  downBitsPerSecond: bigint | null;
  upBitsPerSecond: bigint | null;
  burstDownBitsPerSecond: bigint | null;
  burstUpBitsPerSecond: bigint | null;
  burstSeconds: number | null;
  priority: number;
  slowDownBitsPerSecond: bigint | null;
  slowUpBitsPerSecond: bigint | null;
};
