import { describe, expect, test } from 'vitest';
import { openEngine } from './engine';

describe('a run to be cancelled', () => {
  test('is cancelled by its matching event, and no other run is', async () => {
    const { client, on, named, start, send, until, settle, rest } = openEngine();
    const seen: number[] = [];
    const fn = client.createFunction(
      {
        id: 'cancellable',
        triggers: [on<{ id: number }>('a/b')],
        cancelOn: [{ event: named('a/stop'), match: 'data.id' }],
      },
      async ({ event, step }) => {
        await step.sleep('nap', '15s');
        await step.run('after', () => seen.push(event.data.id));
      },
    );
    await start([fn]);
    await send('a/b', { id: 1 });
    await send('a/b', { id: 2 });
    await settle();
    await send('a/stop', { id: 1 });
    await until(() => seen.length > 0);
    await rest();
    expect(seen).toEqual([2]);
  });

  test('is cancelled when it does not finish in time', async () => {
    const { client, on, start, send, until, rest, named } = openEngine();
    const ends: string[] = [];
    const slow = client.createFunction(
      { id: 'slow', triggers: [on('a/b')], timeouts: { finish: '2s' } },
      async ({ step }) => {
        await step.sleep('nap', '8s');
        await step.run('after', () => ends.push('slow'));
      },
    );
    const other = client.createFunction(
      { id: 'other', triggers: [on('a/b')] },
      async ({ step }) => {
        await step.sleep('nap', '10s');
        await step.run('after', () => ends.push(named('other')));
      },
    );
    await start([slow, other]);
    await send('a/b');
    await until(() => ends.length > 0);
    await rest();
    expect(ends).toEqual([named('other')]);
  });

  test('is cancelled when it does not start in time', async () => {
    const { client, on, start, send, until, arrived, skip, rest } = openEngine();
    const seen: number[] = [];
    let free: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => {
      free = resolve;
    });
    const fn = client.createFunction(
      {
        id: 'late',
        triggers: [on<{ n: number }>('a/b')],
        timeouts: { start: '2s' },
        concurrency: 1,
      },
      async ({ event }) => {
        seen.push(event.data.n);
        await busy;
      },
    );
    await start([fn]);
    await send('a/b', { n: 1 });
    await until(() => seen.length === 1);
    await send('a/b', { n: 2 });
    await arrived();
    await skip(4_000);
    free();
    await rest();
    expect(seen).toEqual([1]);
  });
});
