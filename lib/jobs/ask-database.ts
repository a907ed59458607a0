import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';

/**
 * Comes back when the database answers and has the product's tables, as the product's role sees them.
 * @throws whatever the database says otherwise
 */
export async function askDatabase(ctx: Ctx): Promise<void> {
  await readDb(ctx).execute(sql`select 1 from event_commits limit 1`);
}
