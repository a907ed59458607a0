import { type SQL, sql } from 'drizzle-orm';
import { readDb } from '@/db/transaction';
import type { StaffActor } from '@/lib/authorise/authorise';
import type { ActorlessCtx } from '@/lib/context';
import type { StaffRole } from '@/lib/kit/words';
import type { BulkAct } from './bulk-input';

/** The staff member who started the run, with their current role; null if they may no longer sign in. */
export async function findStarter(ctx: ActorlessCtx, userId: number): Promise<StaffActor | null> {
  const [user] = await readDb(ctx).execute<{ role: StaffRole }>(sql`
    select role from users where id = ${userId} and kind = 'staff' and status = 'active'`);
  return user ? { kind: 'staff', userId, role: user.role, sessionId: 'bulk' } : null;
}

/** Whether the row is already in the state the action would produce. */
export async function isDoneAlready(
  ctx: ActorlessCtx,
  what: BulkAct,
  subjectId: number,
): Promise<boolean> {
  const [row] = await readDb(ctx).execute(sql`select 1 where ${doneOf(what, subjectId)}`);
  return row !== undefined;
}

function doneOf(what: BulkAct, id: number): SQL {
  switch (what.act) {
    case 'customer_status':
      return sql`exists (select 1 from customers where id = ${id} and status = ${what.status})`;
    case 'label_put':
      return sql`exists (select 1 from customer_labels where customer_id = ${id} and label = ${what.label})`;
    case 'label_taken':
      return sql`not exists (select 1 from customer_labels where customer_id = ${id} and label = ${what.label})`;
    case 'service_hold':
      return sql`exists (select 1 from service_holds where service_id = ${id} and reason = ${what.hold})`;
    case 'service_lift':
      return sql`not exists (select 1 from service_holds where service_id = ${id} and reason = ${what.hold})`;
  }
}
