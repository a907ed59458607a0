import { sweepStripeEvents } from '@/lib/payments/sweep-stripe-events';
import { createSweep, once } from './support/create-sweep';

/** Fetches and applies Stripe events that never arrived or were never applied. */
export const sweepStripeEventsFunction = createSweep('sweep-stripe-events', '23 * * * *', {
  events: once(sweepStripeEvents),
});
