import { sweepRefunds } from '@/lib/payments/sweep-refunds';
import { createSweep, once } from './support/create-sweep';

/** Follows refunds whose end no webhook brought. */
export const sweepRefundsFunction = createSweep('sweep-refunds', '*/10 * * * *', {
  refunds: once(sweepRefunds),
});
