import { describe, expect, test } from 'vitest';
import { openEngine } from './engine';

type Numbered = { n: number };

describe('events held back', () => {
  test('a batch runs when full or at its timeout, separately for each key', async () => {
    const { client, on, start, send, until } = openEngine();
    const seen: number[][] = [];
    const fn = client.createFunction(
      {
        id: 'batch',
        triggers: [on<Numbered>('a/b')],
        batchEvents: { maxSize: 3, timeout: '2s', key: 'event.data.router' },
      },
      async ({ events }) => {
        seen.push(events.map((event) => event.data.n).toSorted());
      },
    );
    await start([fn]);
    for (const n of [1, 2, 3, 4]) await send('a/b', { router: 'x', n });
    await send('a/b', { router: 'y', n: 9 });
    await until(() => seen.length === 3);
    const sizes = seen.map((batch) => batch.length).toSorted();
    expect(sizes).toEqual([1, 1, 3]);
    expect(seen).toContainEqual([9]);
  });

  test('a debounce runs once, with the last event of its key', async () => {
    const { client, on, start, send, until, arrived, rest } = openEngine();
    const seen: unknown[] = [];
    const fn = client.createFunction(
      {
        id: 'debounce',
        triggers: [on('a/b')],
        debounce: { key: 'event.data.router', period: '2s', timeout: '20s' },
      },
      async ({ event }) => {
        seen.push(event.data);
      },
    );
    await start([fn]);
    for (const n of [1, 2, 3]) {
      await send('a/b', { router: 'x', n });
      await arrived();
    }
    await send('a/b', { router: 'y', n: 9 });
    await until(() => seen.length === 2);
    await rest();
    expect(seen).toHaveLength(2);
    expect(seen).toContainEqual({ router: 'y', n: 9 });
    expect(seen).toContainEqual({ router: 'x', n: 3 });
  });

  test('a debounce cannot be pushed back beyond its timeout', async () => {
    const { client, on, start, send, until, arrived, skip } = openEngine();
    const seen: number[] = [];
    const fn = client.createFunction(
      {
        id: 'impatient',
        triggers: [on<Numbered>('a/b')],
        debounce: { period: '4s', timeout: '6s' },
      },
      async ({ event }) => {
        seen.push(event.data.n);
      },
    );
    await start([fn]);
    const last = 8;
    for (let n = 0; n <= last; n++) {
      await send('a/b', { n });
      await arrived();
      await skip(1_500);
    }
    await until(() => seen.length > 0);
    expect(seen[0]).toBeLessThan(last);
  });
});

describe('repeated events', () => {
  test('with the same id start one run', async () => {
    const { client, on, start, send, until, rest } = openEngine();
    const seen: number[] = [];
    const fn = client.createFunction({ id: 'once', triggers: [on<Numbered>('a/b')] }, async () => {
      seen.push(1);
    });
    await start([fn]);
    const id = `evt_${Date.now()}`;
    for (const n of [1, 2, 3]) await send('a/b', { n }, { id });
    await until(() => seen.length > 0);
    await rest();
    expect(seen).toEqual([1]);
  });

  test('with the same idempotency key start one run', async () => {
    const { client, on, start, send, until, rest } = openEngine();
    const seen: number[] = [];
    const fn = client.createFunction(
      {
        id: 'idempotent',
        triggers: [on<{ order: number }>('a/b')],
        idempotency: 'event.data.order',
      },
      async ({ event }) => {
        seen.push(event.data.order);
      },
    );
    await start([fn]);
    for (const order of [1, 1, 2, 1]) await send('a/b', { order });
    await until(() => seen.length === 2);
    await rest();
    expect(seen.toSorted()).toEqual([1, 2]);
  });
});

describe('starts that are limited', () => {
  test('a singleton skips a start while one is running, or replaces it', async () => {
    const { client, on, start, send, until, settle, rest } = openEngine();
    const skipped: number[] = [];
    const replaced: number[] = [];
    const make = (id: string, mode: 'skip' | 'cancel', seen: number[]) =>
      client.createFunction(
        { id, triggers: [on<Numbered>('a/b')], singleton: { mode } },
        async ({ event, step }) => {
          await step.sleep('nap', '20s');
          await step.run('done', () => seen.push(event.data.n));
        },
      );
    await start([make('skip', 'skip', skipped), make('replace', 'cancel', replaced)]);
    for (const n of [1, 2, 3]) {
      await send('a/b', { n });
      await settle();
    }
    await until(() => skipped.length > 0 && replaced.length > 0);
    await rest();
    expect(skipped).toEqual([1]);
    expect(replaced).toEqual([3]);
  });

  test('a throttle spreads starts over its period and loses none', async () => {
    const { client, on, start, send, until, now } = openEngine();
    const starts: number[] = [];
    const fn = client.createFunction(
      { id: 'throttle', triggers: [on('a/b')], throttle: { limit: 2, period: '4s' } },
      async () => {
        starts.push(now());
      },
    );
    await start([fn]);
    const sentAt = now();
    for (const n of [1, 2, 3, 4]) await send('a/b', { n });
    await until(() => starts.length === 4);
    // A busy machine may start them later, but never less than 2 s apart.
    for (const [place, at] of starts.entries()) {
      expect(at - sentAt).toBeGreaterThanOrEqual(place * 2_000 - 20);
    }
  });

  test('a rate limit drops further starts within its period', async () => {
    const { client, on, start, send, until, rest } = openEngine();
    const seen: number[] = [];
    const fn = client.createFunction(
      { id: 'rate', triggers: [on<Numbered>('a/b')], rateLimit: { limit: 2, period: '1m' } },
      async ({ event }) => {
        seen.push(event.data.n);
      },
    );
    await start([fn]);
    for (const n of [1, 2, 3, 4]) await send('a/b', { n });
    await until(() => seen.length === 2);
    await rest();
    expect(seen).toHaveLength(2);
  });

  test('a trigger’s condition and wildcard decide what starts a run', async () => {
    const { client, on, named, start, send, until, rest } = openEngine();
    const seen: string[] = [];
    const group = `group${Math.random().toString(36).slice(2)}`;
    const fn = client.createFunction(
      { id: 'condition', triggers: [on<Numbered>(`${group}/*`, 'event.data.n > 1')] },
      async ({ event }) => {
        seen.push(`${event.name}:${event.data.n}`);
      },
    );
    await start([fn]);
    await send(`${group}/one`, { n: 1 });
    await send(`${group}/two`, { n: 2 });
    await send('other/three', { n: 3 });
    await until(() => seen.length > 0);
    await rest();
    expect(seen).toEqual([`${named(`${group}/two`)}:2`]);
  });
});
