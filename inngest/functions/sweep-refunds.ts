import { sweepRefunds } from '@/lib/payments/sweep-refunds';
import { createSweep, once } from './support/create-sweep';

/** Asks Stripe about refunds whose outcome no webhook has reported. */
export const sweepRefundsFunction = createSweep('sweep-refunds', '*/10 * * * *', {
  refunds: once(sweepRefunds),
});
