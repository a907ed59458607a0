import { sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { Ctx } from '@/lib/context';
import { requireStaff } from '@/lib/identity/authorise';
import { readParty } from '../merge/queries';
import { decideErase, type EraseVerdict } from './rules';

/** Whether a customer's personal data may be erased now, and what stands in the way. */
export async function getEraseVerdict(ctx: Ctx, customerId: number): Promise<EraseVerdict> {
  requireStaff(ctx, 'customers.erase');
  return readEraseVerdict(ctx, customerId);
}

/** For `eraseCustomer`, which asks again under its locks. */
export async function readEraseVerdict(
  ctx: Pick<Ctx, 'tx'>,
  customerId: number,
): Promise<EraseVerdict> {
  const party = await readParty(ctx, customerId);
  const [row] = await readDb(ctx).execute<{ live: number }>(sql`
    select count(*)::int as live from services
    where customer_id = ${customerId} and archived_at is null`);
  return decideErase({ ...party, liveServices: row?.live ?? 0 });
}

/** The customer and everyone ever merged into them: one person to the law. */
export async function listSamePerson(ctx: Pick<Ctx, 'tx'>, customerId: number): Promise<number[]> {
  const rows = await readDb(ctx).execute<{ id: number }>(sql`
    with recursive same as (
      select id from customers where id = ${customerId}
      union select c.id from customers c join same on c.merged_into_id = same.id)
    select id::int as id from same order by id`);
  return rows.map(({ id }) => id);
}
