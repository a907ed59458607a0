import { sweepAllocations } from '@/lib/usage/sweep-allocations';
import { createSweep, once } from './support/create-sweep';

/** Cuts, slows or restores services whose data began or ended with time alone. */
export const sweepAllocationsFunction = createSweep('sweep-allocations', '* * * * *', {
  caps: once(sweepAllocations),
});
