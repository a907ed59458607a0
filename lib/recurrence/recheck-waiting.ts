import { sql } from 'drizzle-orm';
import { apart, readDb } from '@/db/transaction';
import { requireStaffOrSystem } from '@/lib/authorise/authorise';
import type { Ctx, TxCtx } from '@/lib/context';
import { holdCustomer } from '@/lib/customers/hold-customer';
import { holdBit } from '@/lib/kit/words';
import { holdServices } from '@/lib/services/hold-services';
import { releaseWaiting } from '@/lib/services/release-waiting';
import { doOrPark } from './park-service';
import { recordRepairs } from './record-repairs';
import { startOwedPeriods } from './start-owed-periods';

const PER_CALL = 500;

type Waiting = { id: number; target: number; customer: number };

/**
 * Releases services that still wait for one that runs, each in its own transaction, and settles what is due then.
 * Each is recorded as a defect.
 */
export async function recheckWaiting(ctx: Ctx): Promise<{ repaired: number; more: boolean }> {
  requireStaffOrSystem(ctx, 'jobs.write');
  const waiting = await readDb(ctx).execute<Waiting>(sql`
    select w.id::int as id, w.waits_for_service_id::int as target, w.customer_id::int as customer
    from services w join services s on s.id = w.waits_for_service_id
    where w.waits_for_service_id is not null and w.holds & ${holdBit('waiting')}::int <> 0 and w.archived_at is null
      and service_has_begun(s.holds, s.archived_at is not null)
      and not exists (select 1 from parked_services p where p.service_id = w.id)
    order by w.id limit ${PER_CALL}`);
  let repaired = 0;
  for (const one of waiting) {
    const freed = await doOrPark(ctx, { serviceId: one.id, job: 'recheck-services' }, () =>
      apart(ctx, (tctx) => release(tctx, one)),
    );
    if (freed !== 'parked') repaired += freed;
  }
  return { repaired, more: waiting.length === PER_CALL && repaired > 0 };
}

async function release(ctx: TxCtx, { target, customer }: Waiting): Promise<number> {
  await holdCustomer(ctx, customer);
  await holdServices(ctx, customer);
  const freed = await releaseWaiting(ctx, [target]);
  await startOwedPeriods(ctx, freed);
  await recordRepairs(ctx, 'waiting', freed);
  return freed.length;
}
