import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { getSql } from '@/db/client';
import { resetEnv } from '@/lib/kit/env';
import { FakeInngest } from './fake-inngest';
import { emptyTables, send, until } from './harness';

const names = ['NODE_ENV', 'INNGEST_DEV', 'INNGEST_BASE_URL', 'INNGEST_EVENT_KEY'] as const;
const KEY = 'INNGEST_SIGNING_KEY';

function setEnv(values: Partial<Record<(typeof names)[number] | typeof KEY, string>>): void {
  for (const name of [...names, KEY]) {
    if (name !== 'NODE_ENV') delete process.env[name];
  }
  Object.assign(process.env, values);
  resetEnv();
  // The client reads the environment when it first loads, and another file may have loaded it.
  vi.resetModules();
}

afterEach(() => setEnv({ NODE_ENV: 'test' }));

describe('with a real Inngest configured', () => {
  const fake = new FakeInngest();
  beforeAll(async () => {
    await fake.start();
  });
  afterAll(() => fake.stop());

  test('the server registers and forwards, and runs nothing itself', async () => {
    setEnv({
      INNGEST_BASE_URL: fake.url,
      INNGEST_EVENT_KEY: 'event-key',
      INNGEST_SIGNING_KEY: `signkey-prod-${'ab'.repeat(32)}`,
    });
    const { startJobs, stopJobs } = await import('@/inngest/runtime/start-jobs');
    const { functions } = await import('@/inngest/functions');
    await startJobs();
    try {
      await send('wallet/credited', { customerId: 1 }, { id: 'one' });
      await until(() => fake.events.length === 1);
      await until(async () => (await getSql()`select 1 from event_commits`).length === 0);
    } finally {
      await stopJobs();
    }
    expect(fake.registrations).toHaveLength(1);
    expect(fake.registrations[0]).toMatchObject({ url: 'http://netpurse.test/api/inngest' });
    const ids = fake.registrations[0]?.functions.map(({ id }) => id).toSorted();
    expect(ids).toEqual(functions.map((fn) => `netpurse-${fn.id()}`).toSorted());
    for (const table of ['job_runs', 'job_queue', 'job_crons']) {
      expect(await getSql()`select 1 from ${getSql()(table)}`).toHaveLength(0);
    }
    await emptyTables();
  });
});

describe('the environment', () => {
  test.each([
    [
      'a server without keys',
      { INNGEST_BASE_URL: 'http://inngest:8288' },
      /needs INNGEST_EVENT_KEY/,
    ],
    [
      'a server with one key',
      { INNGEST_BASE_URL: 'http://inngest:8288', INNGEST_EVENT_KEY: 'k' },
      /INNGEST_SIGNING_KEY/,
    ],
    [
      'an open development server in production',
      { NODE_ENV: 'production', INNGEST_DEV: '1' },
      /INNGEST_DEV/,
    ],
  ])('of %s is refused', async (_, values, message) => {
    const { jobsMode } = await import('@/inngest/client/mode');
    setEnv(values);
    expect(() => jobsMode()).toThrow(message);
  });

  test('that is empty means the embedded executor, with a generated key', async () => {
    const { jobsMode } = await import('@/inngest/client/mode');
    setEnv({});
    expect(jobsMode()).toMatchObject({
      kind: 'embedded',
      signingKey: expect.stringMatching(/^signkey-/),
    });
  });
});
