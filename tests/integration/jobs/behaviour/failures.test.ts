import { NonRetriableError, RetryAfterError } from 'inngest';
import { describe, expect, test } from 'vitest';
import { openEngine } from './engine';

/** A machine with other work to do may begin a step this much later. */
const LATE_S = 15;

describe('a failing function', () => {
  test('retries a step after the delays of the table, and then continues', async () => {
    const { client, on, start, send, until, now } = openEngine();
    const tries: { attempt: number; at: number }[] = [];
    const results: string[] = [];
    const fn = client.createFunction(
      { id: 'flaky', triggers: [on('a/b')], retries: 3 },
      async ({ step, attempt }) => {
        const result = await step.run('flaky', () => {
          tries.push({ attempt, at: now() });
          if (tries.length < 3) throw new Error('not yet');
          return 'done';
        });
        results.push(result);
      },
    );
    await start([fn]);
    await send('a/b');
    await until(() => results.length === 1);
    expect(tries.map(({ attempt }) => attempt)).toEqual([0, 1, 2]);
    const [first, second, third] = tries.map(({ at }) => at / 1000) as [number, number, number];
    // 15 s, then 30 s, with up to 30 s of jitter, later on a busy machine.
    expect(second - first).toBeGreaterThanOrEqual(15);
    expect(second - first).toBeLessThan(45 + LATE_S);
    expect(third - second).toBeGreaterThanOrEqual(30);
    expect(third - second).toBeLessThan(60 + LATE_S);
  });

  test('lets the code catch a step that has failed permanently', async () => {
    const { client, on, start, send, until } = openEngine();
    let tries = 0;
    const results: string[] = [];
    const fn = client.createFunction(
      { id: 'catcher', triggers: [on('a/b')], retries: 1 },
      async ({ step }) => {
        const result = await step
          .run('broken', (): string => {
            tries++;
            throw new Error('broken');
          })
          .catch((error: Error) => step.run('plan-b', () => `caught ${error.message}`));
        results.push(result);
      },
    );
    await start([fn]);
    await send('a/b');
    await until(() => results.length > 0);
    expect(results[0]).toBe('caught broken');
    expect(tries).toBe(2);
  });

  test('waits as long as RetryAfterError says instead of the table', async () => {
    const { client, on, start, send, until, now } = openEngine();
    const times: number[] = [];
    const fn = client.createFunction({ id: 'later', triggers: [on('a/b')] }, async ({ step }) =>
      step.run('later', () => {
        times.push(now());
        if (times.length === 1) throw new RetryAfterError('router is away', '3s');
      }),
    );
    await start([fn]);
    await send('a/b');
    await until(() => times.length === 2);
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(2_900);
    expect(second - first).toBeLessThan(15_000);
  });
});

describe('a function that has failed permanently', () => {
  test('is not retried when its error says so, and triggers onFailure', async () => {
    const { client, on, start, send, until, rest } = openEngine();
    let tries = 0;
    const failures: unknown[] = [];
    const fn = client.createFunction(
      {
        id: 'final',
        triggers: [on('a/b')],
        onFailure: async ({ error, event }) => {
          failures.push([error.message, event.data.event.data]);
        },
      },
      async ({ step }) => {
        await step.run('no', () => {
          tries++;
          throw new NonRetriableError('refused');
        });
      },
    );
    await start([fn]);
    await send('a/b', { n: 5 });
    await until(() => failures.length > 0);
    await rest();
    expect(tries).toBe(1);
    expect(failures).toEqual([['refused', { n: 5 }]]);
  });

  test('includes one that used up its attempts outside any step', async () => {
    const { client, on, start, send, until, rest } = openEngine();
    let tries = 0;
    const failures: string[] = [];
    const fn = client.createFunction(
      {
        id: 'outside',
        triggers: [on('a/b')],
        retries: 1,
        onFailure: async ({ error }) => {
          failures.push(error.message);
        },
      },
      async () => {
        tries++;
        throw new Error('always');
      },
    );
    await start([fn]);
    await send('a/b');
    await until(() => failures.length > 0);
    await rest();
    expect(failures).toEqual(['always']);
    expect(tries).toBe(2);
  });
});
