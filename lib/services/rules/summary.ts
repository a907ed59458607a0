import type { HoldReason, ItemKind, ServiceStatus } from '@/lib/kit/words';

/** The facts of a service that decide the summary line of the home page. */
export type SummaryFacts = {
  status: ServiceStatus;
  /** The holds that explain the status, most important first. */
  reasons: readonly HoldReason[];
  /** Active, but not yet confirmed by its router. */
  isSwitchingOn: boolean;
  isThrottled: boolean;
  /** Charged once and never on: it can be off, but it does not run. */
  isOneTime: boolean;
};

/** Whether a service is something ordered once, such as a visit, rather than something that is on or off. */
export function isOneTime({
  kind,
  interval,
}: {
  kind: ItemKind;
  interval: object | null;
}): boolean {
  return kind !== 'internet' && interval === null;
}

export type Summary =
  | { kind: 'none' }
  | { kind: 'off' | 'unpaid' | 'connecting' | 'switching_on' | 'slowed'; count: number }
  /** Paused, or starting later: nothing is wrong, but not everything is on. */
  | { kind: 'later'; count: number }
  /** All services are on, but the balance is negative. */
  | { kind: 'in_debt' }
  | { kind: 'all_well' };

/** Most important first: the summary shows the first kind that applies to any service. */
const order = ['off', 'unpaid', 'connecting', 'switching_on', 'slowed', 'later'] as const;

/**
 * Summarises the services in one sentence: "all well" only if every service is on, working normally and paid.
 */
export function summaryOf(
  all: readonly SummaryFacts[],
  { balanceMinor }: { balanceMinor: bigint },
): Summary {
  const services = all.filter((one) => !(one.isOneTime && one.status === 'active'));
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
      if (reasons[0] === 'not_connected' || reasons[0] === 'router_refused') return 'connecting';
      return reasons[0] === 'unpaid' ? 'unpaid' : 'later';
    case 'active':
      if (facts.isSwitchingOn) return 'switching_on';
      return facts.isThrottled ? 'slowed' : 'on';
  }
}
