import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { Relay } from '@/inngest/runtime/relay';
import { relayOutbox } from '@/lib/jobs/relay-outbox';
import { FakeInngest } from './fake-inngest';
import { gate } from './gate';
import { send, until } from './harness';
import { type ShiftingClock, shiftingClock } from './shifting-clock';
import { on } from './test-client';

const MINUTE = 60_000;

let fake: FakeInngest;
const relays: Relay[] = [];

beforeEach(async () => {
  fake = new FakeInngest();
  await fake.start();
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
  await fake.stop();
});

function startRelay(clock?: ShiftingClock): Relay {
  const client = fake.client();
  const fn = client.createFunction({ id: 'remote', triggers: [on('a/b')] }, async () => undefined);
  const endpoint = 'https://portal.example/api/inngest';
  const options = { client, functions: [fn], endpoint, pollMs: 200 };
  const relay = new Relay(clock ? { ...options, clock } : options);
  relays.push(relay);
  relay.start();
  return relay;
}

const undelivered = async () =>
  (await getSql()`select 1 from events where delivered_at is null`).length;
const emptied = () => until(async () => (await undelivered()) === 0);
const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id);

describe('the relay to a real Inngest', () => {
  test('registers the functions under the public address, signed, and forwards events with their ids', async () => {
    await send('a/b', { n: 1 }, { id: 'stripe:evt_1' });
    startRelay();
    await emptied();
    await send('a/b', { n: 2 }, { id: 'stripe:evt_2' });
    await until(() => fake.events.length === 2);
    expect(fake.events.map(({ id, name, data }) => ({ id, name, data }))).toEqual([
      { id: 'stripe:evt_1', name: 'a/b', data: { n: 1 } },
      { id: 'stripe:evt_2', name: 'a/b', data: { n: 2 } },
    ]);
    expect(fake.requests[0]?.path).toBe('/e/event-key');
    expect(fake.registrations).toMatchObject([
      {
        url: 'https://portal.example/api/inngest',
        functions: [{ id: 'test-remote' }],
        signature: expect.stringMatching(/^Bearer signkey-/),
      },
    ]);
  });

  test('registers an inner address when the environment names one', async () => {
    process.env['INNGEST_SERVE_ORIGIN'] = 'http://proxy:8080';
    startRelay();
    await until(() => fake.registrations.length === 1);
    delete process.env['INNGEST_SERVE_ORIGIN'];
    expect(fake.registrations[0]?.url).toBe('http://proxy:8080/api/inngest');
  });

  test('never sends more than 1,000 events at once', async () => {
    await getSql()`
      insert into events (event_id, name, data)
      select 'bulk:' || n, 'a/b', '{}' from generate_series(1, 2500) n`;
    startRelay();
    await emptied();
    expect(fake.requests.map((request) => request.events.length)).toEqual([1000, 1000, 500]);
    expect(new Set(idsOf(fake.events)).size).toBe(2500);
  });

  test('does not forward the embedded executor’s own events', async () => {
    await send('inngest/function.finished', { run_id: 'r' });
    await send('a/b', {}, { id: 'ours' });
    startRelay();
    await emptied();
    expect(idsOf(fake.events)).toEqual(['ours']);
  });

  test('forwards scheduled events at once, because Inngest delays them', async () => {
    const ts = Date.now() + 86_400_000;
    await send('a/b', {}, { id: 'later', ts });
    startRelay();
    await emptied();
    expect(fake.events).toMatchObject([{ id: 'later', ts }]);
  });
});

describe('an outage of Inngest', () => {
  test('of an hour loses nothing and keeps the order', async () => {
    const clock = shiftingClock();
    startRelay(clock);
    await until(() => fake.registrations.length === 1);
    fake.isAway = true;
    for (let n = 0; n < 60; n++) {
      await send('a/b', { n }, { id: `minute:${n}` });
      await clock.skip(MINUTE);
    }
    expect(await undelivered()).toBe(60);
    fake.isAway = false;
    await until(async () => {
      await clock.skip(MINUTE);
      return (await undelivered()) === 0;
    });
    expect(idsOf(fake.events)).toEqual(Array.from({ length: 60 }, (_, n) => `minute:${n}`));
  });

  test('at the start only delays registering the functions', async () => {
    const clock = shiftingClock();
    fake.isAway = true;
    await send('a/b', {}, { id: 'early' });
    startRelay(clock);
    for (let n = 0; n < 60; n++) await clock.skip(MINUTE);
    fake.isAway = false;
    await until(async () => {
      await clock.skip(MINUTE);
      return (await undelivered()) === 0;
    });
    expect(fake.registrations).not.toHaveLength(0);
    expect(idsOf(fake.events)).toEqual(['early']);
  });

  test('may lose its schedules, so the functions are registered again, and every ten minutes', async () => {
    const clock = shiftingClock();
    startRelay(clock);
    await until(() => fake.registrations.length === 1);
    await until(async () => {
      await clock.skip(MINUTE);
      return fake.registrations.length > 1;
    });
    const before = fake.registrations.length;
    fake.isAway = true;
    await send('a/b', {}, { id: 'lost-server' });
    await clock.skip(MINUTE);
    fake.isAway = false;
    await until(async () => {
      await clock.skip(MINUTE);
      return fake.registrations.length > before && (await undelivered()) === 0;
    });
  });

  test('that rejects events loses none of them', async () => {
    const clock = shiftingClock();
    fake.status = 503;
    await send('a/b', { n: 1 }, { id: 'kept' });
    startRelay(clock);
    await until(() => fake.registrations.length === 1);
    expect(await undelivered()).toBe(1);
    fake.status = 200;
    await until(async () => {
      await clock.skip(MINUTE);
      return (await undelivered()) === 0;
    });
    expect(idsOf(fake.events)).toEqual(['kept']);
  });
});

const ctx = () => ({ actor: { kind: 'system', job: 'test' }, now: new Date() }) as const;

describe('the outbox, forwarded', () => {
  test('is resent with the same ids when the delivery could not be recorded', async () => {
    await send('a/b', {}, { id: 'twice' });
    const sent: string[] = [];
    const crash = relayOutbox(ctx(), async (batch) => {
      sent.push(...idsOf(batch));
      throw new Error('the process ended here');
    });
    await expect(crash).rejects.toThrow('ended here');
    await relayOutbox(ctx(), async (batch) => sent.push(...idsOf(batch)));
    expect(sent).toEqual(['twice', 'twice']);
  });

  test('is sent by one instance at a time, so that no event overtakes a slow request', async () => {
    const slow = gate();
    const sent: string[] = [];
    await send('a/b', {}, { id: 'first' });
    const sending = gate();
    const first = relayOutbox(ctx(), async (batch) => {
      sending.open();
      await slow.opened;
      sent.push(...idsOf(batch));
    });
    await sending.opened;
    await send('a/b', {}, { id: 'second' });
    expect(await relayOutbox(ctx(), async (batch) => sent.push(...idsOf(batch)))).toBe('busy');
    slow.open();
    await first;
    await relayOutbox(ctx(), async (batch) => sent.push(...idsOf(batch)));
    expect(sent).toEqual(['first', 'second']);
  });

  test('goes out once, in order, through several instances at work', async () => {
    for (let i = 0; i < 3; i++) startRelay();
    await until(() => fake.registrations.length === 3);
    const ids = Array.from({ length: 40 }, (_, n) => `shared:${n}`);
    for (const id of ids) await send('a/b', {}, { id });
    await emptied();
    expect(idsOf(fake.events)).toEqual(ids);
  });
});
