import type { OwnLeg } from '@/lib/wallet/post-own-transfers';

/** A movement on the balance at Stripe, in our minor units. Stripe never changes one; a correction is another. */
export type StripeMovement = {
  id: string;
  what: 'payment' | 'dispute' | 'payout' | 'fee';
  /** Signed: below zero when money left the balance. Before the fee, in `currency`. */
  amountMinor: bigint;
  /** What Stripe kept for it; below zero when a fee was given back. */
  feeMinor: bigint;
  currency: string;
  /** What the payer paid or got back, signed like the amount; differs where Stripe exchanged it. */
  original: { amountMinor: bigint; currency: string };
};

/**
 * The transfers of one movement. What was paid for a customer leaves `stripe_clearing`, where the wallet's credit put
 * it, so that account is zero once both sides are known; anything else is on `stripe_other`. An exchange moves each
 * currency by itself, through the `exchange` account of each.
 */
export function legsOfStripeMovement(
  movement: StripeMovement,
  { walletCurrency, isOurs }: { walletCurrency: string; isOurs: boolean },
): OwnLeg[] {
  const { what, amountMinor, feeMinor, currency, original } = movement;
  const of = <Kind extends OwnLeg['from']['kind']>(kind: Kind, held: string) => ({
    kind,
    currency: held === walletCurrency ? null : held,
  });
  const balance = of('stripe_balance', currency);
  const legs: OwnLeg[] = [];
  // A positive amount flows from `from` to `to`, a negative one back.
  const move = (leg: OwnLeg) => {
    if (leg.amountMinor > 0n) legs.push(leg);
    if (leg.amountMinor < 0n)
      legs.push({ ...leg, from: leg.to, to: leg.from, amountMinor: -leg.amountMinor });
  };
  if (what === 'fee') {
    move({ from: of('stripe_fees', currency), to: balance, amountMinor, kind: 'stripe_fee' });
  } else if (what === 'payout') {
    const kind = amountMinor < 0n ? 'payout' : 'payout_failed';
    move({ from: of('payouts', currency), to: balance, amountMinor, kind });
  } else if (original.currency === currency) {
    const from = of(isOurs ? 'stripe_clearing' : 'stripe_other', currency);
    move({ from, to: balance, amountMinor, kind: 'stripe_settled' });
  } else {
    const from = of(isOurs ? 'stripe_clearing' : 'stripe_other', original.currency);
    const exchanged = of('exchange', original.currency);
    move({ from, to: exchanged, amountMinor: original.amountMinor, kind: 'exchange' });
    move({ from: of('exchange', currency), to: balance, amountMinor, kind: 'exchange' });
  }
  const [fees, kind] =
    what === 'dispute'
      ? ([of('dispute_fees', currency), 'dispute_fee'] as const)
      : ([of('stripe_fees', currency), 'stripe_fee'] as const);
  move({ from: balance, to: fees, amountMinor: feeMinor, kind });
  return legs;
}
