import { NonRetriableError, RetryAfterError } from 'inngest';
import { describe, expect, test } from 'vitest';
import { finishedRun, quiet, send, startExecutor } from './harness';
import { on, testClient } from './test-client';

describe('a failing function', () => {
  test('tries a step again with rising attempts and then goes on', async () => {
    const client = testClient();
    const attempts: number[] = [];
    const fn = client.createFunction(
      { id: 'flaky', triggers: [on('a/b')], retries: 3 },
      async ({ step, attempt }) =>
        step.run('flaky', () => {
          attempts.push(attempt);
          if (attempts.length < 3) throw new Error('not yet');
          return 'done';
        }),
    );
    await startExecutor(client, [fn]);
    await send('a/b');
    expect(await finishedRun('flaky')).toMatchObject({ status: 'completed', output: 'done' });
    expect(attempts).toEqual([0, 1, 2]);
  });

  test('lets the code catch a step that failed for good', async () => {
    const client = testClient();
    let tries = 0;
    const fn = client.createFunction(
      { id: 'catcher', triggers: [on('a/b')], retries: 1 },
      async ({ step }) => {
        try {
          await step.run('broken', () => {
            tries++;
            throw new Error('broken');
          });
          return 'unreachable';
        } catch (error) {
          return step.run('plan-b', () => `caught ${(error as Error).message}`);
        }
      },
    );
    await startExecutor(client, [fn]);
    await send('a/b');
    expect(await finishedRun('catcher')).toMatchObject({ output: 'caught broken' });
    expect(tries).toBe(2);
  });
});

describe('a failing function that says how', () => {
  test('waits as long as RetryAfterError says, not as long as the table', async () => {
    const client = testClient();
    const times: number[] = [];
    const fn = client.createFunction({ id: 'later', triggers: [on('a/b')] }, async ({ step }) =>
      step.run('later', () => {
        times.push(Date.now());
        if (times.length === 1) throw new RetryAfterError('router is away', '1s');
      }),
    );
    await startExecutor(client, [fn], { backoff: () => 60_000 });
    await send('a/b');
    await finishedRun('later');
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(900);
  });

  test('does not try a NonRetriableError again and calls onFailure with it', async () => {
    const client = testClient();
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
    await startExecutor(client, [fn]);
    await send('a/b', { n: 5 });
    const run = await finishedRun('final');
    await quiet();
    expect(run.status).toBe('failed');
    expect(tries).toBe(1);
    expect(failures).toEqual([['refused', { n: 5 }]]);
  });

  test('fails after its last try outside of any step', async () => {
    const client = testClient();
    let tries = 0;
    const fn = client.createFunction(
      { id: 'outside', triggers: [on('a/b')], retries: 2 },
      async () => {
        tries++;
        throw new Error('always');
      },
    );
    await startExecutor(client, [fn]);
    await send('a/b');
    expect(await finishedRun('outside')).toMatchObject({
      status: 'failed',
      output: { message: 'always' },
    });
    expect(tries).toBe(3);
  });
});
