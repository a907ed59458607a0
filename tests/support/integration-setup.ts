import { afterAll } from 'vitest';
import { createTestDatabase } from './test-database';

const database = await createTestDatabase();

// Before the test file's own imports: modules read their configuration when first used.
Object.assign(process.env, {
  DATABASE_URL: database.url,
  APP_URL: 'http://netpurse.test',
  AUTH_SECRET: 'integration-tests-only-secret-of-enough-length',
  ENCRYPTION_KEYS: `t1:${Buffer.alloc(32, 7).toString('base64')}`,
  STRIPE_SECRET_KEY: 'sk_test_integration',
  STRIPE_WEBHOOK_SECRET: 'whsec_integration',
  ROUTER_ALLOW_LOOPBACK: '1',
});

afterAll(async () => {
  const { closeDb } = await import('@/db/client');
  await closeDb();
  await database.drop();
});
