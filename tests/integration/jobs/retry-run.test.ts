import { NonRetriableError } from 'inngest';
import { expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { retryRun } from '@/lib/jobs/retry-run';
import { listWaitingEvents } from '@/lib/screens/admin/job-events';
import { getRun, listRuns } from '@/lib/screens/admin/job-runs';
import { staffCtx } from '@/tests/support/fixtures';
import { finishedRun, send, startExecutor, until } from './harness';
import { on, testClient } from './test-client';

const staff = (role: 'owner' | 'support' | 'auditor' = 'owner') => staffCtx(new Date(), role);

/** A function that fails until told otherwise. */
function moody() {
  const client = testClient();
  const mood = { isBad: true, seen: [] as unknown[] };
  const fn = client.createFunction(
    { id: 'moody', triggers: [on('a/b')], retries: 0 },
    async ({ event, step }) =>
      step.run('work', () => {
        mood.seen.push(event.data);
        if (mood.isBad) throw new NonRetriableError('the router said no\nat line 3');
        return 'done';
      }),
  );
  return { client, fn, mood };
}

async function failed(): Promise<string> {
  const { rows } = await listRuns(staff(), { statuses: ['failed'] });
  return rows[0]?.runId ?? '';
}

test('a failed run is retried on the same events, once however often staff ask', async () => {
  const { client, fn, mood } = moody();
  await startExecutor(client, [fn]);
  await send('a/b', { routerId: 7 });
  expect(await finishedRun('moody')).toMatchObject({ status: 'failed' });
  const runId = await failed();
  expect(await getRun(staff('auditor'), runId)).toMatchObject({
    status: 'failed',
    error: 'the router said no',
    retriedBy: null,
  });
  mood.isBad = false;
  const [first, second] = await Promise.all([
    retryRun(staff(), { runId }),
    retryRun(staff(), { runId }),
  ]);
  expect(second.runId).toBe(first.runId);
  await until(async () => (await getRun(staff(), first.runId)).status === 'completed');
  expect(mood.seen).toEqual([{ routerId: 7 }, { routerId: 7 }]);
  expect(await retryRun(staff(), { runId })).toEqual(first);
  expect((await getRun(staff(), runId)).retriedBy).toBe(first.runId);
  const audit = await getSql()`select actor from audit_log where action = 'job.retry'`;
  expect(audit).toEqual([{ actor: 'staff:1' }]);
});

test('a completed or unknown run is not retried', async () => {
  const { client, fn, mood } = moody();
  mood.isBad = false;
  await startExecutor(client, [fn]);
  await send('a/b');
  await finishedRun('moody');
  const { rows } = await listRuns(staff(), { statuses: ['completed'] });
  const runId = rows[0]?.runId ?? '';
  await expect(retryRun(staff(), { runId })).rejects.toMatchObject({ key: 'job_run_not_failed' });
  await expect(retryRun(staff(), { runId: 'none' })).rejects.toMatchObject({ code: 'not-found' });
});

test('only staff with the write right retry runs; those with the read right see them', async () => {
  const { client, fn } = moody();
  await startExecutor(client, [fn]);
  await send('a/b');
  await finishedRun('moody');
  const runId = await failed();
  for (const ctx of [staff('auditor'), staff('support')]) {
    await expect(retryRun(ctx, { runId })).rejects.toMatchObject({ code: 'forbidden' });
  }
  await expect(listRuns(staff('support'), {})).rejects.toMatchObject({ code: 'forbidden' });
  await expect(listWaitingEvents(staff('support'))).rejects.toMatchObject({ code: 'forbidden' });
});

test('runs are paged in both directions, newest first', async () => {
  await getSql()`
    insert into job_runs (id, function_id, cause_key, status, events, concurrency, priority_seconds, created_at)
    select 'run-' || lpad(n::text, 3, '0'), 'many', 'event:' || n, 'completed', '[]', '[]', 0, now()
    from generate_series(1, 60) n`;
  const first = await listRuns(staff(), {});
  expect(first.rows).toHaveLength(50);
  expect(first.rows[0]?.runId).toBe('run-060');
  const second = await listRuns(staff(), { after: first.next });
  expect(second.rows.map(({ runId }) => runId).at(-1)).toBe('run-001');
  expect(second.next).toBeUndefined();
  const back = await listRuns(staff(), { before: second.previous });
  expect(back.rows).toEqual(first.rows);
  expect(back.previous).toBeUndefined();
});

test('undelivered events are listed oldest first', async () => {
  await send('never/taken', { n: 1 });
  await send('never/taken', { n: 2 });
  const { rows, next } = await listWaitingEvents(staff());
  expect(rows.map(({ data }) => data)).toEqual([{ n: 1 }, { n: 2 }]);
  expect(next).toBeUndefined();
});
