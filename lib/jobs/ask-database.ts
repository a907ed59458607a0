import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';

/**
 * Resolves if the database responds and has the product's tables, visible to the product's role.
 * @throws the driver's error otherwise
 */
export async function askDatabase(ctx: Ctx): Promise<void> {
  await readDb(ctx).execute(sql`select 1 from event_commits limit 1`);
}
