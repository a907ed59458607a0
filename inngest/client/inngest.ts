import { Inngest } from 'inngest';
import { LogMiddleware } from './log-middleware';
import { jobsMode } from './mode';
import { OUTBOX_URL, outboxFetch } from './outbox-fetch';
import { sdkLog } from './sdk-log';

const APP_ID = 'netpurse';
const REQUEST_MS_MAX = 30_000;

function createClient(): Inngest {
  const mode = jobsMode();
  if (mode.kind === 'inngest') {
    return new Inngest({
      id: APP_ID,
      isDev: mode.isDev,
      fetch: fetchInTime,
      logger: sdkLog,
      middleware: [LogMiddleware],
    });
  }
  return new Inngest({
    id: APP_ID,
    // In cloud mode signatures are checked whatever INNGEST_DEV is set to.
    isDev: false,
    signingKey: mode.signingKey,
    eventKey: 'outbox',
    baseUrl: OUTBOX_URL,
    fetch: outboxFetch as typeof fetch,
    logger: sdkLog,
    middleware: [LogMiddleware],
  });
}

/** A server that accepts a request but never responds must not block the outbox forever. */
const fetchInTime: typeof fetch = (input, init) =>
  fetch(input, { signal: AbortSignal.timeout(REQUEST_MS_MAX), ...init });

/** The product's only client: every function in `inngest/functions` is created with it. */
export const inngest = createClient();
