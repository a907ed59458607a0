import type { HoldReason, ServiceStatus } from '@/lib/kit/words';

/** What of a service the first line of the home page follows from. */
export type SummaryFacts = {
  status: ServiceStatus;
  /** The reasons that explain the status, the first one named first. */
  reasons: readonly HoldReason[];
  /** Active, and its router has not confirmed it yet. */
  isSwitchingOn: boolean;
  isThrottled: boolean;
};

export type Summary =
  | { kind: 'none' }
  | { kind: 'off' | 'unpaid' | 'connecting' | 'switching_on' | 'slowed'; count: number }
  /** Paused, or to begin later: nothing is wrong, and not everything is on. */
  | { kind: 'later'; count: number }
  /** All are on, and the credit is below zero. */
  | { kind: 'in_debt' }
  | { kind: 'all_well' };

/** In the order of what helps most to know: the first that applies to any service is said. */
const order = ['off', 'unpaid', 'connecting', 'switching_on', 'slowed', 'later'] as const;

/** How things stand, in one sentence: "all well" only while every service is on, as it should be, and paid. */
export function summaryOf(
  services: readonly SummaryFacts[],
  { balanceMinor }: { balanceMinor: bigint },
): Summary {
  if (services.length === 0) return { kind: 'none' };
  const kinds = services.map(kindOf);
  for (const kind of order) {
    const count = kinds.filter((one) => one === kind).length;
    if (count > 0) return { kind, count };
  }
  return { kind: balanceMinor < 0n ? 'in_debt' : 'all_well' };
}

function kindOf({ status, reasons, ...facts }: SummaryFacts): (typeof order)[number] | 'on' {
  switch (status) {
    case 'stopped':
      return reasons[0] === 'paused' ? 'later' : 'off';
    case 'disabled':
    case 'archived':
      return 'off';
    case 'pending':
      if (reasons[0] === 'not_connected') return 'connecting';
      return reasons[0] === 'unpaid' ? 'unpaid' : 'later';
    case 'active':
      if (facts.isSwitchingOn) return 'switching_on';
      return facts.isThrottled ? 'slowed' : 'on';
  }
}
