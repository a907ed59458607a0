import { describe, expect, test } from 'vitest';
import { gauge } from '../gauge';
import { openEngine } from './engine';

describe('concurrency', () => {
  test('never runs two calls for one key at once, while other keys run', async () => {
    const { client, on, start, send, until } = openEngine();
    const seen = gauge(2);
    const fn = client.createFunction(
      {
        id: 'per-key',
        triggers: [on<{ router: string }>('a/b')],
        concurrency: { key: 'event.data.router', limit: 1 },
      },
      async ({ event, step }) => {
        await step.run('hold', () => seen.hold(event.data.router));
      },
    );
    await start([fn]);
    for (let i = 0; i < 4; i++) for (const router of ['x', 'y']) await send('a/b', { router });
    await until(() => seen.done() === 8);
    expect(seen.peak.get('x')).toBe(1);
    expect(seen.peak.get('y')).toBe(1);
    expect(seen.peak.get('*')).toBe(2);
  });

  test('enforces a limit on the whole function in addition to the one per key', async () => {
    const { client, on, start, send, until } = openEngine();
    const seen = gauge(2);
    const fn = client.createFunction(
      {
        id: 'two-limits',
        triggers: [on<{ router: string }>('a/b')],
        concurrency: [{ limit: 2 }, { key: 'event.data.router', limit: 1 }],
      },
      async ({ event }) => seen.hold(event.data.router),
    );
    await start([fn]);
    for (const router of ['u', 'v', 'w', 'x', 'x', 'y', 'z']) await send('a/b', { router });
    await until(() => seen.done() === 7);
    expect(seen.peak.get('*')).toBe(2);
    expect(seen.peak.get('x')).toBe(1);
  });

  test('starves no key: a long queue behind a busy one does not delay the others', async () => {
    const { client, on, start, send, until } = openEngine();
    const order: string[] = [];
    let free: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => {
      free = resolve;
    });
    const fn = client.createFunction(
      {
        id: 'crowd',
        triggers: [on<{ router: string }>('a/b')],
        concurrency: { key: 'event.data.router', limit: 1 },
      },
      async ({ event }) => {
        order.push(event.data.router);
        if (event.data.router === 'busy') await busy;
      },
    );
    for (let i = 0; i < 20; i++) await send('a/b', { router: 'busy' });
    await send('a/b', { router: 'quiet' });
    await start([fn]);
    await until(() => order.includes('quiet'));
    expect(order.length).toBeLessThanOrEqual(2);
    free();
    await until(() => order.length === 21);
  });

  test('is not occupied by sleeping runs', async () => {
    const { client, on, start, send, until } = openEngine();
    const asleep: number[] = [];
    const awake: number[] = [];
    const fn = client.createFunction(
      { id: 'sleepers', triggers: [on<{ n: number }>('a/b')], concurrency: 1 },
      async ({ event, step }) => {
        await step.run('lie-down', () => asleep.push(event.data.n));
        await step.sleep('nap', '20s');
        await step.run('get-up', () => awake.push(asleep.length));
      },
    );
    await start([fn]);
    for (let n = 0; n < 5; n++) await send('a/b', { n });
    await until(() => awake.length === 5);
    expect(awake).toEqual([5, 5, 5, 5, 5]);
  });
});

describe('priority', () => {
  test('decides which waiting run starts first', async () => {
    const { client, on, start, send, until, arrived } = openEngine();
    const order: string[] = [];
    let free: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => {
      free = resolve;
    });
    const fn = client.createFunction(
      {
        id: 'priority',
        triggers: [on<{ name: string; urgent: boolean }>('a/b')],
        concurrency: 1,
        priority: { run: 'event.data.urgent ? 120 : 0' },
      },
      async ({ event }) => {
        order.push(event.data.name);
        if (event.data.name === 'first') await busy;
      },
    );
    await start([fn]);
    await send('a/b', { name: 'first', urgent: false });
    await until(() => order.length === 1);
    for (const name of ['one', 'two']) await send('a/b', { name, urgent: false });
    await send('a/b', { name: 'urgent', urgent: true });
    await arrived();
    free();
    await until(() => order.length === 4);
    expect(order[1]).toBe('urgent');
  });
});
