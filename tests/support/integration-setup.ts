import { afterAll, vi } from 'vitest';
import { closeDb } from '@/db/client';
import { resetEnv } from '@/lib/kit/env';
import { createTestDatabase } from './test-database';

/** The initial environment: files of one worker share the process, and none may see another's settings. */
const holder = globalThis as typeof globalThis & { netpurseBegan?: NodeJS.ProcessEnv };
holder.netpurseBegan ??= { ...process.env };
for (const name of Object.keys(process.env)) {
  if (!(name in holder.netpurseBegan)) delete process.env[name];
}

const database = await createTestDatabase();

// Runs before the test file's own imports: modules read their configuration on first use.
Object.assign(process.env, holder.netpurseBegan, {
  ...database.env,
  DATABASE_URL: database.url,
  APP_URL: 'http://netpurse.test',
  AUTH_SECRET: 'integration-tests-only-secret-of-enough-length',
  ENCRYPTION_KEYS: `t1:${Buffer.alloc(32, 7).toString('base64')}`,
  STRIPE_SECRET_KEY: 'sk_test_integration',
  STRIPE_WEBHOOK_SECRET: 'whsec_integration',
  ROUTER_ALLOW_LOOPBACK: '1',
});
resetEnv();

afterAll(async () => {
  vi.restoreAllMocks();
  await closeDb();
  await database.drop();
});
