import { markRoutersDirty } from '@/lib/routers/mark-routers-dirty';
import { createSweep, once } from './support/create-sweep';

/** Says again which routers are not as desired: a lost event or a spent retry costs minutes only. */
export const resweepRoutersFunction = createSweep('resweep-routers', '*/5 * * * *', {
  routers: once(markRoutersDirty),
});
