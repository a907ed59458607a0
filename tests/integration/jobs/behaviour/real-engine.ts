import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inngest, type InngestFunction } from 'inngest';
import { serve } from 'inngest/node';
import { Relay } from '@/inngest/runtime/relay';
import { acceptEvents } from '@/lib/jobs/accept-events';
import { newId } from '@/lib/kit/ids';
import type { Driver } from './driver';

export type RealServer = { baseUrl: string; eventKey: string; signingKey: string };

/** The server named by the environment, or null. */
export function realServer(): RealServer | null {
  const { INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY } = process.env;
  if (!INNGEST_BASE_URL || !INNGEST_EVENT_KEY || !INNGEST_SIGNING_KEY) return null;
  return {
    baseUrl: INNGEST_BASE_URL,
    eventKey: INNGEST_EVENT_KEY,
    signingKey: INNGEST_SIGNING_KEY,
  };
}

/** Time allowed for a server to do what it can do at once. */
const soon = () => sleep(4_000);

/**
 * A real Inngest server: the functions are served over HTTP on a loopback port, registered and fed by the product's own
 * relay. The server must be able to reach `localhost` on this machine.
 */
export function realEngine({ baseUrl, eventKey, signingKey }: RealServer): Driver {
  // Functions of earlier tests stay registered, so each test's app and events get unique names.
  const suffix = `.${randomBytes(4).toString('hex')}`;
  const silent = () => undefined;
  const client = new Inngest({
    id: `test${suffix.replace('.', '-')}`,
    isDev: false,
    baseUrl,
    eventKey,
    signingKey,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const ctx = () => ({ actor: { kind: 'system', job: 'test' }, now: new Date() }) as const;
  let stop: () => Promise<void> = async () => undefined;

  async function start(functions: readonly InngestFunction.Any[]): Promise<void> {
    const server = createServer(serve({ client, functions: [...functions] }));
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const { port } = server.address() as AddressInfo;
    const endpoint = `http://localhost:${port}/api/inngest`;
    const relay = new Relay({ client, functions, endpoint, pollMs: 100 });
    relay.start();
    stop = async () => {
      await relay.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
  }

  return {
    client,
    suffix,
    start,
    send: async (name, data, options) => {
      await acceptEvents(ctx(), [{ name, data, ...options }], newId());
    },
    now: Date.now,
    skip: (ms) => sleep(ms),
    isIdle: async () => false,
    jump: async () => undefined,
    arrived: () => sleep(800),
    settle: soon,
    rest: soon,
    stop: () => stop(),
  };
}
