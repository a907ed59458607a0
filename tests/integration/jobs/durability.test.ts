import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { subscribe } from '@/lib/jobs/subscribe';
import { asOwner } from '@/tests/support/as-owner';
import { finishedRun, patiently, quiet, runStatuses, send, startExecutor, until } from './harness';
import { on, testClient } from './test-client';

const children = new Set<ChildProcess>();

function spawnExecutor(hang: boolean): ChildProcess {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', `${import.meta.dirname}/child-executor.ts`, ...(hang ? ['--hang'] : [])],
    { env: process.env, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  children.add(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  children.delete(child);
}

beforeAll(async () => {
  await asOwner(async (sql) => {
    await sql`create table trace (step text not null, pid int not null)`;
    await sql`grant select, insert on trace to netpurse_app`;
  });
});
afterAll(async () => {
  await Promise.all([...children].map(kill));
});

describe('a process killed in the middle of a step', () => {
  test('is replaced: finished steps are kept, the interrupted one runs again', async () => {
    const trace = async () =>
      (await getSql()<{ step: string }[]>`select step from trace`).map((row) => row.step);
    const first = spawnExecutor(true);
    await send('a/b');
    await until(async () => (await trace()).includes('two'), 20_000);
    await kill(first);

    const second = spawnExecutor(false);
    const run = await finishedRun('killed', 20_000);
    await kill(second);
    expect(run).toMatchObject({ status: 'completed', output: 2 });
    expect(await trace()).toEqual(['one', 'two', 'two']);
  });

  test('is given up when every try ends the process', async () => {
    const client = testClient();
    const fn = client.createFunction({ id: 'poison', triggers: [on('a/b')] }, async () => {
      await sleep(10_000);
    });
    const executor = await startExecutor(client, [fn], { graceMs: 0 });
    await send('a/b');
    await until(async () => (await runStatuses('poison'))[0] === 'running');
    await executor.stop();
    await getSql()`update job_queue set leased_until = now(), interruptions = 6`;
    await startExecutor(client, [fn]);
    expect(await finishedRun('poison')).toMatchObject({
      status: 'failed',
      output: { name: 'Interrupted' },
    });
  });
});

describe('a slow step', () => {
  test('keeps its lease for as long as its process lives', async () => {
    const client = testClient();
    let calls = 0;
    const fn = client.createFunction({ id: 'slow', triggers: [on('a/b')] }, async ({ step }) =>
      step.run('slow', async () => {
        calls++;
        await sleep(1_500);
        return 'done';
      }),
    );
    await startExecutor(client, [fn], { leaseMs: 450 });
    await startExecutor(client, [fn], { leaseMs: 450 });
    await send('a/b');
    expect(await finishedRun('slow')).toMatchObject({ output: 'done' });
    expect(calls).toBe(1);
  });

  test('that lost its lease changes nothing while another one does the work', async () => {
    const client = testClient();
    const gates = [gate(), gate()];
    let calls = 0;
    const fn = client.createFunction({ id: 'fenced', triggers: [on('a/b')] }, async ({ step }) =>
      step.run('fenced', async () => {
        const call = calls++;
        await gates[call]?.opened;
        return call;
      }),
    );
    await startExecutor(client, [fn]);
    await send('a/b');
    await until(() => calls === 1);
    await getSql()`update job_queue set lease_token = 'lost', leased_until = now() - interval '1 s'`;
    await startExecutor(client, [fn]);
    await until(() => calls === 2);
    gates[0]?.open();
    await sleep(400);
    expect(await getSql()`select 1 from job_steps`).toHaveLength(0);
    gates[1]?.open();
    expect(await finishedRun('fenced')).toMatchObject({ output: 1 });
  });
});

/** A promise that the test settles when it likes. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe('two executors on one database', () => {
  test('run every event once and keep the limit per key between them', async () => {
    const clients = [testClient(), testClient()];
    const done: number[] = [];
    const now = new Map<number, number>();
    let overlaps = 0;
    for (const client of clients) {
      const fn = client.createFunction(
        {
          id: 'shared',
          triggers: [on<{ n: number; router: number }>('a/b')],
          concurrency: { key: 'event.data.router', limit: 1 },
        },
        async ({ event, step }) => {
          await step.run('work', async () => {
            const { n, router } = event.data;
            now.set(router, (now.get(router) ?? 0) + 1);
            if ((now.get(router) ?? 0) > 1) overlaps++;
            await sleep(5);
            now.set(router, (now.get(router) ?? 0) - 1);
            done.push(n);
          });
        },
      );
      await startExecutor(client, [fn]);
    }
    for (let n = 0; n < 120; n++) await send('a/b', { n, router: n % 7 });
    await quiet();
    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, n) => n));
    expect(overlaps).toBe(0);
  });
});

describe('an outage of the database', () => {
  test('costs no run and stops no executor', async () => {
    const client = testClient();
    const done = new Set<number>();
    const fn = client.createFunction(
      { id: 'cut', triggers: [on<{ n: number }>('a/b')] },
      async ({ event, step }) => {
        await step.run('work', () => sleep(20));
        await step.run('more', () => sleep(20));
        done.add(event.data.n);
      },
    );
    await startExecutor(client, [fn], { leaseMs: 1_500 });
    for (let n = 0; n < 40; n++) await send('a/b', { n });
    for (let cut = 0; cut < 3; cut++) {
      await sleep(150);
      await cutConnections();
    }
    await until(() => done.size === 40, 20_000);
    await quiet();
    expect(new Set(await runStatuses('cut'))).toEqual(new Set(['completed']));
  });

  test('does not end the subscription to new events', async () => {
    const heard: string[] = [];
    const subscription = subscribe('netpurse_test', (payload) => heard.push(payload), 200);
    try {
      for (const round of ['first', 'second']) {
        await until(async () => {
          await patiently(() => getSql().notify('netpurse_test', round));
          return heard.includes(round);
        });
        await cutConnections();
      }
      expect(heard).toContain('second');
    } finally {
      await subscription.stop();
    }
  });
});

/** Ends every connection to this database but the one that asks, as an administrator would. */
async function cutConnections(): Promise<void> {
  await asOwner(
    (sql) => sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`,
  );
}

describe('stopping', () => {
  test('waits for the step under way and takes no new one', async () => {
    const client = testClient();
    const done: string[] = [];
    const fn = client.createFunction({ id: 'ending', triggers: [on('a/b')] }, async ({ step }) => {
      await step.run('one', async () => {
        await sleep(400);
        done.push('one');
      });
      await step.run('two', () => done.push('two'));
    });
    const executor = await startExecutor(client, [fn]);
    await send('a/b');
    await until(async () => (await runStatuses('ending'))[0] === 'running');
    await sleep(50);
    await executor.stop();
    expect(done).toEqual(['one']);
    await startExecutor(client, [fn]);
    await finishedRun('ending');
    expect(done).toEqual(['one', 'two']);
  });
});

describe('what a run may remember', () => {
  test('is bounded per step, and the code can catch it', async () => {
    const client = testClient();
    const fn = client.createFunction({ id: 'large', triggers: [on('a/b')] }, async ({ step }) =>
      step
        .run('large', () => 'x'.repeat(5 * 1024 * 1024))
        .then(() => 'kept')
        .catch((error: Error) => error.message),
    );
    await startExecutor(client, [fn]);
    await send('a/b');
    expect(await finishedRun('large')).toMatchObject({
      status: 'completed',
      output: expect.stringContaining('larger than'),
    });
  });
});
