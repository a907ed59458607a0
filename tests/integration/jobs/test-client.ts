import { randomBytes } from 'node:crypto';
import { eventType, Inngest, staticSchema } from 'inngest';
import { LogMiddleware } from '@/inngest/client/log-middleware';
import { OUTBOX_URL, outboxFetch } from '@/inngest/client/outbox-fetch';

export const signingKey = `signkey-test-${randomBytes(32).toString('hex')}`;

/** The SDK client configured as in the product, without logging. */
export function testClient(): Inngest {
  const silent = () => undefined;
  return new Inngest({
    id: 'test',
    isDev: false,
    signingKey,
    eventKey: 'outbox',
    baseUrl: OUTBOX_URL,
    fetch: outboxFetch as typeof fetch,
    middleware: [LogMiddleware],
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  });
}

type AnyData = Record<string, unknown>;

/** A trigger with typed data; nothing is checked at run time. */
export function on<Data extends AnyData = AnyData>(name: string, condition?: string) {
  const type = eventType(name, { schema: staticSchema<Data>() });
  return condition === undefined ? type : { event: type, if: condition };
}
