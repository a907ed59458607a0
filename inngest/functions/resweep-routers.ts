import { markRoutersDirty } from '@/lib/routers/mark-routers-dirty';
import { createSweep, once } from './support/create-sweep';

/** Emits events again for routers that are out of sync: a lost event or an exhausted retry costs only minutes. */
export const resweepRoutersFunction = createSweep('resweep-routers', '*/5 * * * *', {
  routers: once(markRoutersDirty),
});
