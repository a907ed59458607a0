import { randomBytes } from 'node:crypto';
import { closeDb } from '@/db/client';
import type { Bench } from './harness';
import { measurePushes } from './router-sync/push';
import { startRouters } from './router-sync/routers';
import { createOperator } from './router-sync/world';

/** From a change in the database to the routers' confirmation. */
export const bench: Bench = async (context) => {
  const { url, sql } = await context.createDatabase();
  configure(url);
  const { versionId } = await createOperator(sql);
  const large = await startRouters(2, 0);
  try {
    const pushes = await measurePushes({ sql, routers: large, versionId }, context);
    large.stop();
    // The jobs client reads the configuration when it loads.
    const { measurePayments } = await import('./router-sync/payments');
    const payments = await measurePayments({ sql, versionId }, context);
    return [...pushes, ...payments];
  } finally {
    large.stop();
    await closeDb();
  }
};

/** Commands read their configuration on first use. */
function configure(url: string): void {
  Object.assign(process.env, {
    DATABASE_URL: url,
    APP_URL: 'http://netpurse.test',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    ENCRYPTION_KEYS: `b1:${randomBytes(32).toString('base64')}`,
    ROUTER_ALLOW_LOOPBACK: '1',
    LOG_LEVEL: 'silent',
  });
}
