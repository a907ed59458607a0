import { randomBytes } from 'node:crypto';
import { closeDb } from '@/db/client';
import { resetEnv } from '@/lib/kit/env';
import type { BenchContext, BenchDatabase } from '../harness';

/** Connects the product to a copy of the world while the work runs. */
export async function withCopy<T>(
  context: BenchContext,
  world: BenchDatabase,
  work: (copy: BenchDatabase) => Promise<T>,
): Promise<T> {
  const copy = await context.cloneDatabase(world);
  Object.assign(process.env, {
    DATABASE_URL: copy.url,
    APP_URL: 'http://netpurse.test',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    ENCRYPTION_KEYS: `b1:${randomBytes(32).toString('base64')}`,
  });
  resetEnv();
  try {
    return await work(copy);
  } finally {
    await closeDb();
    await context.dropDatabase(copy);
  }
}
