import { serve } from 'inngest/next';
import { inngest } from '@/inngest/client/client';
import { functions } from '@/inngest/functions';

/**
 * The handlers of `/api/inngest`. A call must carry the signature of the configured Inngest, or in
 * embedded mode of a key that only this process knows; registrations without one are refused too.
 */
export const handlers = serve({
  client: inngest,
  functions: [...functions],
  enableUnauthedSync: false,
});
