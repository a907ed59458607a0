import { serve } from 'inngest/next';
import { inngest } from '@/inngest/client/inngest';
import { functions } from '@/inngest/functions';

/**
 * The handlers of `/api/inngest`. A call must be signed by the configured Inngest or, in embedded mode, with a key
 * that only this process knows; unsigned registrations are refused too.
 */
export const serveHandlers = serve({
  client: inngest,
  functions: [...functions],
  enableUnauthedSync: false,
});
