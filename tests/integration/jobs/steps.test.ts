import { setTimeout as sleep } from 'node:timers/promises';
import { NonRetriableError } from 'inngest';
import { describe, expect, test } from 'vitest';
import { finishedRun, runStatuses, send, startExecutor, until } from './harness';
import { on, testClient } from './test-client';

describe('a function on the embedded executor', () => {
  test('runs its steps in order, each once, and keeps what it returns', async () => {
    const client = testClient();
    const seen: string[] = [];
    const fn = client.createFunction(
      { id: 'sequence', triggers: [on<{ n: number }>('a/b')] },
      async ({ event, step }) => {
        const one = await step.run('one', () => {
          seen.push('one');
          return event.data.n + 1;
        });
        const two = await step.run('two', () => {
          seen.push('two');
          return { value: one * 10 };
        });
        return two.value;
      },
    );
    await startExecutor(client, [fn]);
    await send('a/b', { n: 1 });
    const run = await finishedRun('sequence');
    expect(run).toMatchObject({ status: 'completed', output: 20 });
    expect(seen).toEqual(['one', 'two']);
  });

  test('tells repeated step ids apart', async () => {
    const client = testClient();
    const fn = client.createFunction(
      { id: 'repeated', triggers: [on('a/b')] },
      async ({ step }) => {
        const list: number[] = [];
        for (let i = 0; i < 3; i++) list.push(await step.run('same', () => i));
        return list;
      },
    );
    await startExecutor(client, [fn]);
    await send('a/b');
    expect(await finishedRun('repeated')).toMatchObject({ output: [0, 1, 2] });
  });
});

describe('parallel steps', () => {
  test('runs parallel steps and what follows each of them exactly once', async () => {
    const client = testClient();
    const seen: string[] = [];
    const note = (name: string) => () => {
      seen.push(name);
      return name;
    };
    const fn = client.createFunction(
      { id: 'parallel', triggers: [on('a/b')] },
      async ({ step }) => {
        const chain = async (name: string) => {
          const first = await step.run(name, note(name));
          return step.run(`${first}-then`, note(`${first}-then`));
        };
        const all = await Promise.all([
          chain('a'),
          chain('b'),
          chain('c'),
          step.sleep('rest', '1s').then(() => 'rested'),
        ]);
        return [...all, await step.run('last', note('last'))];
      },
    );
    await startExecutor(client, [fn]);
    await send('a/b');
    const run = await finishedRun('parallel');
    expect(run.output).toEqual(['a-then', 'b-then', 'c-then', 'rested', 'last']);
    expect(seen.toSorted()).toEqual(['a', 'a-then', 'b', 'b-then', 'c', 'c-then', 'last']);
  });

  test('lets the fastest of a race decide without waiting for the slowest', async () => {
    const client = testClient();
    const fn = client.createFunction(
      { id: 'race', triggers: [on('a/b')] },
      async ({ step, group }) =>
        group.parallel({ mode: 'race' }, () =>
          Promise.race([
            step.run(
              'slow',
              () => new Promise((resolve) => setTimeout(() => resolve('slow'), 700)),
            ),
            step.run('fast', () => 'fast'),
          ]),
        ),
    );
    await startExecutor(client, [fn]);
    await send('a/b');
    expect(await finishedRun('race')).toMatchObject({ status: 'completed', output: 'fast' });
  });
});

describe('a step that ends while the function is being asked what comes next', () => {
  test('is not planned and run a second time', async () => {
    const client = testClient();
    let runs = 0;
    let thinkMs = 0;
    const fn = client.createFunction(
      { id: 'overtaken', triggers: [on('a/b')] },
      async ({ step }) => {
        await sleep(thinkMs);
        return Promise.all([
          step.run('work', async () => {
            runs++;
            await sleep(400);
            return 'worked';
          }),
          step.waitForEvent('wait', { event: 'a/answer', timeout: '30s' }).then(() => 'answered'),
        ]);
      },
    );
    await startExecutor(client, [fn]);
    await send('a/b');
    await until(() => runs === 1);
    // The answer starts a discovery that knows nothing of the step, and ends after it.
    thinkMs = 800;
    await send('a/answer');
    expect(await finishedRun('overtaken')).toMatchObject({ output: ['worked', 'answered'] });
    expect(runs).toBe(1);
  });
});

describe('a function that waits', () => {
  test('sleeps for at least as long as it was told', async () => {
    const client = testClient();
    const times: number[] = [];
    const fn = client.createFunction({ id: 'sleeper', triggers: [on('a/b')] }, async ({ step }) => {
      await step.run('before', () => times.push(Date.now()));
      await step.sleep('nap', '1s');
      await step.run('after', () => times.push(Date.now()));
    });
    await startExecutor(client, [fn]);
    await send('a/b');
    await finishedRun('sleeper');
    const [before = 0, after = 0] = times;
    expect(after - before).toBeGreaterThanOrEqual(1_000);
  });

  test('waits for the matching event only, and gets null when it never comes', async () => {
    const client = testClient();
    const fn = client.createFunction({ id: 'waiter', triggers: [on('a/b')] }, async ({ step }) => {
      const found = await step.waitForEvent('match', {
        event: 'a/answer',
        if: 'event.data.id == async.data.id',
        timeout: '30s',
      });
      const missed = await step.waitForEvent('miss', { event: 'a/silence', timeout: '1s' });
      return [found?.data, missed];
    });
    await startExecutor(client, [fn]);
    await send('a/b', { id: 7 });
    await until(async () => (await runStatuses('waiter'))[0] === 'running');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await send('a/answer', { id: 8, text: 'wrong' });
    await send('a/answer', { id: 7, text: 'right' });
    expect(await finishedRun('waiter')).toMatchObject({ output: [{ id: 7, text: 'right' }, null] });
  });
});

describe('functions that start functions', () => {
  test('sends events that start other functions', async () => {
    const client = testClient();
    const seen: number[] = [];
    const sender = client.createFunction(
      { id: 'sender', triggers: [on('a/b')] },
      async ({ step }) =>
        step.sendEvent(
          'fan-out',
          [1, 2, 3].map((n) => ({ name: 'a/part', data: { n } })),
        ),
    );
    const receiver = client.createFunction(
      { id: 'receiver', triggers: [on<{ n: number }>('a/part')] },
      async ({ event }) => {
        seen.push(event.data.n);
      },
    );
    await startExecutor(client, [sender, receiver]);
    await send('a/b');
    await until(() => seen.length === 3);
    expect(seen.toSorted()).toEqual([1, 2, 3]);
  });

  test('invokes another function and gets its result or its error', async () => {
    const client = testClient();
    const double = client.createFunction(
      { id: 'double', triggers: [on<{ n: number }>('never/sent')], retries: 0 },
      async ({ event }) => {
        if (event.data.n < 0) throw new NonRetriableError('no negatives');
        return event.data.n * 2;
      },
    );
    const parent = client.createFunction(
      { id: 'parent', triggers: [on('a/b')] },
      async ({ step }) => {
        const good = await step.invoke('good', { function: double, data: { n: 21 } });
        const bad = await step
          .invoke('bad', { function: double, data: { n: -1 } })
          .catch((error: Error) => `caught: ${error.message}`);
        return [good, bad];
      },
    );
    await startExecutor(client, [double, parent]);
    await send('a/b');
    expect(await finishedRun('parent')).toMatchObject({ output: [42, 'caught: no negatives'] });
  });
});
