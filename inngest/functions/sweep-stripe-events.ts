import { sweepStripeBalance } from '@/lib/payments/sweep-stripe-balance';
import { sweepStripeEvents } from '@/lib/payments/sweep-stripe-events';
import { createSweep, once } from './support/create-sweep';

/** Fetches and applies Stripe events that never arrived or were never applied, then posts what moved at Stripe. */
export const sweepStripeEventsFunction = createSweep('sweep-stripe-events', '23 * * * *', {
  events: once(sweepStripeEvents),
  balance: once(sweepStripeBalance),
});
