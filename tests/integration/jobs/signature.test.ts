import { serve } from 'inngest/edge';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '@/inngest/runtime/canonical-json';
import { openSdkDoor } from '@/inngest/runtime/sdk-door';
import { signBody } from '@/inngest/runtime/sign-body';
import { on, signingKey, testClient } from './test-client';

const ENDPOINT = 'http://netpurse.test/api/inngest';

function setUp() {
  const client = testClient();
  let calls = 0;
  const fn = client.createFunction({ id: 'signed', triggers: [on('a/b')] }, async () => ++calls);
  const handle = serve({ client, functions: [fn], enableUnauthedSync: false });
  const post = (body: string, signature: string | null) =>
    handle(
      new Request(`${ENDPOINT}?fnId=test-signed&stepId=step`, {
        method: 'POST',
        body,
        headers: {
          host: 'netpurse.test',
          'content-type': 'application/json',
          ...(signature === null ? {} : { 'x-inngest-signature': signature }),
        },
      }),
    );
  return { client, fn, handle, post, calls: () => calls };
}

const body = (note: string) => ({
  version: 2,
  event: { name: 'a/b', data: { zulu: note, alpha: [1, { b: 1, a: 2 }], 'ключ €': 0.1 } },
  events: [],
  steps: {},
  ctx: { run_id: 'r', attempt: 0, max_attempts: 1, stack: { stack: [], current: 0 } },
});

describe('a call to the functions endpoint', () => {
  test('is accepted when signed over canonical JSON', async () => {
    const { post, calls } = setUp();
    const text = canonicalJson(body('fine'));
    const response = await post(text, signBody(text, signingKey, Date.now()));
    expect(response.status).toBe(200);
    expect(calls()).toBe(1);
  });

  test.each([
    ['without a signature', (_: string) => null],
    ['with another key', (text: string) => signBody(text, 'signkey-test-00', Date.now())],
    ['six minutes old', (text: string) => signBody(text, signingKey, Date.now() - 360_000)],
    ['signed over another body', (_: string) => signBody('{}', signingKey, Date.now())],
    ['with a malformed signature', (_: string) => 'signed, honestly'],
  ])('is refused %s', async (_, sign) => {
    const { post, calls } = setUp();
    const text = canonicalJson(body('bad'));
    expect((await post(text, sign(text))).status).toBe(401);
    expect(calls()).toBe(0);
  });

  test('is rejected when its body was tampered with or signed in another form', async () => {
    const { post, calls } = setUp();
    const text = canonicalJson(body('paid'));
    const signature = signBody(text, signingKey, Date.now());
    expect((await post(text.replace('paid', 'free'), signature)).status).toBe(401);
    const plain = JSON.stringify(body('paid'));
    expect((await post(plain, signBody(plain, signingKey, Date.now()))).status).toBe(401);
    expect(calls()).toBe(0);
  });

  test('cannot read or change the registration without a signature', async () => {
    const { handle } = setUp();
    const headers = { host: 'netpurse.test' };
    for (const method of ['GET', 'PUT']) {
      const response = await handle(new Request(ENDPOINT, { method, headers }));
      expect(response.status).toBe(401);
    }
  });
});

describe('the result of a sync for the executor', () => {
  test('includes every trigger and limit of the functions', async () => {
    const { client } = setUp();
    const fn = client.createFunction(
      {
        id: 'full',
        triggers: [on('a/b'), { cron: 'TZ=Europe/London 0 3 * * *' }],
        retries: 2,
        concurrency: [{ limit: 5 }, { key: 'event.data.router', limit: 1 }],
        debounce: { key: 'event.data.router', period: '1s', timeout: '10s' },
        timeouts: { finish: '10m' },
        cancelOn: [{ event: 'a/stop', match: 'data.id', timeout: '1h' }],
        onFailure: () => undefined,
      },
      async () => undefined,
    );
    const [spec, failure] = await openSdkDoor(client, [fn], signingKey).describeFunctions();
    expect(spec).toMatchObject({
      id: 'test-full',
      triggers: [{ event: 'a/b' }, { cron: 'TZ=Europe/London 0 3 * * *' }],
      maxAttempts: 3,
      concurrency: [{ limit: 5 }, { key: 'event.data.router', limit: 1 }],
      debounce: { key: 'event.data.router', period: 1_000, timeout: 10_000 },
      timeouts: { finish: 600_000 },
      cancel: [{ event: 'a/stop', if: 'event.data.id == async.data.id' }],
    });
    expect(failure).toMatchObject({
      id: 'test-full-failure',
      maxAttempts: 2,
      triggers: [{ expression: "event.data.function_id == 'test-full'" }],
    });
  });

  test('is nothing when the key is not ours', async () => {
    const { client, fn } = setUp();
    const door = openSdkDoor(client, [fn], 'signkey-test-ff');
    await expect(door.describeFunctions()).rejects.toThrow('401');
  });
});
