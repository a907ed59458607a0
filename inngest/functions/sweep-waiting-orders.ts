import { expireWaitingOrders } from '@/lib/orders/expire-waiting-orders';
import { createSweep } from './support/create-sweep';

/** Orders whose credit did not come in time. */
export const sweepWaitingOrdersFunction = createSweep('sweep-waiting-orders', '*/5 * * * *', {
  expired: expireWaitingOrders,
});
