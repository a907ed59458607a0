import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inngest } from 'inngest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { Relay } from '@/inngest/relay';
import { relayOutbox } from '@/lib/jobs/relay-outbox';
import { send, until } from './harness';
import { on, signingKey } from './test-client';

type Received = { path: string; events: { id: string; name: string; data: unknown }[] };

/** Inngest's event and registration API, as far as the relay uses it. */
class FakeInngest {
  readonly requests: Received[] = [];
  readonly registered: string[] = [];
  /** Answer of the event API: 200, or an error status for an outage. */
  status = 200;
  private readonly server: Server;

  constructor() {
    this.server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = JSON.parse(Buffer.concat(chunks).toString() || 'null');
      const path = request.url ?? '';
      const answer = (status: number, value: unknown) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(value));
      };
      if (path === '/fn/register') {
        this.registered.push(body.url);
        return answer(200, { ok: true, modified: true, status: 200 });
      }
      if (this.status === 200) this.requests.push({ path, events: body });
      return answer(this.status, {
        ids: body.map((one: { id: string }) => one.id),
        status: this.status,
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  get events() {
    return this.requests.flatMap((request) => request.events);
  }
}

let fake: FakeInngest;
let relay: Relay | undefined;

beforeEach(() => {
  fake = new FakeInngest();
});
afterEach(async () => {
  await relay?.stop();
  relay = undefined;
  await fake.stop();
});

async function startRelay(): Promise<void> {
  const silent = () => undefined;
  const client = new Inngest({
    id: 'test',
    isDev: false,
    baseUrl: await fake.start(),
    eventKey: 'event-key',
    signingKey,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const fn = client.createFunction({ id: 'remote', triggers: [on('a/b')] }, async () => undefined);
  const endpoint = 'https://portal.example/api/inngest';
  relay = new Relay({ client, functions: [fn], endpoint, pollMs: 200 });
  relay.start();
}

const undelivered = async () =>
  (await getSql()`select 1 from events where delivered_at is null`).length;

describe('the relay to a real Inngest', () => {
  test('registers the functions under the public address and forwards events with their ids', async () => {
    await send('a/b', { n: 1 }, { id: 'stripe:evt_1' });
    await startRelay();
    await until(async () => fake.events.length === 1 && (await undelivered()) === 0);
    await send('a/b', { n: 2 }, { id: 'stripe:evt_2' });
    await until(() => fake.events.length === 2);
    expect(fake.events.map(({ id, name, data }) => ({ id, name, data }))).toEqual([
      { id: 'stripe:evt_1', name: 'a/b', data: { n: 1 } },
      { id: 'stripe:evt_2', name: 'a/b', data: { n: 2 } },
    ]);
    expect(fake.requests[0]?.path).toBe('/e/event-key');
    expect(fake.registered).toEqual(['https://portal.example/api/inngest']);
  });

  test('keeps events through an outage and sends them afterwards', async () => {
    fake.status = 503;
    await send('a/b', { n: 1 }, { id: 'kept' });
    await startRelay();
    await until(() => fake.registered.length === 1);
    expect(await undelivered()).toBe(1);
    fake.status = 200;
    await until(async () => (await undelivered()) === 0, 15_000);
    expect(fake.events.map((event) => event.id)).toEqual(['kept']);
  });

  test('never sends more than 1,000 events at once', async () => {
    await getSql()`
      insert into events (event_id, name, data)
      select 'bulk:' || n, 'a/b', '{}' from generate_series(1, 2500) n`;
    await startRelay();
    await until(async () => (await undelivered()) === 0, 15_000);
    expect(fake.requests.map((request) => request.events.length)).toEqual([1000, 1000, 500]);
    expect(new Set(fake.events.map((event) => event.id)).size).toBe(2500);
  });

  test('leaves the embedded executor’s own events at home', async () => {
    await send('inngest/function.finished', { run_id: 'r' });
    await send('a/b', {}, { id: 'ours' });
    await startRelay();
    await until(async () => (await undelivered()) === 0);
    expect(fake.events.map((event) => event.id)).toEqual(['ours']);
  });

  test('sends the same ids again when it could not note the delivery', async () => {
    await send('a/b', {}, { id: 'twice' });
    const ctx = { actor: { kind: 'system', job: 'test' }, now: new Date() } as const;
    const sent: string[] = [];
    const crash = relayOutbox(ctx, async (batch) => {
      sent.push(...batch.map((event) => event.id));
      throw new Error('the process ended here');
    });
    await expect(crash).rejects.toThrow('ended here');
    await relayOutbox(ctx, async (batch) => sent.push(...batch.map((event) => event.id)));
    expect(sent).toEqual(['twice', 'twice']);
    await fake.start();
  });
});
