import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GET } from '@/app/api/metrics/route';
import { getSql } from '@/db/client';
import { functions } from '@/inngest/functions';
import { recordHeartbeat } from '@/lib/jobs/record-heartbeat';
import { resetEnv } from '@/lib/kit/env';
import { listJobLoads } from '@/lib/screens/admin/job-loads';
import { staffCtx, subscriberCtx } from '@/tests/support/fixtures';
import { send } from './harness';

const TOKEN = 'a-token-of-sixteen-letters-or-more';

const ask = (authorization?: string) =>
  GET(
    new Request('http://netpurse.test/api/metrics', {
      headers: authorization === undefined ? {} : { authorization },
    }),
  );

function setToken(value: string | undefined): void {
  if (value === undefined) delete process.env['METRICS_TOKEN'];
  else process.env['METRICS_TOKEN'] = value;
  resetEnv();
}

beforeEach(() => setToken(TOKEN));
afterEach(() => setToken(undefined));

/** Two finished runs, one waiting for two minutes, one in progress and one scheduled for later. */
async function givenRuns(): Promise<void> {
  const sql = getSql();
  await sql`
    insert into job_runs (id, function_id, cause_key, status, events, concurrency, priority_seconds, created_at, finished_at)
    values
      ('1', 'netpurse-sync-router', '1', 'completed', '[]', '[]', 0, now(), now() - interval '5 minutes'),
      ('2', 'netpurse-sync-router', '2', 'failed', '[]', '[]', 0, now(), now() - interval '1 minute'),
      ('3', 'netpurse-sync-router', '3', 'completed', '[]', '[]', 0, now(), now() - interval '2 hours'),
      ('4', 'netpurse-sync-router', '4', 'running', '[]', '[]', 0, now(), null),
      ('5', 'netpurse-sync-router', '5', 'running', '[]', '[]', 0, now(), null),
      ('6', 'netpurse-poll-router', '6', 'running', '[]', '[]', 0, now(), null)`;
  await sql`
    insert into job_queue (run_id, step_id, function_id, slot_key, due_at, rank_at, lease_token, leased_until)
    values
      ('4', '', 'netpurse-sync-router', 'k', now() - interval '2 minutes', now(), null, null),
      ('5', '', 'netpurse-sync-router', 'k', now(), now(), 'held', now() + interval '1 minute'),
      ('6', '', 'netpurse-poll-router', 'k', now() + interval '1 minute', now(), null, null)`;
}

/** Reads the metrics as Prometheus would; NaN for a missing one. */
async function figures(): Promise<(name: string) => number> {
  const text = await (await ask(`Bearer ${TOKEN}`)).text();
  return (name) => Number(text.split(`\n${name} `)[1]?.split('\n')[0]);
}

describe('the metrics', () => {
  test('require the token, and do not exist when none is set', async () => {
    for (const wrong of [undefined, '', 'Bearer', 'Bearer wrong', TOKEN, `Bearer ${TOKEN}x`]) {
      const answer = await ask(wrong);
      expect(answer.status).toBe(401);
      expect(await answer.text()).toBe('');
    }
    expect((await ask(`Bearer ${TOKEN}`)).status).toBe(200);
    setToken(undefined);
    expect((await ask(`Bearer ${TOKEN}`)).status).toBe(404);
  });

  test('are in a format that Prometheus reads', async () => {
    await givenRuns();
    const answer = await ask(`Bearer ${TOKEN}`);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = (await answer.text()).trimEnd().split('\n');
    for (const line of lines) {
      expect(line).toMatch(
        /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? (\+Inf|[\d.e+-]+))$/,
      );
    }
    const named = lines.filter((line) => line.startsWith('# TYPE'));
    expect(new Set(named).size).toBe(named.length);
  });

  test('report the queue of each function and how its runs ended', async () => {
    await givenRuns();
    const figure = await figures();
    expect(figure('netpurse_jobs_waiting{function="sync-router"}')).toBe(1);
    expect(figure('netpurse_jobs_under_way{function="sync-router"}')).toBe(1);
    expect(figure('netpurse_jobs_waiting{function="poll-router"}')).toBe(0);
    const age = figure('netpurse_jobs_oldest_due_seconds{function="sync-router"}');
    expect(age).toBeGreaterThanOrEqual(120);
    const runs = (status: string) =>
      figure(`netpurse_job_runs_last_hour{function="sync-router",status="${status}"}`);
    expect([runs('completed'), runs('failed'), runs('cancelled')]).toEqual([1, 1, 0]);
    for (const fn of functions) {
      expect(figure(`netpurse_jobs_waiting{function="${fn.id()}"}`)).not.toBeNaN();
    }
  });

  test('cover sweeps, the outbox, routers, the database and the process', async () => {
    const now = new Date(Date.now() - 10 * 60_000);
    const ctx = { actor: { kind: 'system', job: 'test' }, now } as const;
    await recordHeartbeat(ctx, 'sweep-recurrences', { backlog: 4 });
    await send('a/b');
    const figure = await figures();
    const age = figure('netpurse_heartbeat_age_seconds{job="sweep-recurrences"}');
    expect(age).toBeGreaterThanOrEqual(600);
    expect(figure('netpurse_sweep_late{job="sweep-recurrences"}')).toBe(1);
    expect(figure('netpurse_sweep_backlog{job="sweep-recurrences"}')).toBe(4);
    expect(figure('netpurse_outbox_undelivered')).toBe(1);
    expect(figure('netpurse_routers_dirty')).toBe(0);
    expect(figure('netpurse_database_connections')).toBeGreaterThan(0);
    expect(figure('netpurse_pool_round_trip_seconds')).toBeGreaterThan(0);
    expect(figure('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });
});

test('staff see the load of each function with its latest run; subscribers see nothing', async () => {
  await givenRuns();
  const loads = await listJobLoads(staffCtx(new Date()), { windowSeconds: 86_400 });
  expect(loads).toMatchObject([
    { functionId: 'netpurse-poll-router', waiting: 0, underWay: 0, later: 1, lastRun: null },
    {
      functionId: 'netpurse-sync-router',
      waiting: 1,
      underWay: 1,
      later: 0,
      lastRun: { runId: '3', status: 'completed' },
      completed: 2,
      failed: 1,
    },
  ]);
  await expect(listJobLoads(subscriberCtx(1), { windowSeconds: 60 })).rejects.toMatchObject({
    code: 'forbidden',
  });
});
