import { InngestTestEngine } from '@inngest/test';
import { NonRetriableError } from 'inngest';
import { afterEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { inngest } from '@/inngest/client/inngest';
import { jobsMode } from '@/inngest/client/mode';
import { functions } from '@/inngest/functions';
import { pruneJobsFunction } from '@/inngest/functions/prune-jobs';
import { createSweep } from '@/inngest/functions/support/create-sweep';
import { runStep } from '@/inngest/functions/support/run-step';
import { sweepRecurrencesFunction } from '@/inngest/functions/sweep-recurrences';
import { openSdkDoor } from '@/inngest/runtime/sdk-door';
import { startJobs, stopJobs } from '@/inngest/runtime/start-jobs';
import { eventNames } from '@/lib/jobs/event-catalog';
import { nextSlot } from '@/lib/jobs/rules/cron-slots';
import { allSweeps, isSweep } from '@/lib/jobs/rules/sweeps';
import { refuse } from '@/lib/kit/errors';
import { localDateOf } from '@/lib/kit/time';
import {
  balanceOf,
  givenCustomer,
  givenOperator,
  givenPlan,
  givenService,
  periodsOf,
  serviceNow,
} from '@/tests/support/fixtures';
import { until } from './harness';

async function registered() {
  const mode = jobsMode();
  if (mode.kind !== 'embedded') throw new Error('tests run embedded');
  return openSdkDoor(inngest, functions, mode.signingKey).describeFunctions();
}

describe('the product’s functions', () => {
  test('all register, with events of the catalogue and readable schedules', async () => {
    const specs = await registered();
    expect(specs.map((spec) => spec.id).toSorted()).toEqual(
      functions.map((fn) => `netpurse-${fn.id()}`).toSorted(),
    );
    for (const { event, cron } of specs.flatMap((spec) => spec.triggers)) {
      if (event !== undefined) expect(eventNames).toContain(event);
      if (cron !== undefined) expect(nextSlot(cron, new Date())).toBeInstanceOf(Date);
    }
  });

  test('use only keys that both drivers read alike', async () => {
    for (const spec of await registered()) {
      const keys = [spec.debounce?.key, ...(spec.concurrency ?? []).map((limit) => limit.key)];
      for (const key of keys) if (key) expect(key).toMatch(/^event\.data\.\w+$/);
    }
  });

  test('sign the embedded calls with a key that never leaves the server', () => {
    const mode = jobsMode();
    expect(mode).toMatchObject({
      kind: 'embedded',
      signingKey: expect.stringMatching(/[0-9a-f]{64}$/),
    });
    expect(inngest.mode).toBe('cloud');
  });

  test('that sweep take priority over a queue of calls to slow routers', async () => {
    for (const spec of await registered()) {
      if (!spec.id.startsWith('netpurse-sweep-')) continue;
      expect(spec.priority).toEqual({ run: '600' });
    }
  });

  test('that sweep run well before health reports them late', async () => {
    const specs = await registered();
    const now = new Date();
    for (const spec of specs) {
      const name = spec.id.replace('netpurse-', '');
      const cron = spec.triggers[0]?.cron;
      if (!isSweep(name) || !cron) continue;
      const first = nextSlot(cron, now) ?? now;
      const second = nextSlot(cron, first) ?? now;
      const turnSeconds = (second.getTime() - first.getTime()) / 1000;
      expect(allSweeps[name]).toBeGreaterThanOrEqual(2 * turnSeconds);
    }
  });
});

describe('a sweep', () => {
  test('drains chunk after chunk and then reports its heartbeat', async () => {
    let left = 3;
    const sweep = createSweep('prune-usage', '0 0 * * *', {
      chunk: async () => ({ more: --left > 0 }),
    });
    const { result } = await new InngestTestEngine({ function: sweep }).execute();
    expect(result).toEqual({ chunks: 3, isDrained: true });
    const beats = await getSql()`select job from job_heartbeats where last_success_at is not null`;
    expect(beats.map(({ job }) => job)).toEqual(['prune-usage']);
  });

  test('goes on after what its last chunk returned', async () => {
    const seen: unknown[] = [];
    const sweep = createSweep('prune-usage', '0 0 * * *', {
      chunk: async (_ctx, after = 0) => {
        seen.push(after);
        return { more: after < 20, after: after + 10 };
      },
    });
    await new InngestTestEngine({ function: sweep }).execute();
    expect([...new Set(seen)]).toEqual([0, 10, 20]);
  });

  test('fails, naming what it logged, once everything that does not fail is done', async () => {
    await getSql()`delete from job_heartbeats`;
    const seen: string[] = [];
    const sweep = createSweep('prune-usage', '0 0 * * *', {
      one: async (_ctx, after = 0) => {
        seen.push(`one ${after}`);
        return { more: after < 1, after: after + 1, defects: after === 0 ? ['0a1b2c3d4e'] : [] };
      },
      other: async () => {
        seen.push('other');
        return { more: false };
      },
    });
    const { error } = await new InngestTestEngine({ function: sweep }).execute();
    expect(error).toMatchObject({ message: 'defect 0a1b2c3d4e' });
    expect([...new Set(seen)]).toEqual(['one 0', 'one 1', 'other']);
    expect(await getSql()`select 1 from job_heartbeats`).toHaveLength(1);
  });

  test('that never ends is stopped and reports no heartbeat', async () => {
    await getSql()`delete from job_heartbeats`;
    const sweep = createSweep(
      'prune-usage',
      '0 0 * * *',
      { chunk: async () => ({ more: true }) },
      3,
    );
    const { result } = await new InngestTestEngine({ function: sweep }).execute();
    expect(result).toEqual({ chunks: 3, isDrained: false });
    expect(await getSql()`select 1 from job_heartbeats`).toHaveLength(0);
  });

  test('is wired to its command', async () => {
    const { result } = await new InngestTestEngine({ function: pruneJobsFunction }).execute();
    expect(result).toMatchObject({ isDrained: true });
  });
});

describe('the sweep of renewals', () => {
  test('does not renew what ended at the same midnight', async () => {
    await givenOperator({ timeZone: 'UTC' });
    const { itemId } = await givenPlan({ intervalUnit: 'day', unitPriceMinor: 100n });
    const customerId = await givenCustomer({ balance: 1_000n });
    const begun = new Date(Date.now() - 86_400_000);
    const serviceId = await givenService({ customerId, itemId }, begun);
    await getSql()`update services set end_date = ${localDateOf(begun, 'UTC')} where id = ${serviceId}`;
    await new InngestTestEngine({ function: sweepRecurrencesFunction }).execute();
    expect(await serviceNow(serviceId)).toMatchObject({ status: 'disabled', holds: ['ended'] });
    expect(await periodsOf(serviceId)).toHaveLength(1);
    expect(await balanceOf(customerId)).toBe(900n);
  });
});

describe('an error inside a step', () => {
  test('is final when it is a refusal, and retried when it is a defect', async () => {
    const refusal = runStep('test', async () => refuse('not-found', 'not_found'));
    await expect(refusal).rejects.toBeInstanceOf(NonRetriableError);
    const defect = runStep('test', async () => {
      throw new TypeError('a secret detail');
    });
    await expect(defect).rejects.not.toBeInstanceOf(NonRetriableError);
    await expect(defect).rejects.toThrow(/^defect [0-9a-f]+$/);
  });
});

describe('starting the server’s background work', () => {
  afterEach(stopJobs);

  test('happens once, registers its sweeps and plans its schedules', async () => {
    await getSql()`delete from job_heartbeats`;
    const [first, second] = await Promise.all([startJobs(), startJobs()]);
    expect(first).toBe(second);
    const promised = await getSql()`select job from job_heartbeats`;
    const sweeps = functions.map((fn) => fn.id()).filter(isSweep);
    expect(promised.map(({ job }) => job).toSorted()).toEqual(sweeps.toSorted());
    await until(async () => (await getSql()`select 1 from job_crons`).length >= sweeps.length);
  });
});
