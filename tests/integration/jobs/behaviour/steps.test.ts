import { setTimeout as sleep } from 'node:timers/promises';
import { NonRetriableError } from 'inngest';
import { describe, expect, test } from 'vitest';
import { openEngine } from './engine';

describe('a function', () => {
  test('runs its steps in order, each once, with the results of earlier ones', async () => {
    const { client, on, start, send, until } = openEngine();
    const seen: unknown[] = [];
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
        await step.run('three', () => seen.push(two.value));
      },
    );
    await start([fn]);
    await send('a/b', { n: 1 });
    await until(() => seen.length === 3);
    expect(seen).toEqual(['one', 'two', 20]);
  });

  test('distinguishes repeated step ids', async () => {
    const { client, on, start, send, until } = openEngine();
    const seen: number[][] = [];
    const fn = client.createFunction(
      { id: 'repeated', triggers: [on('a/b')] },
      async ({ step }) => {
        const list: number[] = [];
        for (let i = 0; i < 3; i++) list.push(await step.run('same', () => i));
        await step.run('all', () => seen.push(list));
      },
    );
    await start([fn]);
    await send('a/b');
    await until(() => seen.length === 1);
    expect(seen).toEqual([[0, 1, 2]]);
  });
});

describe('parallel steps', () => {
  test('run exactly once each, as does what follows them', async () => {
    const { client, on, start, send, until } = openEngine();
    const seen: string[] = [];
    const results: string[][] = [];
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
        const rest = step.sleep('rest', '1s').then(() => 'rested');
        const all = await Promise.all([chain('a'), chain('b'), chain('c'), rest]);
        await step.run('last', () => results.push(all));
      },
    );
    await start([fn]);
    await send('a/b');
    await until(() => results.length === 1);
    expect(results).toEqual([['a-then', 'b-then', 'c-then', 'rested']]);
    expect(seen.toSorted()).toEqual(['a', 'a-then', 'b', 'b-then', 'c', 'c-then']);
  });

  test('that race are decided by the fastest without waiting for the slowest', async () => {
    const { client, on, start, send, until } = openEngine();
    const seen: unknown[] = [];
    let endSlow: (name: string) => void = () => undefined;
    const slow = new Promise<string>((resolve) => {
      endSlow = resolve;
    });
    const fn = client.createFunction(
      { id: 'race', triggers: [on('a/b')] },
      async ({ step, group }) => {
        const first = await group.parallel({ mode: 'race' }, () =>
          Promise.race([step.run('slow', () => slow), step.run('fast', () => 'fast')]),
        );
        seen.push(first);
      },
    );
    await start([fn]);
    await send('a/b');
    await until(() => seen.length > 0);
    endSlow('slow');
    expect(seen[0]).toBe('fast');
  });

  test('that end during a discovery are not run a second time', async () => {
    const { client, on, named, start, send, until } = openEngine();
    const results: string[][] = [];
    let runs = 0;
    let thinkMs = 0;
    let endWork: () => void = () => undefined;
    const worked = new Promise<void>((resolve) => {
      endWork = resolve;
    });
    const fn = client.createFunction(
      { id: 'overtaken', triggers: [on('a/b')] },
      async ({ step }) => {
        if (thinkMs > 0) endWork();
        await sleep(thinkMs);
        const all = await Promise.all([
          step.run('work', async () => {
            runs++;
            await worked;
            return 'worked';
          }),
          step
            .waitForEvent('wait', { event: named('a/answer'), timeout: '30s' })
            .then(() => 'answered'),
        ]);
        results.push(all);
      },
    );
    await start([fn]);
    await send('a/b');
    await until(() => runs === 1);
    // The response starts a discovery that does not know the step and finishes after it.
    thinkMs = 150;
    await send('a/answer');
    await until(() => results.length > 0);
    expect(results[0]).toEqual(['worked', 'answered']);
    expect(runs).toBe(1);
  });
});

describe('functions that start functions', () => {
  test('send events that start others', async () => {
    const { client, on, named, start, send, until } = openEngine();
    const seen: number[] = [];
    const sender = client.createFunction(
      { id: 'sender', triggers: [on('a/b')] },
      async ({ step }) =>
        step.sendEvent(
          'fan-out',
          [1, 2, 3].map((n) => ({ name: named('a/part'), data: { n } })),
        ),
    );
    const receiver = client.createFunction(
      { id: 'receiver', triggers: [on<{ n: number }>('a/part')] },
      async ({ event }) => {
        seen.push(event.data.n);
      },
    );
    await start([sender, receiver]);
    await send('a/b');
    await until(() => seen.length === 3);
    expect(seen.toSorted()).toEqual([1, 2, 3]);
  });

  test('invoke one and get its result, its error, or a timeout', async () => {
    const { client, on, start, send, until } = openEngine();
    const results: unknown[][] = [];
    const double = client.createFunction(
      { id: 'double', triggers: [on<{ n: number }>('never/sent')], retries: 0 },
      async ({ event, step }) => {
        if (event.data.n < 0) throw new NonRetriableError('no negatives');
        if (event.data.n > 99) await step.sleep('long', '1h');
        return event.data.n * 2;
      },
    );
    const parent = client.createFunction(
      { id: 'parent', triggers: [on('a/b')] },
      async ({ step }) => {
        const ask = (id: string, n: number) =>
          step
            .invoke(id, { function: double, data: { n }, timeout: '2s' })
            .catch((error: Error) => error);
        const good = await ask('good', 21);
        const bad = await ask('bad', -1);
        const late = await ask('late', 100);
        results.push([good, (bad as Error).message, late instanceof Error]);
      },
    );
    await start([double, parent]);
    await send('a/b');
    await until(() => results.length > 0);
    expect(results[0]).toEqual([42, 'no negatives', true]);
  });
});
