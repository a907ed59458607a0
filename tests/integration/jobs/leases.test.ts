import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { asOwner } from '@/tests/support/as-owner';
import { gate } from './gate';
import { finishedRun, quiet, runStatuses, send, startExecutor, until } from './harness';
import { shiftingClock } from './shifting-clock';
import { on, testClient } from './test-client';

/** When the only call's lease ends, in milliseconds since 1970. */
const leasedUntil = async () => {
  const [row] = await getSql()<{ ms: number | null }[]>`
    select (extract(epoch from min(leased_until)) * 1000)::float8 as ms from job_queue`;
  return row?.ms ?? 0;
};

describe('a lease', () => {
  test('lasts as long as its process sends heartbeats, however slow the step', async () => {
    const client = testClient();
    const clock = shiftingClock();
    const finish = gate();
    let calls = 0;
    const fn = client.createFunction({ id: 'slow', triggers: [on('a/b')] }, async ({ step }) =>
      step.run('slow', async () => {
        calls++;
        await finish.opened;
        return 'done';
      }),
    );
    const options = { clock, leaseMs: 30_000 };
    await startExecutor(client, [fn], options);
    await startExecutor(client, [fn], options);
    await send('a/b');
    await until(() => calls === 1);
    for (let minute = 0; minute < 6; minute++) {
      await clock.skip(10_000);
      await until(async () => (await leasedUntil()) > clock.now() + 25_000);
    }
    finish.open();
    expect(await finishedRun('slow')).toMatchObject({ output: 'done' });
    expect(calls).toBe(1);
  });

  test('that was lost fences off its holder, whose late reply changes nothing', async () => {
    const client = testClient();
    const gates = [gate(), gate()];
    let calls = 0;
    let late = 0;
    const fn = client.createFunction({ id: 'fenced', triggers: [on('a/b')] }, async ({ step }) =>
      step.run('fenced', async () => {
        const call = calls++;
        await gates[call]?.opened;
        late++;
        return call;
      }),
    );
    const first = await startExecutor(client, [fn]);
    await send('a/b');
    await until(() => calls === 1);
    await getSql()`update job_queue set lease_token = 'lost', leased_until = now() - interval '1 s'`;
    await startExecutor(client, [fn]);
    await until(() => calls === 2);
    gates[0]?.open();
    await until(() => late === 1);
    // Resolves once the late reply has been handled.
    await first.stop();
    expect(await getSql()`select 1 from job_steps`).toHaveLength(0);
    gates[1]?.open();
    expect(await finishedRun('fenced')).toMatchObject({ output: 1 });
  });

  test('of a hanging step expires, which frees its slot and calls the step again', async () => {
    const client = testClient();
    const clock = shiftingClock();
    const called: string[] = [];
    const hung = gate();
    const fn = client.createFunction(
      { id: 'hangs', triggers: [on<{ name: string }>('a/b')] },
      async ({ event, step }) =>
        step.run('work', async () => {
          const isFirst = called.length === 0;
          called.push(event.data.name);
          if (isFirst) await hung.opened;
        }),
    );
    await startExecutor(client, [fn], { clock, maxCalls: 1, leaseMs: 30_000 });
    await send('a/b', { name: 'hung' });
    await until(() => called.length === 1);
    await send('a/b', { name: 'next' });
    await clock.skip(2 * 3_600_000);
    await until(() => called.includes('next'));
    await clock.skip(30_000);
    await quiet();
    expect(called.toSorted()).toEqual(['hung', 'hung', 'next']);
    hung.open();
  });

  test('whose step crashes the process every time is given up', async () => {
    const client = testClient();
    const fn = client.createFunction({ id: 'poison', triggers: [on('a/b')] }, async () => {
      await new Promise(() => undefined);
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

describe('a reply', () => {
  beforeAll(async () => {
    await asOwner(async (sql) => {
      await sql`create table trouble ()`;
      await sql`create sequence troubles`;
      await sql`grant select on trouble to netpurse_app`;
      await sql`grant usage on sequence troubles to netpurse_app`;
      await sql`
        create function refuse_wait() returns trigger language plpgsql as $$
        begin
          if to_regclass('trouble') is not null then
            perform nextval('troubles');
            raise exception 'no waits today';
          end if;
          return new;
        end $$`;
      await sql`
        create trigger refuse_wait before insert on job_waits
        for each row execute function refuse_wait()`;
    });
  });
  afterEach(async () => {
    await asOwner(async (sql) => {
      await sql`drop trigger if exists refuse_wait on job_waits`;
    });
  });

  test('is applied whole or not at all', async () => {
    const client = testClient();
    const clock = shiftingClock();
    const seen: string[] = [];
    const fn = client.createFunction({ id: 'whole', triggers: [on('a/b')] }, async ({ step }) =>
      Promise.all([step.run('planned', () => seen.push('planned')), step.sleep('nap', '1s')]),
    );
    await startExecutor(client, [fn], { clock, leaseMs: 3_600_000 });
    await send('a/b');
    const troubles = async () => {
      const [row] = await asOwner((sql) => sql`select is_called from troubles`);
      return row?.['is_called'] === true;
    };
    await until(troubles);
    // The reply planned one step and opened one wait; the wait was rejected.
    const owed = await getSql()<{ step_id: string }[]>`select step_id from job_queue`;
    expect(owed.map(({ step_id }) => step_id)).toEqual(['']);
    expect(await getSql()`select 1 from job_steps`).toHaveLength(0);
    await asOwner((sql) => sql`drop table trouble`);
    await clock.skip(10_000);
    await until(async () => (await getSql()`select 1 from job_waits`).length === 1);
    await clock.skip(1_000);
    expect(await finishedRun('whole')).toMatchObject({ status: 'completed' });
    expect(seen).toEqual(['planned']);
  });
});
