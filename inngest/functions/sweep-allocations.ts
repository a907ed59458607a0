import { sweepAllocations } from '@/lib/usage/sweep-allocations';
import { createSweep, once } from './support/create-sweep';

/** Blocks, throttles or restores services whose data expired or became valid with time alone. */
export const sweepAllocationsFunction = createSweep('sweep-allocations', '* * * * *', {
  caps: once(sweepAllocations),
});
