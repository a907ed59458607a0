import { sweepPendingTopUps } from '@/lib/payments/sweep-pending-top-ups';
import { createSweep, once } from './support/create-sweep';

/** Asks Stripe about top-ups whose outcome no webhook has reported. */
export const sweepPendingTopUpsFunction = createSweep('sweep-pending-top-ups', '*/10 * * * *', {
  'top-ups': once(sweepPendingTopUps),
});
