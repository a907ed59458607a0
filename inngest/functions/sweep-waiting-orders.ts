import { expireWaitingOrders } from '@/lib/orders/expire-waiting-orders';
import { createSweep } from './support/create-sweep';

/** Expires orders whose credit did not arrive in time. */
export const sweepWaitingOrdersFunction = createSweep('sweep-waiting-orders', '*/5 * * * *', {
  expired: expireWaitingOrders,
});
