import { Inngest } from 'inngest';
import { OUTBOX_URL, outboxFetch } from './embedded/outbox-fetch';
import { jobsMode } from './mode';
import { sdkLog } from './sdk-log';

const APP_ID = 'netpurse';

function createClient(): Inngest {
  const mode = jobsMode();
  if (mode.kind === 'inngest') {
    return new Inngest({ id: APP_ID, isDev: mode.isDev, logger: sdkLog });
  }
  return new Inngest({
    id: APP_ID,
    // Cloud mode checks signatures whatever INNGEST_DEV says.
    isDev: false,
    signingKey: mode.signingKey,
    eventKey: 'outbox',
    baseUrl: OUTBOX_URL,
    fetch: outboxFetch as typeof fetch,
    logger: sdkLog,
  });
}

/** The one client of the product: every function in `inngest/functions` is made with it. */
export const inngest = createClient();
