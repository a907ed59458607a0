import { recheckCredit } from '@/lib/orders/recheck-credit';
import { recheckSchedules } from '@/lib/recurrence/recheck-schedules';
import { recheckWaiting } from '@/lib/recurrence/recheck-waiting';
import { createSweep } from './support/create-sweep';

/** Asks of all services whether their next price is still right and whether one that is held could run, and repairs. */
export const recheckServicesFunction = createSweep('recheck-services', '* * * * *', {
  prices: recheckSchedules,
  waiting: recheckWaiting,
  credit: recheckCredit,
});
