import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { subscribe } from '@/lib/jobs/subscribe';
import { asOwner } from '@/tests/support/as-owner';
import { end, killAll, spawnExecutor } from './child';
import { gate } from './gate';
import { finishedRun, patiently, quiet, runStatuses, send, startExecutor, until } from './harness';
import { shiftingClock } from './shifting-clock';
import { on, testClient } from './test-client';

beforeAll(async () => {
  await asOwner(async (sql) => {
    await sql`create table trace (step text not null, pid int not null)`;
    await sql`grant select, insert, delete on trace to netpurse_app`;
  });
});
afterAll(killAll);

describe('a process killed in the middle of a step', () => {
  test('is replaced: finished steps are kept, and the interrupted one runs again', async () => {
    const trace = async () =>
      (await getSql()<{ step: string }[]>`select step from trace`).map((row) => row.step);
    const first = spawnExecutor('--hang');
    await send('a/b');
    await until(async () => (await trace()).includes('two'));
    await end(first, 'SIGKILL');

    const second = spawnExecutor();
    await endLeases();
    const run = await finishedRun('killed');
    await end(second, 'SIGKILL');
    expect(run).toMatchObject({ status: 'completed', output: 2 });
    expect(await trace()).toEqual(['one', 'two', 'two']);
  });
});

describe('a process stopped in the middle of a step', () => {
  test('finishes the step, starts no other, and logs nothing of its work', async () => {
    await getSql()`delete from trace`;
    const child = spawnExecutor('--slow', '--log');
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    await send('a/b', { password: 'a-secret', note: 'a-name' });
    await until(
      async () => (await getSql()`select 1 from trace where step = 'two'`).length === 1,
      20_000,
    );
    await end(child, 'SIGTERM');
    expect(child.exitCode).toBe(143);
    expect((await getSql()`select name from job_steps`).map(({ name }) => name)).toEqual([
      'one',
      'two',
    ]);
    const lines = output.split('\n').filter((line) => line.includes('"jobs: step"'));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject(
      ['one', 'two'].map((step) => ({
        functionId: 'killed',
        runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        step,
        attempt: 0,
        durationMs: expect.any(Number),
        outcome: 'done',
      })),
    );
    expect(output).not.toMatch(/a-secret|a-name/);
  });
});

describe('several processes at once', () => {
  test('run every event, even if one of them is killed halfway', async () => {
    const worked = async () =>
      getSql()<{ step: string; pid: number }[]>`select step, pid from trace where step like 'n%'`;
    const processes = [spawnExecutor(), spawnExecutor()];
    await until(async () => (await listening()) >= 2);
    for (let n = 0; n < 30; n++) await send('a/c', { n });
    await until(async () => new Set((await worked()).map(({ pid }) => pid)).size === 2);
    await Promise.all(processes.slice(0, 1).map((child) => end(child, 'SIGKILL')));
    await endLeases();
    await quiet();
    await killAll();
    const rows = await worked();
    expect(new Set(rows.map(({ step }) => step)).size).toBe(30);
    expect(new Set(rows.map(({ pid }) => pid)).size).toBe(2);
    expect(new Set(await runStatuses('spread'))).toEqual(new Set(['completed']));
  });
});

/** Expires the leases, as after the time in which a silent process loses its calls. */
async function endLeases(): Promise<void> {
  await getSql()`update job_queue set leased_until = now() where lease_token is not null`;
}

/** Number of processes listening for new events. */
async function listening(): Promise<number> {
  const rows = await asOwner(
    (sql) => sql`
      select 1 from pg_stat_activity
      where datname = current_database() and application_name = 'netpurse netpurse_jobs'`,
  );
  return rows.length;
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
    for (let n = 0; n < 28; n++) await send('a/b', { n, router: n % 7 });
    await quiet();
    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 28 }, (_, n) => n));
    expect(overlaps).toBe(0);
  });
});

describe('an outage of the database', () => {
  test('loses no run and stops no executor', async () => {
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
    await startExecutor(client, [fn], { leaseMs: 1_000 });
    for (let n = 0; n < 20; n++) await send('a/b', { n });
    for (let cut = 0; cut < 3; cut++) {
      await sleep(150);
      await cutConnections();
    }
    await until(() => done.size === 20);
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

/** Terminates every connection to this database but its own, as an administrator would. */
async function cutConnections(): Promise<void> {
  await asOwner(
    (sql) => sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`,
  );
}

describe('stopping', () => {
  test('waits for the running step and starts no new one', async () => {
    const client = testClient();
    const done: string[] = [];
    const finish = gate();
    const fn = client.createFunction({ id: 'ending', triggers: [on('a/b')] }, async ({ step }) => {
      await step.run('one', async () => {
        done.push('begun');
        await finish.opened;
        done.push('one');
      });
      await step.run('two', () => done.push('two'));
    });
    const executor = await startExecutor(client, [fn]);
    await send('a/b');
    await until(() => done.length === 1);
    const stopped = executor.stop();
    await send('a/b');
    finish.open();
    await stopped;
    expect(done).toEqual(['begun', 'one']);
    await startExecutor(client, [fn]);
    await quiet();
    expect(done.filter((step) => step === 'one')).toHaveLength(2);
    expect(done.filter((step) => step === 'two')).toHaveLength(2);
  });

  test('does not wait forever for a step that never ends', async () => {
    const client = testClient();
    const clock = shiftingClock();
    let calls = 0;
    const fn = client.createFunction({ id: 'endless', triggers: [on('a/b')] }, async () => {
      calls++;
      await new Promise(() => undefined);
    });
    const executor = await startExecutor(client, [fn], { clock, graceMs: 20_000 });
    await send('a/b');
    await until(() => calls === 1);
    let isStopped = false;
    void executor.stop().then(() => {
      isStopped = true;
    });
    await until(async () => {
      await clock.skip(5_000);
      return isStopped;
    });
    const held = await getSql()`select 1 from job_queue where lease_token is not null`;
    expect(held).toHaveLength(1);
  });
});

describe('the stored state of a run', () => {
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
