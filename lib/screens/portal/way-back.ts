import type { HoldReason } from '@/lib/kit/words';
import type { ServiceState } from '@/lib/services/rules';
import type { MoneySource, Renewal } from './renewals';

/** What brings a service on that lacks credit; the home and the emails say it from here. Minor units. */
export type WayBack =
  | {
      kind: 'top_up';
      priceMinor: bigint;
      source: Extract<MoneySource, { kind: 'short' }>;
      /** It has never run: this is its first payment. */
      isFirst: boolean;
      /** The payment starts its paid time, but its router cannot be told to let it online now. */
      isRouterAway: boolean;
    }
  /** The credit is enough, and the customer decides whether it is spent on this plan. */
  | { kind: 'decide' }
  /** The credit is enough. */
  | { kind: 'starting'; isRouterAway: boolean }
  /** A payment alone does not bring it on: these keep it off as well. */
  | { kind: 'more'; others: HoldReason[] };

type OffService = {
  state: ServiceState;
  renewal: Renewal;
  isRouterAway: boolean;
  can: { renew: boolean };
};

/** Returns null for a service that does not lack credit. */
export function wayBackOf({ state, renewal, isRouterAway, can }: OffService): WayBack | null {
  const isFirst = state.holds.includes('unpaid');
  if (state.isArchived || !(isFirst || state.holds.includes('no_credit'))) return null;
  if (renewal.kind !== 'starts') {
    // New data comes with the next payment.
    const paid: readonly HoldReason[] = ['unpaid', 'no_credit', 'data_cap'];
    return { kind: 'more', others: state.holds.filter((reason) => !paid.includes(reason)) };
  }
  const { priceMinor, source } = renewal;
  if (can.renew) return { kind: 'decide' };
  if (source.kind !== 'short') return { kind: 'starting', isRouterAway };
  return { kind: 'top_up', priceMinor, source, isFirst, isRouterAway };
}
