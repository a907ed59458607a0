import { randomBytes } from 'node:crypto';
import { closeDb } from '@/db/client';
import type { Ctx } from '@/lib/context';
import type { Bench } from './harness';
import { measurePage } from './lists/page';
import { measurePaging } from './lists/paging';
import { measureSearch } from './lists/search';
import { CUSTOMER_COUNT, createWorld, SERVICE_COUNT } from './lists/world';

/** The lists staff work with, at the size of a large operator. */
export const bench: Bench = async (context) => {
  const { url, sql } = await context.createDatabase();
  configure(url);
  context.say(`writing ${CUSTOMER_COUNT} customers with ${SERVICE_COUNT} services`);
  await createWorld(sql);
  const now = new Date();
  const actor = { kind: 'staff', userId: 1, role: 'owner', sessionId: 'bench' } as const;
  const ctx: Ctx = { actor, now };
  try {
    const search = await measureSearch({ sql, ctx }, context);
    const paging = await measurePaging({ ctx }, context);
    const page = await measurePage({ url, sql, ctx }, context);
    return [...search, ...paging, ...page];
  } finally {
    await closeDb();
  }
};

/** Queries read their configuration on first use. */
function configure(url: string): void {
  Object.assign(process.env, {
    DATABASE_URL: url,
    APP_URL: 'http://netpurse.test',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    ENCRYPTION_KEYS: `b1:${randomBytes(32).toString('base64')}`,
  });
}
