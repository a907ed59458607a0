import { randomBytes } from 'node:crypto';
import { env } from '@/lib/kit/env';

/** What drives the functions: this process, or a real Inngest (dev server, self-hosted or cloud). */
export type JobsMode =
  | { kind: 'embedded'; signingKey: string }
  | { kind: 'inngest'; isDev: boolean };

/** A random key per process: no outsider can know it, so no outsider can sign a call. */
const holder = globalThis as typeof globalThis & { netpurseSigningKey?: string };

/**
 * Determined by the environment alone. `INNGEST_DEV` or `INNGEST_BASE_URL` name a server; an event key with a signing
 * key means Inngest Cloud. Anything less runs embedded.
 * @throws if a server is configured without the keys that keep strangers out
 */
export function jobsMode(): JobsMode {
  const { INNGEST_DEV, INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY, NODE_ENV } = env();
  const isDev = INNGEST_DEV !== undefined && !['0', 'false'].includes(INNGEST_DEV.toLowerCase());
  if (isDev) {
    if (NODE_ENV === 'production') {
      throw new Error('INNGEST_DEV accepts unsigned calls and cannot be used in production.');
    }
    return { kind: 'inngest', isDev };
  }
  const hasKeys = INNGEST_EVENT_KEY !== undefined && INNGEST_SIGNING_KEY !== undefined;
  if (INNGEST_BASE_URL !== undefined && !hasKeys) {
    throw new Error('INNGEST_BASE_URL needs INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY.');
  }
  if (hasKeys) return { kind: 'inngest', isDev: false };
  holder.netpurseSigningKey ??= `signkey-embedded-${randomBytes(32).toString('hex')}`;
  return { kind: 'embedded', signingKey: INNGEST_SIGNING_KEY ?? holder.netpurseSigningKey };
}
