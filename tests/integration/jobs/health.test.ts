import { describe, expect, test } from 'vitest';
import { GET as live } from '@/app/api/health/live/route';
import { GET as ready } from '@/app/api/health/ready/route';
import { GET } from '@/app/api/health/route';
import { getSql } from '@/db/client';
import { pruneJobs } from '@/lib/jobs/prune-jobs';
import { expectSweeps, recordHeartbeat } from '@/lib/jobs/record-heartbeat';
import { getJobsHealth } from '@/lib/screens/admin/jobs';
import { asOwner } from '@/tests/support/as-owner';
import { send } from './harness';

const at = (now: Date) => ({ actor: { kind: 'system', job: 'test' }, now }) as const;
const minutesFrom = (now: Date, minutes: number) => new Date(now.getTime() + minutes * 60_000);

describe('the health of the background work', () => {
  test('turns red when a sweep has been silent for three turns', async () => {
    const now = new Date();
    await recordHeartbeat(at(now), 'sweep-recurrences', { backlog: 3 });
    const sweepAt = async (minutes: number) =>
      (await getJobsHealth(at(minutesFrom(now, minutes)))).sweeps.find(
        (sweep) => sweep.job === 'sweep-recurrences',
      );
    expect(await sweepAt(2)).toMatchObject({ isLate: false, backlog: 3 });
    expect(await sweepAt(4)).toMatchObject({ isLate: true });
  });

  test('turns red for a registered sweep that never ran', async () => {
    const now = new Date();
    await expectSweeps(at(now), ['poll-usage']);
    const health = await getJobsHealth(at(minutesFrom(now, 16)));
    expect(health.isHealthy).toBe(false);
    expect(health.sweeps.find((sweep) => sweep.job === 'poll-usage')).toMatchObject({
      lastSuccessAt: null,
      isLate: true,
    });
  });

  test('turns red when no process takes events', async () => {
    const now = new Date();
    await getSql()`delete from job_heartbeats`;
    await send('a/b');
    expect((await getJobsHealth(at(minutesFrom(now, 1)))).isHealthy).toBe(true);
    const later = await getJobsHealth(at(minutesFrom(now, 3)));
    expect(later).toMatchObject({ isHealthy: false, undelivered: { count: 1 } });
  });

  test('is reported by the endpoint as a status that monitors understand', async () => {
    await getSql()`delete from job_heartbeats`;
    expect((await GET()).status).toBe(200);
    await recordHeartbeat(at(minutesFrom(new Date(), -10)), 'sweep-recurrences');
    const late = await GET();
    expect(late.status).toBe(503);
    expect(await late.json()).toMatchObject({
      status: 'late',
      database: 'ok',
      late: ['sweep-recurrences'],
    });
  });
});

describe('an instance', () => {
  test('is alive and ready although background work is late', async () => {
    await recordHeartbeat(at(minutesFrom(new Date(), -10)), 'sweep-recurrences');
    expect(live().status).toBe(200);
    const answer = await ready();
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok', database: 'ok' });
  });

  test('is alive but not ready without the tables it works on', async () => {
    await asOwner((sql) => sql`alter table event_commits rename to away`);
    const answer = await ready();
    await asOwner((sql) => sql`alter table away rename to event_commits`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ status: 'down' });
    expect(live().status).toBe(200);
  });
});

describe('pruning', () => {
  test('deletes old rows and keeps those that are recent or unfinished', async () => {
    const now = new Date();
    await getSql()`
      insert into job_runs (id, function_id, cause_key, status, events, concurrency, priority_seconds,
        created_at, finished_at)
      values
        ('old', 'f', '1', 'completed', '[]', '[]', 0, now(), now() - interval '4 days'),
        ('new', 'f', '2', 'completed', '[]', '[]', 0, now(), now() - interval '1 day'),
        ('failed', 'f', '3', 'failed', '[]', '[]', 0, now(), now() - interval '4 days'),
        ('open', 'f', '4', 'running', '[]', '[]', 0, now() - interval '90 days', null)`;
    await getSql()`
      insert into events (event_id, name, data, created_at, delivered_at)
      values
        ('old', 'a/b', '{}', now() - interval '15 days', now() - interval '15 days'),
        ('waiting', 'a/b', '{}', now() - interval '15 days', null)`;
    await getSql()`insert into event_commits (transaction_id, position) values ('7', 1)`;
    await pruneJobs(at(now));
    const commits =
      await getSql()`select c.position from event_commits c join events e using (transaction_id)`;
    expect(commits).toHaveLength(1);
    expect(await getSql()`select 1 from event_commits`).toHaveLength(1);
    const runs = await getSql()`select id from job_runs order by id`;
    expect(runs.map(({ id }) => id)).toEqual(['failed', 'new', 'open']);
    const events = await getSql()`select event_id from events`;
    expect(events.map(({ event_id }) => event_id)).toEqual(['waiting']);
  });
});
