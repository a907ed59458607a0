import { setTimeout as sleep } from 'node:timers/promises';
import { eventType, staticSchema } from 'inngest';
import { afterEach, vi } from 'vitest';
import type { Driver, SendOptions } from './driver';
import { embeddedEngine } from './embedded-engine';
import { realEngine, realServer } from './real-engine';

const open = new Set<Driver>();

if (realServer()) vi.setConfig({ testTimeout: 300_000 });

afterEach(async () => {
  await Promise.all([...open].map((driver) => driver.stop()));
  open.clear();
});

/**
 * The suite in this folder defines how functions behave on either driver: the embedded executor on a clock that skips
 * waiting, or the Inngest server named by the environment (`INNGEST_BASE_URL`, `INNGEST_EVENT_KEY`,
 * `INNGEST_SIGNING_KEY`), fed by the relay and in real time.
 */
export function openEngine() {
  const server = realServer();
  const driver = server ? realEngine(server) : embeddedEngine();
  open.add(driver);
  const named = (name: string) => `${name}${driver.suffix}`;
  return {
    ...driver,
    named,
    /** A trigger with typed data; nothing is checked at run time. */
    on: <Data extends Record<string, unknown> = Record<string, unknown>>(
      name: string,
      condition?: string,
    ) => {
      const pattern = name.endsWith('*') ? name : named(name);
      const type = eventType(pattern, { schema: staticSchema<Data>() });
      return condition === undefined ? type : { event: type, if: condition };
    },
    send: (name: string, data: Record<string, unknown> = {}, options: SendOptions = {}) =>
      driver.send(named(name), data, options),
    until: (check: () => boolean) => until(driver, check),
  };
}

/** Long enough for the second attempt of a failed step on a server that uses its own retry table. */
const PATIENCE_MS = 150_000;

async function until(driver: Driver, check: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!check()) {
    if (Date.now() > deadline) throw new Error(`not within ${PATIENCE_MS} ms`);
    const isIdle = await driver.isIdle();
    // The condition may have become true just as the driver went idle.
    if (check()) return;
    if (isIdle) await driver.jump();
    else await sleep(10);
  }
}
