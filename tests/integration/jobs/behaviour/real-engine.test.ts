import { afterEach, beforeEach, expect, test } from 'vitest';
import { canonicalJson } from '@/inngest/runtime/canonical-json';
import { signBody } from '@/inngest/runtime/sign-body';
import { FakeInngest } from '../fake-inngest';
import { until } from '../harness';
import { signingKey } from '../test-client';
import type { Driver } from './driver';
import { realEngine } from './real-engine';

let fake: FakeInngest;
let driver: Driver | undefined;

beforeEach(async () => {
  fake = new FakeInngest();
  await fake.start();
});
afterEach(async () => {
  await driver?.stop();
  await fake.stop();
});

/** Makes one call as a server does: over HTTP, to the registered address. */
async function call(address: URL, event: unknown, key: string): Promise<Response> {
  const body = canonicalJson({
    version: 2,
    event,
    events: [event],
    steps: {},
    ctx: { run_id: 'r', attempt: 0, max_attempts: 1, stack: { stack: [], current: 0 } },
  });
  return fetch(address, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-inngest-signature': signBody(body, key, Date.now()),
    },
  });
}

test('a real server receives functions and events from the relay, and makes signed calls over HTTP', async () => {
  driver = realEngine({ baseUrl: fake.url, eventKey: 'event-key', signingKey });
  const { client, suffix } = driver;
  const seen: unknown[] = [];
  const fn = client.createFunction(
    { id: 'remote', triggers: [{ event: `a/b${suffix}` }] },
    async ({ event }) => {
      seen.push(event.data);
      return 'done';
    },
  );
  await driver.start([fn]);
  await driver.send(`a/b${suffix}`, { n: 5 }, { id: 'one' });
  await until(() => fake.registrations.length === 1 && fake.events.length === 1);
  const [registration] = fake.registrations;
  const [event] = fake.events;
  expect(event).toMatchObject({ id: 'one', name: `a/b${suffix}`, data: { n: 5 } });

  const address = new URL(registration?.url ?? '');
  address.search = new URLSearchParams({
    fnId: registration?.functions[0]?.id ?? '',
    stepId: 'step',
  }).toString();
  const stranger = await call(address, event, 'signkey-test-00');
  expect(stranger.status).toBe(401);
  expect(seen).toEqual([]);
  const answer = await call(address, event, signingKey);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toBe('done');
  expect(seen).toEqual([{ n: 5 }]);
});
